package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// compile builds rialto as a release would be, once.
func (b *bench) compile() error {
	if b.binary != "" {
		return nil
	}
	path := filepath.Join(b.work, "rialto")
	if err := b.goBuild(path); err != nil {
		return err
	}
	b.binary = path
	return nil
}

// checkout is the folder of go.mod.
func (b *bench) checkout() (string, error) {
	out, err := exec.CommandContext(b.ctx, "go", "list", "-m", "-f", "{{.Dir}}", "rialto").Output()
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// goBuild runs `go build` of the command in this checkout.
func (b *bench) goBuild(to string, flags ...string) error {
	_, err := b.goTool(nil, append(append([]string{"build", "-o", to}, flags...), "rialto/cmd/rialto")...)
	return err
}

func (b *bench) goTool(environment []string, args ...string) (*os.ProcessState, error) {
	cmd := exec.CommandContext(b.ctx, "go", args...)
	cmd.Env = append(os.Environ(), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go %v: %w\n%s", args, err, out)
	}
	return cmd.ProcessState, nil
}

// size measures the binary as `go build` makes it, symbols and all.
func (b *bench) size() error {
	if err := b.compile(); err != nil {
		return err
	}
	info, err := os.Stat(b.binary)
	if err != nil {
		return err
	}
	b.table.add("binary", float64(info.Size())/1e6, megabytes, atMost(60))
	return nil
}

// build measures a build whose cache is empty; the modules are there already.
func (b *bench) build() error {
	cache := filepath.Join(b.work, "go-cache")
	state, err := b.goTool([]string{"GOCACHE=" + cache}, "build", "-o", filepath.Join(b.work, "rialto-anew"), "rialto/cmd/rialto")
	if err != nil {
		return err
	}
	b.table.add("CPU of a build from an empty cache", (state.UserTime() + state.SystemTime()).Seconds(), seconds, atMost(200))
	return os.RemoveAll(cache)
}
