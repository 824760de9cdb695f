package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"
)

// roomShare returns how much of the CPU that serving a page takes is spent within the rooms it asks, from 0 to 1.
func (b *bench) roomShare(s *shop, k pageKind) (float64, error) {
	dir := b.work
	if b.opts.profile != "" {
		dir = b.opts.profile
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	path := filepath.Join(dir, k.name+"-page.cpu.pprof")
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return 0, err
	}
	_, err = b.drive(s, phase{k.name + " page, profiled", readers, b.pageJobs(), k.get})
	pprof.StopCPUProfile()
	if err != nil {
		return 0, err
	}
	traces, err := exec.CommandContext(b.ctx, "go", "tool", "pprof", "-traces", path).Output()
	if err != nil {
		return 0, fmt.Errorf("read the profile: %w", err)
	}
	return shareOf(string(traces))
}

// pageWords are packages of a page itself; every other package of internal is a room, or what rooms stand on.
var pageWords = []string{"app", "door", "page", "ui", "storefront", "commerce", "platform/httpkit", "platform/telemetry", "platform/errs", "platform/ids"}

// shareOf reads `pprof -traces`: blocks of one stack each, parted by lines of dashes, the time beside the innermost
// function. Only stacks of a served request count, and of what a room does for it beside; what the runtime does for everybody is
// shared in proportion.
func shareOf(traces string) (float64, error) {
	var rooms, all time.Duration
	for block := range strings.SplitSeq(traces, "-----------+") {
		took, functions, ok := stackOf(block)
		switch {
		case !ok:
		case asksRoom(functions):
			rooms += took
			all += took
		case strings.Contains(functions, "net/http.(*conn).serve"):
			all += took
		}
	}
	if all == 0 {
		return 0, errors.New("the profile holds no served request")
	}
	return float64(rooms) / float64(all), nil
}

// stackOf returns the time and the functions of a block, innermost first.
func stackOf(block string) (took time.Duration, functions string, ok bool) {
	_, block, _ = strings.Cut(block, "\n") // the rest of the dashes
	for line := range strings.Lines(block) {
		first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if took, err := time.ParseDuration(first); err == nil {
			_, after, _ := strings.Cut(block, line)
			return took, rest + after, true
		}
	}
	return 0, "", false
}

// asksRoom reports whether a stack passes through a room.
func asksRoom(functions string) bool {
	for line := range strings.Lines(functions) {
		name, ours := strings.CutPrefix(strings.TrimSpace(line), "rialto/internal/")
		if ours && !isPage(name) {
			return true
		}
	}
	return false
}

func isPage(name string) bool {
	for _, word := range pageWords {
		if rest, ok := strings.CutPrefix(name, word); ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/")) {
			return true
		}
	}
	return false
}
