package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rialto/internal/app"
)

// shop is a running marketplace: a process of its own, or, to be profiled, a part of this one.
type shop struct {
	addr  string
	pid   int           // of the process; 0 where it runs in this one
	ready time.Duration // from the start of the process to the first yes of /readyz
	stop  func() error
}

// startLimit is how long a shop may take to be ready, stopLimit how long to stop.
const (
	startLimit = 2 * time.Minute
	stopLimit  = 30 * time.Second
)

// startChild runs `rialto serve` on a folder.
func startChild(ctx context.Context, binary, data string, environment ...string) (*shop, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(filepath.Dir(data), "serve.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close() // the child has its own handle
	cmd := exec.Command(binary, "--data", data, "--listen", addr, "serve", "--rate-limits", "bench")
	cmd.Stdout, cmd.Stderr, cmd.Env = log, log, append(append(os.Environ(), "RIALTO_DEMO=off"), environment...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true} // Ctrl-C is for the bench; it stops the shop
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	s := &shop{addr: addr, pid: cmd.Process.Pid, stop: func() error { return stopChild(cmd, ended) }}
	if err := s.awaitReady(ctx, ended); err != nil {
		return nil, errors.Join(fmt.Errorf("the shop does not start: %w\n%s", err, fileText(log.Name())), cmd.Process.Kill())
	}
	s.ready = time.Since(began)
	return s, nil
}

func stopChild(cmd *exec.Cmd, ended <-chan error) error {
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stop the shop: %w", err)
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(stopLimit):
		return errors.Join(errors.New("the shop does not stop; it was killed"), cmd.Process.Kill())
	}
}

// startInProcess runs the shop here, as the command would, so that a profile sees it.
func startInProcess(ctx context.Context, data string) (*shop, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cfg := app.DefaultConfig()
	cfg.Data, cfg.Listen, cfg.Door.RateLimits = data, addr, "bench"
	a, err := app.New(cfg, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	s := &shop{addr: addr, stop: func() error { cancel(); return <-ended }}
	if err := s.awaitReady(ctx, ended); err != nil {
		cancel()
		return nil, fmt.Errorf("the shop does not start: %w", err)
	}
	return s, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// awaitReady asks /readyz until it says yes.
func (s *shop) awaitReady(ctx context.Context, ended <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if res, err := http.Get("http://" + s.addr + "/readyz"); err == nil {
				res.Body.Close()
				if res.StatusCode == http.StatusOK {
					return nil
				}
			}
		case err := <-ended:
			return fmt.Errorf("it ended: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

const (
	quietWindow = 750 * time.Millisecond
	quietShare  = 0.05 // of one core
	quietLimit  = 10 * time.Minute
)

// quiet waits until the shop has worked off what earlier requests left behind: events, mail, parcels.
func (s *shop) quiet(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, quietLimit)
	defer cancel()
	tick := time.NewTicker(quietWindow)
	defer tick.Stop()
	for before := s.cpu(); ; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for the shop to be quiet: %w", ctx.Err())
		}
		now := s.cpu()
		if (now - before).Seconds() < quietShare*quietWindow.Seconds() {
			return nil
		}
		before = now
	}
}

// tick is the kernel's unit of process times; it is 100 a second on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// cpu is the CPU time that the shop has used so far, to 10 ms.
func (s *shop) cpu() time.Duration {
	if s.pid == 0 {
		return ownCPU()
	}
	text := fileText("/proc/" + strconv.Itoa(s.pid) + "/stat")
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:]) // the name before may hold spaces
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick
}

// memory returns the resident bytes of the shop's process now, and the most it ever had.
func (s *shop) memory() (now, peak float64) {
	for line := range strings.Lines(fileText("/proc/" + strconv.Itoa(s.pid) + "/status")) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		kilobytes, _ := strconv.ParseFloat(words[1], 64)
		switch words[0] {
		case "VmRSS:":
			now = kilobytes * 1024
		case "VmHWM:":
			peak = kilobytes * 1024
		}
	}
	return now, peak
}
