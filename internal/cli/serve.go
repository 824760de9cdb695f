package cli

import (
	"fmt"
	"strings"

	"rialto/internal/app"
)

// serveCommand starts the marketplace, or some of its rooms.
type serveCommand struct {
	Target           []string `help:"Rooms to run in this process (default all); see rialto modules." placeholder:"ROOM,…" sep:","`
	Demo             string   `help:"Demo marketplace in a new folder: it comes with a later version, so only off is known." enum:"off" default:"off"`
	DemoSpeed        float64  `help:"Seconds of simulated warehouse and carrier work per real second; 0 = people do it." placeholder:"N"`
	PublicURL        string   `help:"How browsers reach the shop, if not http://LISTEN." placeholder:"URL"`
	OperatorPassword string   `help:"Password of the operator account of a new folder (default: random, said once)." placeholder:"WORD"`
	RateLimits       string   `help:"Preset of rate limits: standard, or bench (only on loopback)." placeholder:"NAME"`
	LogLevel         string   `help:"debug, info, warn or error." placeholder:"LEVEL"`
}

func (c *serveCommand) laidOver(cfg app.Config) app.Config {
	if len(c.Target) > 0 {
		cfg.Targets = c.Target
	}
	if c.DemoSpeed != 0 {
		cfg.DemoSpeed = c.DemoSpeed
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
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	cfg = c.laidOver(cfg).WithDefaults()
	opts, err := env.options(cfg)
	if err != nil {
		return err
	}
	opts.AdminSocket = true
	a, err := app.New(cfg, opts)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Run(env.ctx) }()
	select {
	case err := <-ended:
		return err
	case <-a.Ready():
	}
	c.greet(env, cfg, a)
	if err := <-ended; err != nil {
		return err
	}
	fmt.Fprintln(env.out, "Rialto has stopped; everything is saved.")
	return nil
}

func (c *serveCommand) greet(env *environment, cfg app.Config, a *app.App) {
	fmt.Fprintf(env.out, "Rialto %s is open.\n", versionText())
	if a.URL() != "" {
		fmt.Fprintf(env.out, "  shop API   %s/v1\n  docs       %s/docs\n", cfg.PublicURL, cfg.PublicURL)
	}
	if a.InternalURL() != "" {
		fmt.Fprintf(env.out, "  calls      %s (%s)\n", a.InternalURL(), strings.Join(cfg.Targets, ", "))
	}
	fmt.Fprintf(env.out, "  data       %s\nStop with Ctrl-C.\n", cfg.Data)
}
