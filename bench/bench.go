package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// bench is one run.
type bench struct {
	ctx      context.Context
	opts     options
	progress io.Writer
	table    table

	work   string // temporary folder, gone at the end
	loaded bool   // the data folder holds the catalogue
	binary string // rialto, built once
	open   *shop  // the shop that is running, nil if none
	seen   *sample
	within bool // the section's shop runs in this process, to be profiled
}

// run measures every section that was asked for and prints the table. What was measured is printed even if a later
// section fails.
func (b *bench) run(out io.Writer) (err error) {
	if b.work, err = os.MkdirTemp(b.opts.dir, "rialto-bench-*"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close(), os.RemoveAll(b.work)) }()
	if b.table.Machine, err = thisMachine(b.work); err != nil {
		return err
	}
	b.say("%s", b.table.Machine)
	for _, s := range sections {
		if !b.opts.picks(s) {
			continue
		}
		b.say("%s: %s", s.name, s.what)
		if err = b.measure(s); err != nil {
			err = fmt.Errorf("%s: %w", s.name, err)
			break
		}
	}
	return errors.Join(err, b.answer(out))
}

func (b *bench) measure(s section) error {
	if within := b.opts.profile != "" && !s.child; within != b.within {
		if err := b.close(); err != nil {
			return err
		}
		b.within = within
	}
	b.table.section = s.name
	return s.run(b)
}

func (b *bench) answer(out io.Writer) error {
	if err := b.table.print(out); err != nil {
		return err
	}
	if b.opts.json == "" {
		return nil
	}
	return b.table.save(b.opts.json)
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.progress, format+"\n", args...) }

func (b *bench) data() string { return filepath.Join(b.work, "data") }

// shop returns a running shop with the catalogue loaded, starting it if need be.
func (b *bench) shop() (*shop, error) {
	if b.open != nil {
		return b.open, nil
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	return b.start(b.binary)
}

// start runs a shop on the loaded folder until close.
func (b *bench) start(binary string, environment ...string) (s *shop, err error) {
	if b.within {
		s, err = startInProcess(b.ctx, b.data())
	} else {
		s, err = startChild(b.ctx, binary, b.data(), environment...)
	}
	b.open = s
	return s, err
}

// close stops the running shop, if any.
func (b *bench) close() error {
	if b.open == nil {
		return nil
	}
	err := b.open.stop()
	b.open = nil
	return err
}

// load builds the binary and fills the data folder, once.
func (b *bench) load() error {
	if b.loaded {
		return nil
	}
	if err := b.compile(); err != nil {
		return err
	}
	began := time.Now()
	if err := b.stock(); err != nil {
		return fmt.Errorf("load the catalogue: %w", err)
	}
	b.say("  catalogue loaded in %.1fs", time.Since(began).Seconds())
	s, err := b.start(b.binary) // the first start builds the search index; nothing measures that one
	if err != nil {
		return err
	}
	if err := s.quiet(b.ctx); err != nil {
		return err
	}
	b.loaded = true
	return b.close()
}
