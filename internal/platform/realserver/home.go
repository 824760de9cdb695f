//go:build linux

package realserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// home is the folder of one server.
type home struct {
	dir     string
	cache   string
	account account
}

// account is who the server runs as: PostgreSQL refuses to be root. Exported fields: it is part of the
// keeper's order.
type account struct {
	UID, GID uint32
	Other    bool // not who we are: the server is started under a changed identity
}

// state is what a user needs to know about the server that runs.
type state struct {
	PID     int    `json:"pid"`
	Keeper  int    `json:"keeper"`
	Version string `json:"version"`
	URL     string `json:"url"`
}

// protocol numbers the way in which users and keepers deal with each other. Checkouts of different age
// share the cache folder; those that differ in this must not share a server.
const protocol = 2

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// openHome makes the server's folder and checks that the server's account can get there.
func openHome(opts Options) (home, error) {
	if !nameForm.MatchString(opts.Name) {
		return home{}, fmt.Errorf("a server cannot be named %.40q: use a-z, 0-9 and -", opts.Name)
	}
	who, err := serverAccount()
	if err != nil {
		return home{}, err
	}
	cache := opts.CacheDir
	if cache == "" {
		if cache, err = defaultCache(who); err != nil {
			return home{}, err
		}
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return home{}, err
	}
	h := home{dir: filepath.Join(cache, fmt.Sprintf("%s.%d", opts.Name, protocol)), cache: cache, account: who}
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		return home{}, unavailable(err, "the cache folder cannot be made")
	}
	if closed := who.stoppedAt(h.dir); closed != "" {
		return home{}, unavailable(nil, "folder %s does not let user %d through, as whom the server runs", closed, who.UID)
	}
	// Linux: a socket's path has at most 107 bytes.
	if socket := h.path("run/.s.PGSQL.5432"); len(socket) > 107 {
		return home{}, unavailable(nil, "the path %s is too long for a socket: choose a shorter cache folder", socket)
	}
	return h, nil
}

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

// url is the server's address: a socket in its own run folder, which only its account and root reach.
func (h home) url() string {
	u := url.URL{Scheme: "postgres", User: url.User("rialto"), Path: "/postgres"}
	u.RawQuery = url.Values{"host": {h.path("run")}, "port": {"5432"}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// readState returns the zero state if no server runs.
func (h home) readState() (s state, err error) {
	data, err := os.ReadFile(h.path("state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return state{}, fmt.Errorf("read %s: %w", h.path("state.json"), err)
	}
	return s, nil
}

// writeState replaces the state in one step, so that no reader sees half of it.
func (h home) writeState(s state) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(h.path("state.new"), data, 0o644); err != nil {
		return err
	}
	return os.Rename(h.path("state.new"), h.path("state.json"))
}

// serverAccount is the current user, or for root "postgres", or where there is none "nobody".
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{UID: uint32(os.Geteuid()), GID: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return account{}, fmt.Errorf("look up user %s: %w", name, err)
		}
		return account{UID: uint32(uid), GID: uint32(gid), Other: true}, nil
	}
	return account{}, unavailable(nil, "this is root, and there is neither a user postgres nor nobody to run it as")
}

// defaultCache is the user's cache folder, unless the server's account cannot enter it: root's home
// is closed on most machines, and opening it is not ours to do.
func defaultCache(who account) (string, error) {
	dir, err := os.UserCacheDir()
	if err == nil && who.stoppedAt(dir) == "" {
		return filepath.Join(dir, "rialto"), nil
	}
	if who.Other {
		return "/var/cache/rialto", nil
	}
	return "", unavailable(err, "there is no cache folder: set HOME or XDG_CACHE_HOME")
}

// stoppedAt returns the folder on the way to dir that the account may not pass, "" if there is none.
// Folders that do not exist yet will be made passable.
func (a account) stoppedAt(dir string) string {
	if !a.Other {
		return ""
	}
	for at := dir; ; at = filepath.Dir(at) {
		if info, err := os.Stat(at); err == nil && !a.mayPass(info) {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

func (a account) mayPass(info os.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case ok && owner.Uid == a.UID:
		return info.Mode()&0o100 != 0
	case ok && owner.Gid == a.GID:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}
