package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"gopkg.in/yaml.v3"

	"rialto/internal/app"
	"rialto/internal/platform/realserver"
)

// books are the rooms whose books must agree, and those they call.
var books = []string{"bus", "identity", "catalog", "inventory", "payment", "shipping", "pricing", "cart", "giftcard", "drop",
	"order", "ledger", "fulfillment", "notification"}

// backstage is everything behind the front door.
var backstage = append(books[:len(books):len(books)], "analytics", "search", "browse")

// servicesCommand runs the servers that tests need.
type servicesCommand struct{}

// Run starts PostgreSQL, prints its address and waits for Ctrl-C.
func (c *servicesCommand) Run(env *environment) error {
	server, err := realserver.Postgres(env.ctx, realserver.Options{})
	if err != nil {
		return err
	}
	defer server.Close()
	fmt.Fprintf(env.out, "postgres %s   %s\nStop with Ctrl-C.\n", server.Version, server.URL())
	<-env.ctx.Done()
	return nil
}

// migrateCommand opens everything once.
type migrateCommand struct{}

// Run brings every database of the folder up to date.
func (c *migrateCommand) Run(env *environment) error {
	return env.with(still, backstage, func(context.Context, app.Opened) error {
		fmt.Fprintln(env.out, "Every database is up to date.")
		return nil
	})
}

// configCommand prints or checks settings.
type configCommand struct {
	Check bool `help:"Only say whether the settings are right."`
}

// Run prints the settings in force as YAML. Secrets are left out.
func (c *configCommand) Run(env *environment) error {
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return err
	}
	if c.Check {
		fmt.Fprintln(env.out, "The settings are right.")
		return nil
	}
	text, err := yaml.Marshal(cfg.WithoutSecrets())
	if err != nil {
		return err
	}
	_, err = env.out.Write(text)
	return err
}

// modulesCommand prints the table.
type modulesCommand struct {
	Target []string `help:"Also print the start order of these targets." placeholder:"ROOM,…" sep:","`
}

// Run prints the module table.
func (c *modulesCommand) Run(env *environment) error { return app.PrintModules(env.out, c.Target) }

// doctorCommand looks at the surroundings.
type doctorCommand struct{}

// Run checks folder, address, settings and the speed of the disk.
func (c *doctorCommand) Run(env *environment) error {
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	cfg = cfg.WithDefaults()
	checks := []struct {
		name string
		run  func() (string, error)
	}{
		{"settings", func() (string, error) { return "right", cfg.Validate() }},
		{"data folder", func() (string, error) { return cfg.Data + " can be written", writable(cfg.Data) }},
		{"address", func() (string, error) { return listenable(cfg.Listen) }},
		{"disk", func() (string, error) { return syncSpeed(cfg.Data) }},
	}
	failed := false
	for _, check := range checks {
		said, err := check.run()
		if err != nil {
			failed = true
			fmt.Fprintf(env.out, "✗ %-12s %v\n", check.name, err)
			continue
		}
		fmt.Fprintf(env.out, "✓ %-12s %s\n", check.name, said)
	}
	if failed {
		return errors.New("something needs attention")
	}
	return nil
}

func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	probe := filepath.Join(dir, ".doctor")
	if err := os.WriteFile(probe, []byte("x"), 0o600); err != nil {
		return err
	}
	return os.Remove(probe)
}

func listenable(address string) (string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", fmt.Errorf("%w (is Rialto running already?)", err)
	}
	return address + " is free", l.Close()
}

// syncSpeed measures what every durable commit waits for.
func syncSpeed(dir string) (string, error) {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	const rounds = 50
	start := time.Now()
	for range rounds {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return "", err
		}
		if err := f.Sync(); err != nil {
			return "", err
		}
	}
	each := time.Since(start) / rounds
	return fmt.Sprintf("a durable write takes %s", each.Round(10*time.Microsecond)), nil
}

// versionCommand prints the version.
type versionCommand struct{}

// Run prints it.
func (c *versionCommand) Run(env *environment) error {
	_, err := fmt.Fprintln(env.out, "rialto", versionText())
	return err
}

// with runs something with the rooms of the serving process, or with our own.
func (e *environment) with(how app.Options, targets []string, do func(context.Context, app.Opened) error) error {
	cfg, err := e.settings()
	if err != nil {
		return err
	}
	opts, err := e.quiet(cfg.WithDefaults())
	if err != nil {
		return err
	}
	opts.Still = how.Still
	opened, err := app.Open(e.ctx, cfg, opts, targets...)
	if err != nil {
		return err
	}
	return errors.Join(do(e.ctx, opened), opened.Done())
}

// work is what a command does with the rooms it was given.
type work = func(context.Context, *environment, app.Rooms) error

// looking runs something with the rooms of a folder that must be there already, over the socket while a shop serves it.
func (e *environment) looking(targets []string, do work) error {
	if err := e.folderExists(); err != nil {
		return err
	}
	return e.with(still, targets, func(ctx context.Context, opened app.Opened) error { return do(ctx, e, opened.Rooms) })
}

// folderExists keeps commands that only look from making a folder.
func (e *environment) folderExists() error {
	cfg, err := e.settings()
	if err != nil {
		return err
	}
	if dir := cfg.WithDefaults().Data; !isFolder(dir) {
		return fmt.Errorf("%s is no data folder: name it with --data", dir)
	}
	return nil
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// still opens rooms that answer and do nothing by themselves.
var still = app.Options{Still: true}
