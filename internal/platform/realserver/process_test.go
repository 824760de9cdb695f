//go:build linux

package realserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

// asUser makes the test binary a process that uses the server of the named cache folder until its
// input ends.
const asUser = "RIALTO_REALSERVER_TEST_CACHE"

func TestMain(m *testing.M) {
	os.Unsetenv("DATABASE_URL") // these tests are about servers of our own
	cache := os.Getenv(asUser)
	if cache == "" {
		os.Exit(m.Run())
	}
	s, err := Postgres(context.Background(), Options{CacheDir: cache, Idle: quick})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.PID)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// quick is an idle time that is over at once, on the scale of a test.
const quick = 50 * time.Millisecond

// cacheFolder is short (a socket must fit) and open to the server's account. It is removed once the
// server in it has ended, which is waited for.
func cacheFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "rialto-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		awaitEnd(t, dir)
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func serverFolder(cache string) string {
	return filepath.Join(cache, fmt.Sprintf("postgres.%d", protocol))
}

// awaitEnd returns when no keeper and no server of the cache folder is alive.
func awaitEnd(t *testing.T, cache string) {
	t.Helper()
	if _, err := os.Stat(serverFolder(cache)); err != nil {
		return // none was ever started
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	l, err := lock(ctx, serverFolder(cache)+"/server.lock", lockAlone)
	if err != nil {
		t.Errorf("the server is still there: %v", err)
		return
	}
	l.Close()
}

// open returns a server of the cache folder, closed at the end of the test.
func open(t *testing.T, opts Options) *PostgresServer {
	t.Helper()
	opts.Log = t.Logf
	s, err := Postgres(t.Context(), opts)
	var none *Unavailable
	if errors.As(err, &none) && os.Getenv("RIALTO_NO_SKIP") == "" {
		t.Skip("SKIP postgres:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// ask runs a query that gives one text.
func ask(t *testing.T, address, query string) (answer string) {
	t.Helper()
	err := withConn(t.Context(), address, func(conn *pgx.Conn) error {
		return conn.QueryRow(t.Context(), query).Scan(&answer)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// tenant is another process that uses the server.
type tenant struct {
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func startTenant(t *testing.T, cache string) *tenant {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asUser+"="+cache)
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	return &tenant{cmd: cmd, in: in, out: bufio.NewReader(out)}
}

// pid is the server that the user was given.
func (u *tenant) pid(t *testing.T) int {
	t.Helper()
	line, _ := u.out.ReadString('\n')
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the other process says %q", line)
	}
	return pid
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

// awaitDeath waits until a process is gone, or is a corpse that nobody has fetched.
func awaitDeath(t *testing.T, pid int) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); ; {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("process %d outlived its keeper by a minute", pid)
		}
	}
}

func TestManyProcessesShareOneServer(t *testing.T) {
	t.Parallel()
	cache := cacheFolder(t)
	mine := open(t, Options{CacheDir: cache, Idle: quick})
	users := make([]*tenant, 6)
	for i := range users {
		users[i] = startTenant(t, cache)
	}
	for _, u := range users {
		if pid := u.pid(t); pid != mine.PID {
			t.Errorf("another process got server %d, this one %d", pid, mine.PID)
		}
		u.in.Close()
		if err := u.cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

func TestOfManyStartersOneStarts(t *testing.T) {
	t.Parallel()
	if _, err := locate(t.Context(), cacheFolder(t), t.Logf); err != nil && os.Getenv("RIALTO_NO_SKIP") == "" {
		t.Skip("SKIP postgres:", err)
	}
	cache := cacheFolder(t)
	users := make([]*tenant, 6)
	for i := range users {
		users[i] = startTenant(t, cache)
	}
	first := users[0].pid(t)
	for _, u := range users[1:] {
		if pid := u.pid(t); pid != first {
			t.Errorf("two servers: %d and %d", first, pid)
		}
	}
	for _, u := range users {
		u.in.Close()
		if err := u.cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

func TestAServerStaysWhileItIsUsedAndThenGoes(t *testing.T) {
	t.Parallel()
	cache := cacheFolder(t)
	s := open(t, Options{CacheDir: cache, Idle: quick})
	other := startTenant(t, cache)
	if other.pid(t) != s.PID {
		t.Fatal("two servers")
	}
	if err := s.Close(); err != nil { // now only the other process uses it
		t.Fatal(err)
	}
	ask(t, s.URL(), "SELECT pg_sleep(0.5)::text") // ten idle times long
	if got := open(t, Options{CacheDir: cache}); got.PID != s.PID {
		t.Errorf("the server was replaced in use: %d, then %d", s.PID, got.PID)
	} else if err := got.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.cmd.Process.Kill(); err != nil { // a user may end in any way
		t.Fatal(err)
	}
	_ = other.cmd.Wait()
	awaitEnd(t, cache)
	if alive(s.PID) {
		t.Errorf("server %d is alive after its last user has gone", s.PID)
	}
	for _, name := range []string{"state.json", "run"} {
		if _, err := os.Stat(filepath.Join(serverFolder(cache), name)); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", name, err)
		}
	}
}

func TestAServerThatNobodyMentionsIsStillInUse(t *testing.T) {
	t.Parallel()
	cache := cacheFolder(t)
	first := open(t, Options{CacheDir: cache, Idle: quick})
	address, pid := first.URL(), first.PID
	use := func() io.Closer {
		s, err := Postgres(t.Context(), Options{CacheDir: cache})
		if err != nil {
			t.Fatal(err)
		}
		return s.use // s itself is garbage from here on
	}()
	defer use.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.GC()
	ask(t, address, "SELECT pg_sleep(0.3)::text")
	if again := open(t, Options{CacheDir: cache}); again.PID != pid {
		t.Errorf("server %d became %d: the lock went with the garbage", pid, again.PID)
	}
}

func TestAKilledKeeperTakesItsServerAlong(t *testing.T) {
	t.Parallel()
	cache := cacheFolder(t)
	s := open(t, Options{CacheDir: cache, Idle: quick})
	h := home{dir: serverFolder(cache)}
	st, err := h.readState()
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(st.Keeper, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	awaitDeath(t, s.PID) // a server that is still dying may be handed out, as one may that dies a moment later
	again := open(t, Options{CacheDir: cache, Idle: quick})
	if again.PID == s.PID {
		t.Errorf("server %d outlived its keeper", s.PID)
	}
	ask(t, again.URL(), "SELECT 'works'")
}

func TestAKilledServerIsReplaced(t *testing.T) {
	t.Parallel()
	cache := cacheFolder(t)
	s := open(t, Options{CacheDir: cache, Idle: quick})
	if err := syscall.Kill(s.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	again := open(t, Options{CacheDir: cache, Idle: quick})
	if again.PID == s.PID {
		t.Errorf("server %d was killed and is handed out again", s.PID)
	}
	ask(t, again.URL(), "SELECT 'works'")
}

func TestStartingAServerLeavesNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s, err := Postgres(t.Context(), Options{CacheDir: cacheFolder(t), Idle: quick})
	if err != nil {
		if os.Getenv("RIALTO_NO_SKIP") == "" {
			t.Skip("SKIP postgres:", err)
		}
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before)
}
