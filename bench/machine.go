package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// machine names what the absolutes were taken on.
type machine struct {
	CPU   string        `json:"cpu"`
	Cores int           `json:"cores"`
	Go    string        `json:"go"`
	OS    string        `json:"os"`
	Fsync time.Duration `json:"fsync_ns"`  // median of a 4 KB append made durable: every commit waits for one
	File  time.Duration `json:"create_ns"` // median of a new file: every mail is one
	Load  string        `json:"load"`      // of the last minute, when the run began: what else was going on
}

// String implements fmt.Stringer.
func (m machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s, %s, durable 4 KB write %s, new file %s, load %s before the run", m.CPU, m.Cores, m.Go,
		m.OS, m.Fsync.Round(10*time.Microsecond), m.File.Round(10*time.Microsecond), m.Load)
}

// thisMachine describes the machine and the disk under dir.
func thisMachine(dir string) (machine, error) {
	fsync, err := syncTime(dir)
	if err != nil {
		return machine{}, fmt.Errorf("measure the disk: %w", err)
	}
	file, err := createTime(dir)
	if err != nil {
		return machine{}, fmt.Errorf("measure the disk: %w", err)
	}
	load, _, _ := strings.Cut(fileText("/proc/loadavg"), " ")
	return machine{
		CPU: cpuName(), Cores: runtime.NumCPU(), Go: runtime.Version(), OS: runtime.GOOS + "/" + runtime.GOARCH,
		Fsync: fsync, File: file, Load: load,
	}, nil
}

func cpuName() string {
	lines := bufio.NewScanner(strings.NewReader(fileText("/proc/cpuinfo")))
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown CPU"
}

// fileText is empty where there is no such file: what a machine does not tell is not worth failing for.
func fileText(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

// syncTime is the median time of an append of 4 KB that is made durable.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.CreateTemp(dir, "fsync-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	return median(func() error {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return err
		}
		return f.Sync()
	})
}

// createTime is the median time of making a file. It differs by a factor of twenty between folders of one disk.
func createTime(dir string) (time.Duration, error) {
	return median(func() error {
		f, err := os.CreateTemp(dir, "create-*")
		if err != nil {
			return err
		}
		return f.Close()
	})
}

func median(do func() error) (time.Duration, error) {
	each := make([]time.Duration, 101)
	for i := range each {
		began := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		each[i] = time.Since(began)
	}
	slices.Sort(each)
	return each[len(each)/2], nil
}
