package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"rialto/internal/app"
	"rialto/internal/flashsale"
)

// flashsaleCommand lets a crowd loose on a running shop and proves that nothing was sold or charged twice.
type flashsaleCommand struct {
	Buyers      int           `help:"Buyers, who want one unit each." default:"100000"`
	Stock       int64         `help:"Units for sale." default:"1000"`
	Over        time.Duration `help:"Within which everybody clicks." default:"10s"`
	Declines    float64       `help:"Share of cards that are declined." default:"0.1"`
	Timeouts    float64       `help:"Share of payments that the gateway does not answer in time." default:"0.05"`
	Connections int           `help:"Connections that carry the crowd." default:"256"`
	WaitingRoom bool          `help:"Let buyers queue for their turn."`
	Seed        uint64        `help:"Of who does what: the same seed, the same crowd." default:"1"`
	Shop        string        `help:"Address of the shop, if it is not the one of --listen." placeholder:"URL"`
	JSON        bool          `help:"Print the proof as JSON." name:"json"`
}

// Help explains the command at length.
func (c *flashsaleCommand) Help() string {
	return `Makes a product with that much stock and that many guests with a quote in hand, lets all of them press "buy" over the
public API, and then reads the stock ledger and the gateway's own ledger. The orders are real: try it on a demo.

  rialto                                    in one terminal
  rialto flashsale                          in another: 100,000 buyers, 1,000 units
  rialto flashsale --buyers 5000 --stock 1  the last unit
  rialto flashsale --waiting-room           with a queue in front`
}

var errPromise = errors.New("a promise was broken")

// Run runs the sale against the shop that serves the data folder.
func (c *flashsaleCommand) Run(env *environment) error {
	if err := env.folderExists(); err != nil {
		return err
	}
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	if c.Shop == "" {
		c.Shop = "http://" + cfg.WithDefaults().Listen
	}
	return env.with(still, books, func(ctx context.Context, opened app.Opened) error {
		if !opened.Serving {
			return errors.New("a flash sale needs a running shop: start `rialto` on this folder first")
		}
		report, err := c.sell(ctx, env, opened.Rooms)
		if err != nil {
			return err
		}
		return c.report(env, report)
	})
}

func (c *flashsaleCommand) sell(ctx context.Context, env *environment, rooms app.Rooms) (*flashsale.Report, error) {
	sale, err := flashsale.New(flashsale.Needs{
		Catalog: rooms.Catalog, Inventory: rooms.Inventory, Identity: rooms.Identity, Pricing: rooms.Pricing,
		Payment: rooms.Payment, Drops: rooms.Drops,
	}, c.Shop, time.Now, flashsale.Options{
		Buyers: c.Buyers, Stock: c.Stock, Over: c.Over, Declines: none(c.Declines), Timeouts: none(c.Timeouts),
		Connections: c.Connections, WaitingRoom: c.WaitingRoom, Seed: c.Seed, Currency: cfgCurrency(env),
	})
	if err != nil {
		return nil, err
	}
	show := newPhases(env)
	defer show.end()
	return sale.Run(ctx, show.told)
}

// none turns a share of 0, which means the default to the sale, into one that means nobody.
func none(share float64) float64 {
	if share == 0 {
		return -1
	}
	return share
}

func cfgCurrency(env *environment) string {
	cfg, err := env.settings()
	if err != nil {
		return ""
	}
	return cfg.WithDefaults().Currency
}

func (c *flashsaleCommand) report(env *environment, report *flashsale.Report) error {
	if c.JSON {
		if err := writeJSON(env.out, report); err != nil {
			return err
		}
	} else {
		report.Print(env.out)
	}
	if !report.Holds() {
		return errPromise
	}
	return nil
}

// phases shows how far a sale is: a bar for each phase on a terminal, now and then a line elsewhere.
type phases struct {
	env   *environment
	lines bool

	mu    sync.Mutex
	phase string
	next  time.Time
	drawn *mpb.Progress
	bar   *mpb.Bar
}

func newPhases(env *environment) *phases { return &phases{env: env, lines: !terminal(env.err)} }

func (p *phases) told(phase string, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lines {
		if now := time.Now(); phase != p.phase || done == total || !now.Before(p.next) {
			p.phase, p.next = phase, now.Add(betweenLines)
			fmt.Fprintf(p.env.err, "flash sale: %s %d of %d\n", phase, done, total)
		}
		return
	}
	if phase != p.phase {
		p.finish()
		p.phase = phase
		p.drawn = mpb.New(mpb.WithOutput(p.env.err), mpb.WithWidth(40), mpb.WithAutoRefresh())
		p.bar = p.drawn.AddBar(total, mpb.PrependDecorators(decor.Name("flash sale: "+phase+" "), decor.CountersNoUnit("%d of %d")),
			mpb.AppendDecorators(decor.Percentage()), mpb.BarRemoveOnComplete())
	}
	p.bar.SetTotal(total, false)
	p.bar.SetCurrent(done)
}

func (p *phases) finish() {
	if p.drawn != nil {
		p.bar.Abort(true)
		p.drawn.Wait()
		p.drawn, p.bar = nil, nil
	}
}

func (p *phases) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
}
