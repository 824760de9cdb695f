// Package faults kills the real program at every point that could matter and looks whether the books are right
// afterwards: kill -9, restart on the same folder, the client sends its request again with the same key.
//
// The program under test is built with the tag `faults` (platform/fault); RIALTO_FAULT arms one point per start.
package faults

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/test/restclient"
)

const password = "faults-operator-1"

// settings make recovery prompt, so that dozens of crashes fit into a minute.
const settings = `
order: {lease: 500ms, sweep: 100ms}
identity: {password: {memory_kib: 64, passes: 1, lanes: 1}}
`

// program is the binary with armed points, built once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "rialto-faults-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "rialto")
	out, err := exec.Command("go", "build", "-tags", "faults", "-o", path, "rialto/cmd/rialto").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// shop is a data folder and the process that serves it, if one lives.
type shop struct {
	t       *testing.T
	bin     string
	data    string
	listen  string
	process *exec.Cmd
	died    chan struct{}
	output  *output
}

// output is what the process said; it may be read while it goes on speaking.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String implements fmt.Stringer.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// open starts a shop on a folder with a fault armed ("" = none) and waits until it is ready or dead.
func open(t *testing.T, data, listen, fault string) *shop {
	t.Helper()
	return openWith(t, data, listen, fault, "")
}

// openWith is open with more settings.
func openWith(t *testing.T, data, listen, fault, more string) *shop {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, bin: bin, data: data, listen: listen, died: make(chan struct{}), output: &output{}}
	config := filepath.Join(data, "settings.yaml")
	if err := os.WriteFile(config, []byte(settings+more), 0o600); err != nil {
		t.Fatal(err)
	}
	s.process = exec.Command(bin, "serve", "--config", config, "--data", data, "--listen", listen, "--demo", "off", "--demo-speed", "0", "--rate-limits", "bench")
	s.process.Env = append(os.Environ(), "RIALTO_FAULT="+fault, "RIALTO_OPERATOR_PASSWORD="+password, "RIALTO_LOG_LEVEL=warn")
	s.process.Stdout, s.process.Stderr = s.output, s.output
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.process.Wait(); close(s.died) }()
	t.Cleanup(s.kill)
	s.awaitReady()
	return s
}

func (s *shop) awaitReady() {
	s.t.Helper()
	deadline, tick := time.After(60*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if res, err := http.Get("http://" + s.listen + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-s.died:
			return
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("the shop does not become ready\n%s", s.output)
		}
	}
}

// kill is kill -9, and waits for the end.
func (s *shop) kill() {
	s.process.Process.Kill()
	<-s.died
}

// dead reports whether the process has ended by itself.
func (s *shop) dead() bool {
	select {
	case <-s.died:
		return true
	default:
		return false
	}
}

// awaitDeath waits for an armed point to strike.
func (s *shop) awaitDeath(point string) {
	s.t.Helper()
	select {
	case <-s.died:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("the point %s was never reached\n%s", point, s.output)
	}
}

func (s *shop) client() *restclient.Client {
	return &restclient.Client{T: s.t, URL: "http://" + s.listen, HTTP: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}}
}

// verify runs `rialto verify` on the folder, whoever serves it.
func verify(t *testing.T, data string) {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, bin, "verify", "--config", filepath.Join(data, "settings.yaml"), "--data", data).CombinedOutput()
	if err != nil {
		t.Fatalf("the books are wrong: %v\n%s", err, strings.TrimSpace(string(out)))
	}
}
