package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/internal/demo"
	"rialto/internal/platform/errs"
)

// Progress is told how far the demo is: stages products and search, then history and orders behind an open shop.
type Progress func(stage string, done, total int64)

// opening is what keeps a new demo closed: pages say how far it is, /readyz that it is not ready.
type opening struct {
	done chan struct{}

	mu           sync.Mutex
	stage        string
	count, total int64
	failed       error
}

func (o *opening) told(stage string, count, total int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stage, o.count, o.total = stage, count, total
}

// why returns what the shop waits for, nil once it is open.
func (o *opening) why() error {
	select {
	case <-o.done:
		return nil
	default:
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failed != nil {
		return errs.Unavailable("shop_opening", "The demo could not be set up; the log says why.").Because(o.failed)
	}
	if o.total == 0 {
		return errs.Unavailable("shop_opening", "The shop is being set up. It opens in a few seconds.")
	}
	return errs.Unavailable("shop_opening", "The shop is being set up: %s, %d of %d. It opens in a few seconds.", o.stage, o.count, o.total)
}

// Opened is closed once products can be found: at once, but for the first start of a demo.
func (a *App) Opened() <-chan struct{} { return a.opening.done }

// ready says why this process cannot serve people yet.
func (a *App) ready() error {
	if err := a.process.Check(); err != nil {
		return err
	}
	return a.opening.why()
}

// seeding reports a demo that is not finished and that this process has to go on with.
func (a *App) seeding() bool {
	return a.cfg.Demo && !a.opts.Still && a.note.Stage != demoDone && a.runs("demo")
}

// startDemo makes the demo of a new folder, behind the start of everything else.
func (a *App) startDemo(ctx context.Context, m *member) error {
	if !a.seeding() {
		return nil
	}
	near := a.connected()
	shopper, err := a.shopperPassword(ctx, near.Identity)
	if err != nil {
		return err
	}
	cfg := a.cfg.DemoSize
	cfg.Currencies = a.cfg.Currencies
	cfg.ShopperPassword, cfg.OperatorEmail, cfg.OperatorPassword = shopper, a.cfg.OperatorEmail, a.cfg.OperatorPassword
	seeder, err := demo.New(cfg, demo.Needs{
		Catalog: near.Catalog, Inventory: near.Inventory, Identity: near.Identity, Pricing: near.Pricing, GiftCards: near.GiftCards,
		Search: near.Search, Analytics: near.Analytics, Cart: near.Cart, Order: near.Order,
	}, demo.Deps{Now: a.now, Rand: rand.Reader, Log: a.log})
	if err != nil {
		return err
	}
	m.loop(func(ctx context.Context) error { return a.seed(ctx, seeder) })
	return nil
}

// seed goes on where the folder's note says. A stage that fails is logged and tried again at the next start; what was there
// before it stays usable.
func (a *App) seed(ctx context.Context, seeder *demo.Service) error {
	progress := func(stage string, count, total int64) {
		a.opening.told(stage, count, total)
		if a.opts.Progress != nil {
			a.opts.Progress(stage, count, total)
		}
	}
	err := a.seedStage(demoProducts, demoHistory, func() error { return seeder.SeedProducts(ctx, progress) })
	if err == nil {
		a.open()
		err = a.seedStage(demoHistory, demoDone, func() error { return seeder.SeedPast(ctx, progress) })
	}
	if err != nil && ctx.Err() == nil {
		a.opening.mu.Lock()
		a.opening.failed = err
		a.opening.mu.Unlock()
		a.log.Error("the demo could not be made; it is tried again at the next start", "error", err)
	}
	<-ctx.Done()
	return nil
}

func (a *App) seedStage(stage, next string, do func() error) error {
	if a.note.Stage != stage {
		return nil
	}
	if err := do(); err != nil {
		return err
	}
	a.note.Stage = next
	return a.note.write(a.cfg.Data)
}

func (a *App) open() {
	a.opening.mu.Lock()
	defer a.opening.mu.Unlock()
	select {
	case <-a.opening.done:
	default:
		close(a.opening.done)
	}
}

// findDemo reads the folder's note, or begins one. The caller holds the folder's lock.
func (a *App) findDemo() error {
	if !a.cfg.Demo || a.opts.Still {
		a.open()
		return nil
	}
	note, noted, err := readDemoNote(a.cfg.Data)
	if err != nil {
		return err
	}
	if !noted {
		note = demoNote{Stage: demoProducts, Passwords: knownPasswords}
		if !a.cfg.onlyHere() || a.cfg.OperatorPassword != demoPassword {
			note.Passwords = ownPasswords
		}
		if err := note.write(a.cfg.Data); err != nil {
			return err
		}
	}
	a.note = note
	if note.Stage != demoProducts || !a.runs("demo") {
		a.open()
	}
	return nil
}

// demoPassword is what everybody knows; it is good only where nobody else can reach the shop.
const demoPassword = "rialto-demo"

const demoShopper = "shopper@rialto.test"

// shopperPassword is the known one on this machine, else a random one that is said once: a start that goes on with a demo
// does not say another, which the account would not have.
func (a *App) shopperPassword(ctx context.Context, who finder) (string, error) {
	if a.note.Passwords == knownPasswords {
		return demoPassword, nil
	}
	word := rand.Text()
	_, err := who.FindUser(ctx, &identityv1.FindUserRequest{Email: demoShopper})
	if errs.Is(err, errs.KindNotFound) {
		a.opts.Say("demo shopper       %s   password %s   (said once)", demoShopper, word)
		return word, nil
	}
	if err != nil {
		return "", fmt.Errorf("look for the demo's shopper: %w", err)
	}
	return word, nil
}

type finder interface {
	FindUser(context.Context, *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error)
}

// closeKnownPasswords gives the demo's logins other passwords before a shop that had been on this machine alone is opened
// to others.
func (a *App) closeKnownPasswords(ctx context.Context, who identityv1connect.IdentityServiceHandler) error {
	if !a.cfg.Demo || a.opts.Still || a.note.Passwords != knownPasswords || a.cfg.onlyHere() {
		return nil
	}
	for _, email := range []string{a.cfg.OperatorEmail, demoShopper} {
		found, err := who.FindUser(ctx, &identityv1.FindUserRequest{Email: email})
		if errs.Is(err, errs.KindNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("close the demo's passwords: %w", err)
		}
		made, err := who.ResetPassword(ctx, &identityv1.ResetPasswordRequest{UserId: found.GetUser().GetUserId()})
		if err != nil {
			return fmt.Errorf("close the demo's passwords: %w", err)
		}
		a.opts.Say("others can reach this shop, so %s has another password now: %s   (said once)", email, made.GetGeneratedPassword())
	}
	a.note.Passwords = ownPasswords
	return a.note.write(a.cfg.Data)
}

// Logins are what the demo's first page tells: addresses whose password everybody knows. None where it is not the demo, or
// others can reach it.
func (a *App) Logins() (shopper, operator, password string, known bool) {
	if !a.cfg.Demo || a.note.Passwords != knownPasswords {
		return "", "", "", false
	}
	return demoShopper, a.cfg.OperatorEmail, demoPassword, true
}
