package cli

import (
	"fmt"
	"strings"
	"time"

	"rialto/internal/app"
)

// serveCommand starts the marketplace, or some of its rooms.
type serveCommand struct {
	Target           []string `help:"Rooms to run in this process (default all); see rialto modules." placeholder:"ROOM,…" sep:","`
	Demo             string   `help:"on fills a new folder with a demo marketplace (products, sellers, orders, logins); off starts an empty shop. A folder that was filled stays a demo (default on)." enum:",on,off" default:"" placeholder:"on|off"`
	DemoSpeed        *float64 `help:"Seconds of simulated warehouse and carrier work per real second; 0 = people do it (default 3600 in a demo, else 0)." placeholder:"N"`
	PublicURL        string   `help:"How browsers reach the shop, if not http://LISTEN." placeholder:"URL"`
	OperatorPassword string   `help:"Password of the operator account of a new folder (default: rialto-demo in a demo that only this machine reaches, else random and said once)." placeholder:"WORD"`
	RateLimits       string   `help:"Preset of rate limits: standard, or bench (only on loopback)." placeholder:"NAME"`
	LogLevel         string   `help:"debug, info, warn or error." placeholder:"LEVEL"`
}

// anHourASecond is the demo's speed: an order that is promised in two days arrives within a minute.
const anHourASecond = 3600

func (c *serveCommand) laidOver(cfg app.Config) app.Config {
	if len(c.Target) > 0 {
		cfg.Targets = c.Target
	}
	if c.Demo != "" {
		cfg.Demo = c.Demo == "on"
	}
	if c.DemoSpeed != nil {
		cfg.DemoSpeed = *c.DemoSpeed
	}
	for _, f := range []struct {
		flag string
		to   *string
	}{
		{c.PublicURL, &cfg.PublicURL}, {c.OperatorPassword, &cfg.OperatorPassword}, {c.RateLimits, &cfg.Door.RateLimits},
		{c.LogLevel, &cfg.LogLevel},
	} {
		if f.flag != "" {
			*f.to = f.flag
		}
	}
	return cfg
}

// Run serves until Ctrl-C.
func (c *serveCommand) Run(env *environment) error {
	cfg := app.DefaultConfig()
	cfg.Demo = true
	cfg, err := env.settingsOver(cfg)
	if err != nil {
		return err
	}
	cfg = c.laidOver(cfg).WithDefaults()
	if cfg.Demo && c.DemoSpeed == nil && cfg.DemoSpeed == 0 {
		cfg.DemoSpeed = anHourASecond
	}
	bars := env.through(newSetUp(env.err, time.Now))
	opts, err := env.options(cfg)
	if err != nil {
		return err
	}
	opts.AdminSocket = true
	opts.Progress = bars.told
	a, err := app.New(cfg, opts)
	if err != nil {
		return err
	}
	err = c.serve(env, cfg, a)
	bars.end()
	if err == nil {
		fmt.Fprintln(env.out, "Rialto has stopped; everything is saved.")
	}
	return err
}

// serve runs the app to its end, and greets once the shop is open.
func (c *serveCommand) serve(env *environment, cfg app.Config, a *app.App) error {
	ended := make(chan error, 1)
	go func() { ended <- a.Run(env.ctx) }()
	for _, done := range []<-chan struct{}{a.Ready(), a.Opened()} {
		select {
		case err := <-ended:
			return err
		case <-done:
		}
	}
	c.greet(env, cfg, a)
	return <-ended
}

// through lets everything that is said on the terminal pass the bars that are drawn there.
func (e *environment) through(bars *setUp) *setUp {
	if !bars.lines && terminal(e.out) {
		e.out = bars
	}
	e.err = bars
	return bars
}

func (c *serveCommand) greet(env *environment, cfg app.Config, a *app.App) {
	fmt.Fprintf(env.out, "Rialto %s is open.\n", versionText())
	if a.URL() != "" {
		fmt.Fprintf(env.out, "  shop         %s\n  back office  %s/admin\n  API          %s/v1, explained at %s/docs\n",
			cfg.PublicURL, cfg.PublicURL, cfg.PublicURL, cfg.PublicURL)
	}
	if shopper, operator, password, known := a.Logins(); known && a.URL() != "" {
		fmt.Fprintf(env.out, "  logins       %s and %s, password %s (on this machine only)\n", shopper, operator, password)
	}
	if a.InternalURL() != "" {
		fmt.Fprintf(env.out, "  calls        %s (%s)\n", a.InternalURL(), strings.Join(cfg.Targets, ", "))
	}
	fmt.Fprintf(env.out, "  data         %s\nStop with Ctrl-C.\n", cfg.Data)
}
