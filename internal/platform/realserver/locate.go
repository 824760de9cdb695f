//go:build linux

package realserver

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// oldest is the first major version that the house's SQL is tested on.
const oldest = 15

// locate returns the folder with initdb and postgres: the newest that is installed, else the pinned
// one in cache, fetched if it is not there yet.
func locate(ctx context.Context, cache string, log func(string, ...any)) (bin string, err error) {
	if bin := newestInstalled(debian); bin != "" {
		return bin, nil
	}
	if bin := onPath(ctx); bin != "" {
		return bin, nil
	}
	bin, err = fetch(ctx, pinned, cache, log)
	if err != nil {
		return "", unavailable(err, "none of version %d or later is installed, and the pinned one could not be fetched", oldest)
	}
	return bin, nil
}

// debian is where Debian's packages put each major version.
const debian = "/usr/lib/postgresql/*/bin"

// newestInstalled looks at bin folders whose parent is named by its major version.
func newestInstalled(pattern string) (bin string) {
	candidates, err := filepath.Glob(pattern)
	if err != nil {
		return ""
	}
	newest := oldest - 1
	for _, dir := range candidates {
		major, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		if err == nil && major > newest && complete(dir) {
			newest, bin = major, dir
		}
	}
	return bin
}

// onPath looks for a postgres that other systems put on the PATH.
func onPath(ctx context.Context) (bin string) {
	program, err := exec.LookPath("postgres")
	if err != nil {
		return ""
	}
	if program, err = filepath.EvalSymlinks(program); err != nil || !complete(filepath.Dir(program)) {
		return ""
	}
	out, err := exec.CommandContext(ctx, program, "--version").Output() // "postgres (PostgreSQL) 18.6"
	if err != nil || majorOf(string(out)) < oldest {
		return ""
	}
	return filepath.Dir(program)
}

func majorOf(version string) int {
	_, number, _ := strings.Cut(version, ") ")
	digits, _, _ := strings.Cut(strings.TrimSpace(number), ".")
	major, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return major
}

// complete tells whether a folder has all that a start needs: client packages bring less.
func complete(bin string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, program)); errors.Is(err, os.ErrNotExist) {
			return false
		}
	}
	return true
}
