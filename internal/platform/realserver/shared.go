//go:build linux

package realserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sharedServer joins the users of the machine's server and starts it if it does not run. The users'
// lock is taken before anything else is asked, so the keeper cannot stop what is being handed out.
func sharedServer(ctx context.Context, opts Options) (*PostgresServer, error) {
	h, err := openHome(opts)
	if err != nil {
		return nil, err
	}
	start, err := lock(ctx, h.path("start.lock"), lockAlone)
	if err != nil {
		return nil, err
	}
	defer start.Close()
	use, err := lock(ctx, h.path("users.lock"), lockShared)
	if err != nil {
		return nil, err
	}
	s, err := h.join(ctx, opts)
	if err != nil {
		use.Close()
		return nil, err
	}
	s.use = use
	return s, nil
}

// join returns the kept server once it answers, and starts one when none runs. A server that has lost
// its keeper is about to end: its end is waited for, because the next one uses the same folder.
func (h home) join(ctx context.Context, opts Options) (*PostgresServer, error) {
	for {
		kept, err := h.held("keeper.lock")
		if err != nil {
			return nil, err
		}
		runs, err := h.held("server.lock")
		if err != nil {
			return nil, err
		}
		switch {
		case kept:
			if s := h.connect(ctx, opts); s != nil {
				return s, nil
			}
		case !runs:
			if err := h.startKeeper(ctx, opts); err != nil {
				return nil, err
			}
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// held tells whether somebody alive has a lock of this home.
func (h home) held(name string) (bool, error) {
	l, err := tryLock(h.path(name), lockAlone)
	if errors.Is(err, errHeld) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, l.Close()
}

// connect returns nil if the server does not answer (yet).
func (h home) connect(ctx context.Context, opts Options) *PostgresServer {
	st, err := h.readState()
	if err != nil || st.PID == 0 {
		return nil
	}
	version, err := probe(ctx, st.URL)
	if err != nil {
		return nil
	}
	address, err := url.Parse(st.URL)
	if err != nil {
		return nil
	}
	return &PostgresServer{Version: version, PID: st.PID, address: address, log: opts.Log}
}

// startKeeper starts this program again as the keeper and waits for its one word.
func (h home) startKeeper(ctx context.Context, opts Options) error {
	find := locate
	if opts.locate != nil {
		find = opts.locate
	}
	bin, err := find(ctx, h.cache, opts.Log)
	if err != nil {
		return err
	}
	order, err := json.Marshal(keeperOrder{Dir: h.dir, Bin: bin, Idle: opts.Idle, Account: h.account})
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	hears, says, err := os.Pipe()
	if err != nil {
		return err
	}
	defer hears.Close()
	// Not CommandContext: the keeper outlives this call, and this process. Its own session keeps
	// Ctrl-C in our terminal away from it.
	cmd := exec.Command(program)
	// Of our environment it gets the least: what arms faults or directs clients here is not for it.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), keeperVariable + "=" + string(order)}
	cmd.ExtraFiles = []*os.File{says}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	keepOurFiles()
	err = cmd.Start()
	says.Close()
	if err != nil {
		return unavailable(err, "the keeper process cannot be started")
	}
	// It is not waited for: the goroutine to do so would live as long as the server, and be a leak to
	// the tests that look for some.
	_ = cmd.Process.Release()
	return h.hear(ctx, hears)
}

// keepOurFiles marks what this process inherited beyond standard error so that the keeper does not inherit it in turn: a
// pipe of the shell or the test runner that it held would look to them like a command that never ends.
func keepOurFiles() {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return
	}
	for _, entry := range open {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}

// hear waits for the keeper's word: that the server answers, that another keeper was faster (both are
// good news), or why there is none.
func (h home) hear(ctx context.Context, hears *os.File) error {
	stop := context.AfterFunc(ctx, func() { _ = hears.SetReadDeadline(time.Now()) })
	defer stop()
	word, err := io.ReadAll(io.LimitReader(hears, 64<<10))
	switch said := string(word); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("hear from the keeper: %w", err)
	case said == wordReady || said == wordBusy:
		return nil
	case said == "":
		return unavailable(nil, "the keeper process died; see %s", h.path("log"))
	default:
		return unavailable(errors.New(strings.TrimSpace(said)), "it does not start")
	}
}
