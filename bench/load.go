package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// phase is work for many clients: jobs 0 to jobs-1, each client taking the next one when it has finished its last.
type phase struct {
	name          string
	clients, jobs int
	job           func(c *conn, i int) error
}

// load is what a phase came to.
type load struct {
	jobs int
	took time.Duration
	each []time.Duration // of every job, sorted
	shop time.Duration   // CPU of the shop; where it runs in this process, the generator's is in it
	own  time.Duration   // CPU of the generator
}

func (l load) rate() float64 { return float64(l.jobs) / l.took.Seconds() }

// quantile returns the time, in milliseconds, within which the fraction q of the jobs was done.
func (l load) quantile(q float64) float64 {
	i := min(int(q*float64(len(l.each))), len(l.each)-1)
	return float64(l.each[i].Microseconds()) / 1000
}

// cpu returns a job's CPU in microseconds.
func (l load) cpu(total time.Duration) float64 {
	return float64(total.Nanoseconds()) / 1000 / float64(l.jobs)
}

// drive runs a phase against a shop. The first error ends it.
func (b *bench) drive(s *shop, p phase) (load, error) {
	if b.within {
		stop, err := b.profiled(p.name)
		if err != nil {
			return load{}, err
		}
		defer stop()
	}
	var done atomic.Int64
	defer b.report(p, &done)()
	shopBefore, ownBefore, began := s.cpu(), ownCPU(), time.Now()
	each, err := work(b.ctx, s.addr, p, &done)
	l := load{jobs: p.jobs, took: time.Since(began), each: each, shop: s.cpu() - shopBefore, own: ownCPU() - ownBefore}
	if err != nil {
		return l, fmt.Errorf("%s: %w", p.name, err)
	}
	slices.Sort(l.each)
	return l, nil
}

func work(ctx context.Context, addr string, p phase, done *atomic.Int64) ([]time.Duration, error) {
	each := make([]time.Duration, p.jobs)
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range p.clients {
		group.Go(func() error {
			c, err := dial(addr)
			if err != nil {
				return err
			}
			defer c.close()
			for i := int(next.Add(1)) - 1; i < p.jobs && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				began := time.Now()
				if err := p.job(c, i); err != nil {
					return err
				}
				each[i] = time.Since(began)
				done.Add(1)
			}
			return ctx.Err()
		})
	}
	return each, group.Wait()
}

// reportEvery is how often a long phase shows that it is alive.
const reportEvery = 3 * time.Second

// report prints how far a phase is until the returned function is called.
func (b *bench) report(p phase, done *atomic.Int64) (stop func()) {
	ended := make(chan struct{})
	go func() {
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				b.say("  %s: %d of %d", p.name, done.Load(), p.jobs)
			case <-ended:
				return
			}
		}
	}()
	return func() { close(ended) }
}

// profiled writes a CPU profile of what happens until stop, and a heap profile of what is left then, where profiles are
// asked for.
func (b *bench) profiled(name string) (stop func(), err error) {
	if b.opts.profile == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(b.opts.profile, 0o755); err != nil {
		return nil, err
	}
	path := filepath.Join(b.opts.profile, strings.ReplaceAll(name, " ", "-"))
	f, err := os.Create(path + ".cpu.pprof")
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
		if err := heapProfile(path + ".heap.pprof"); err != nil {
			b.say("  %v", err)
		}
	}, nil
}

func heapProfile(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	runtime.GC() // the profile shows the heap as of the last collection
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}

// ownCPU is the CPU time that this process has used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // getrusage of oneself cannot fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
