// Package cli is the command line: one file per command, flags and environment by kong, everything else in internal/app.
//
// The one idea: a command is a struct with a Run method that builds a configuration and asks app for the rooms it needs.
// Flags come first, then environment (RIALTO_…), then the file of --config, then the defaults.
// It holds no rule of the shop and prints for people; --json where a program may read.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"rialto/internal/app"
	"rialto/internal/platform/telemetry"
)

// version is set by the release build; a plain build says dev and its commit.
var version = "dev"

// commandLine is every command and the flags that all of them know.
type commandLine struct {
	Data   string `help:"Folder that holds everything (default ./rialto-data)." placeholder:"DIR"`
	Listen string `help:"Address of the shop (default 127.0.0.1:8080)." placeholder:"HOST:PORT"`
	Config string `help:"YAML file with settings; see rialto config." placeholder:"FILE" type:"path"`

	Serve  serveCommand     `cmd:"" default:"withargs" help:"Start the marketplace (also: rialto without a command)."`
	Import importCommand    `cmd:"" help:"Load products or past orders from CSV or JSON Lines."`
	Verify verifyCommand    `cmd:"" help:"Check the books: stock, orders, payments, mail."`
	Flash  flashsaleCommand `cmd:"" name:"flashsale" help:"Let a crowd loose on a running shop and prove that nothing is sold twice."`
	Sagas  sagasCommand     `cmd:"" help:"Show checkouts, cancellations and refunds that are still going, or stuck, and retry one."`

	Reconcile reconcileCommand `cmd:"" help:"Compare orders, books and the gateway of the money now."`
	Payments  paymentsCommand  `cmd:"" help:"What waits for staff: bank transfers, refunds to pay out."`
	Giftcards giftCardsCommand `cmd:"" help:"Issue, list, show and block gift cards."`
	Inventory inventoryCommand `cmd:"" help:"A product's stock history; move stock, one product or all of a forecast."`
	Drops     dropsCommand     `cmd:"" help:"Sales that many want at once: limits per buyer, waiting rooms."`

	Services servicesCommand `cmd:"" help:"Start the real servers that tests use, until Ctrl-C."`
	Migrate  migrateCommand  `cmd:"" help:"Bring every database up to date and stop."`
	Settings configCommand   `cmd:"" name:"config" help:"Print the settings in force, or check a file."`
	Modules  modulesCommand  `cmd:"" help:"Print the module table and the start order of targets."`
	Doctor   doctorCommand   `cmd:"" help:"Look for what would keep the shop from running well here."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// environment is what every command gets.
type environment struct {
	out, err io.Writer
	ctx      context.Context
	line     *commandLine
}

const description = `Rialto: a marketplace in one binary.

  rialto                                   start the shop on ./rialto-data and http://127.0.0.1:8080
  rialto import products catalogue.csv     load products (works while the shop runs)
  rialto verify                            prove that the books are right`

// Main runs one command and returns the exit status.
func Main(args []string, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	line := &commandLine{}
	parser, err := kong.New(line, kong.Name("rialto"), kong.Description(description), kong.Writers(out, errOut),
		kong.Exit(func(code int) { panic(exit(code)) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.DefaultEnvars("RIALTO"))
	if err != nil {
		fmt.Fprintln(errOut, "rialto:", err)
		return 2
	}
	return run(parser, args, &environment{out: out, err: errOut, ctx: ctx, line: line})
}

// exit is how kong ends after --help.
type exit int

func run(parser *kong.Kong, args []string, env *environment) (code int) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case exit:
			code = int(v)
		default:
			panic(v)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(env.err, "rialto: %v\nTry: rialto --help\n", err)
		return 2
	}
	if err := parsed.Run(env); err != nil {
		fmt.Fprintln(env.err, "rialto:", err)
		return 1
	}
	return 0
}

// settings returns the file's settings with the flags laid over them.
func (e *environment) settings() (app.Config, error) { return e.settingsOver(app.DefaultConfig()) }

// settingsOver lays both over the defaults that a command has.
func (e *environment) settingsOver(cfg app.Config) (app.Config, error) {
	if e.line.Config != "" {
		var err error
		if cfg, err = app.LoadConfig(e.line.Config, cfg); err != nil {
			return cfg, err
		}
	}
	if e.line.Data != "" {
		cfg.Data = e.line.Data
	}
	if e.line.Listen != "" {
		cfg.Listen = e.line.Listen
	}
	return cfg, nil
}

// options returns what app needs to know of this program.
func (e *environment) options(cfg app.Config) (app.Options, error) {
	log, err := telemetry.NewLogger(e.err, telemetry.LogConfig{Level: cfg.LogLevel, Format: cfg.LogFormat})
	if err != nil {
		return app.Options{}, err
	}
	return app.Options{
		Log: log, Version: versionText(),
		Say: func(format string, args ...any) { fmt.Fprintf(e.out, format+"\n", args...) },
	}, nil
}

// quiet is options for commands whose output is for people: only warnings are logged.
func (e *environment) quiet(cfg app.Config) (app.Options, error) {
	cfg.LogLevel = "warn"
	return e.options(cfg)
}

func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || version != "dev" {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return version + " " + s.Value[:12]
		}
	}
	return version
}
