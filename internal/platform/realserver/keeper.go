//go:build linux

package realserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// keeperVariable makes a program that links this package a keeper instead: it carries the order.
const keeperVariable = "RIALTO_REALSERVER_KEEPER"

// The keeper's word to whoever started it; anything else is the reason why there is no server.
const (
	wordReady = "ready"
	wordBusy  = "busy"
)

// keeperOrder is all that a keeper needs to know.
type keeperOrder struct {
	Dir     string
	Bin     string
	Idle    time.Duration
	Account account
}

// init is the keeper's main. It runs before the program's own, whatever program that is: a test
// binary is the keeper of the server it needs, and goes on being it after "go test" has removed it.
func init() {
	order := os.Getenv(keeperVariable)
	if order == "" {
		return
	}
	word := os.NewFile(3, "word")
	var o keeperOrder
	if err := json.Unmarshal([]byte(order), &o); err != nil {
		fmt.Fprintln(word, "the keeper's order is not JSON:", err)
		os.Exit(2)
	}
	k := keeper{home: home{dir: o.Dir, account: o.Account}, bin: o.Bin, idle: o.Idle, word: word}
	if err := k.keep(); err != nil {
		k.say(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// keeper owns one server from its making to its removal.
type keeper struct {
	home
	bin  string
	idle time.Duration
	word *os.File // nil once said

	lock   *fileLock // of server.lock
	log    *os.File
	server *exec.Cmd
	ended  chan struct{} // closed when the server has ended, by itself or not
}

// keep makes a server, waits until nobody needs it, and removes it. The order of things is what makes
// it safe: state is written only when the server answers, and the locks go last, with the process.
func (k *keeper) keep() (err error) {
	// keeper.lock dies with this process alone, server.lock with the last process of the server too.
	for _, name := range []string{"keeper.lock", "server.lock"} {
		k.lock, err = tryLock(k.path(name), lockAlone)
		if errors.Is(err, errHeld) {
			k.say(wordBusy)
			return nil
		}
		if err != nil {
			return err
		}
	}
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	signal.Ignore(syscall.SIGINT, syscall.SIGHUP)
	defer k.clear()
	if err := k.make(); err != nil {
		return fmt.Errorf("%w%s", err, k.lastLines())
	}
	defer k.stop()
	if err := k.ready(); err != nil {
		return fmt.Errorf("%w%s", err, k.lastLines())
	}
	k.say(wordReady)
	k.watch(told)
	return nil
}

func (k *keeper) say(word string) {
	if k.word == nil {
		return
	}
	fmt.Fprint(k.word, word)
	k.word.Close()
	k.word = nil
}

// clear removes what a run leaves, and before a run what a killed keeper has left.
func (k *keeper) clear() {
	_ = os.Remove(k.path("state.json"))
	_ = os.RemoveAll(k.path("run"))
}

// make builds a fresh cluster and starts its server.
func (k *keeper) make() (err error) {
	k.clear()
	if k.log, err = os.Create(k.path("log")); err != nil {
		return err
	}
	if err := os.Mkdir(k.path("run"), 0o700); err != nil {
		return err
	}
	if err := os.Chown(k.path("run"), int(k.account.UID), int(k.account.GID)); err != nil {
		return fmt.Errorf("give the run folder to user %d: %w", k.account.UID, err)
	}
	// --no-sync spares only initdb's own syncs: a cluster lost in a power cut is made anew anyway.
	initdb := k.command("initdb", "-D", k.path("run/data"), "-U", "rialto", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	if err := initdb.Run(); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	return k.launch()
}

// launch starts the server on the cluster that is there.
func (k *keeper) launch() error {
	k.server = k.command("postgres", "-D", k.path("run/data"), "-k", k.path("run"),
		"-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=400", "-c", "timezone=UTC",
		"-c", "recovery_init_sync_method=syncfs") // after a crash, one call instead of one for each of thousands of files
	// The lock goes along, so that it is free only when the last server process is gone too.
	along, err := k.lock.copy()
	if err != nil {
		return fmt.Errorf("lend the lock to postgres: %w", err)
	}
	k.server.ExtraFiles = []*os.File{along}
	err = k.server.Start()
	along.Close()
	if err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	ended := make(chan struct{})
	k.ended = ended
	go func(server *exec.Cmd) {
		_ = server.Wait()
		close(ended)
	}(k.server)
	return nil
}

// command runs one of PostgreSQL's programs as the server's account, in a process group of its own,
// ended by the kernel (fast shutdown) if this keeper is killed.
func (k *keeper) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(k.bin, program), args...)
	cmd.Dir = k.path("run")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	cmd.Stdout, cmd.Stderr = k.log, k.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if k.account.Other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: k.account.UID, Gid: k.account.GID}
	}
	return cmd
}

// ready waits until the server answers and writes the state.
func (k *keeper) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		version, err := probe(ctx, k.url())
		if err == nil {
			return k.writeState(state{PID: k.server.Process.Pid, Keeper: os.Getpid(), Version: version, URL: k.url()})
		}
		select {
		case <-k.ended:
			return errors.New("postgres ended before it answered")
		default:
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("postgres did not answer within %s: %w", patience, err)
		}
	}
}

// watch returns when the server has ended, the keeper was told to end, or nobody has used the server
// for the idle time. In the last case the users' lock stays taken, so that newcomers wait until the
// old server is gone and then start anew.
func (k *keeper) watch(told <-chan os.Signal) {
	tick := time.NewTicker(min(time.Second, max(k.idle/5, 10*time.Millisecond)))
	defer tick.Stop()
	lastUsed := time.Now()
	for {
		select {
		case <-k.ended:
			return
		case <-told:
			return
		case now := <-tick.C:
			alone, err := tryLock(k.path("users.lock"), lockAlone)
			if err != nil {
				lastUsed = now
				continue
			}
			if now.Sub(lastUsed) >= k.idle {
				return // alone stays locked until this process has ended
			}
			alone.Close()
		}
	}
}

// stop asks for a fast shutdown and insists, step by step.
func (k *keeper) stop() {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = k.server.Process.Signal(s)
		select {
		case <-k.ended:
			return
		case <-time.After(20 * time.Second):
		}
	}
}

// lastLines is the end of the server's log, for the error that a person reads.
func (k *keeper) lastLines() string {
	data, err := os.ReadFile(k.path("log"))
	text := strings.TrimSpace(string(data))
	if err != nil || text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	return "; its log ends: " + strings.Join(lines[max(0, len(lines)-3):], " / ")
}
