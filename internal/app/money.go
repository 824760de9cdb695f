package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/gen/rialto/payment/v1/paymentv1connect"
	"rialto/internal/payment"
	"rialto/internal/payment/paygateway"
	"rialto/internal/payment/paymentdb"
)

// startPayment wires payment with the sandbox gateway, which plays another company: a database and a secret of its own,
// and webhooks that come in through the contract like anybody's.
func (a *App) startPayment(ctx context.Context, m *member) error {
	secret, err := a.secret("webhook")
	if err != nil {
		return err
	}
	sandbox, err := a.startSandbox(ctx, m, secret)
	if err != nil {
		return err
	}
	db, err := a.database(ctx, "payment", paymentdb.Migrations())
	if err != nil {
		return err
	}
	cfg := a.cfg.Payment
	cfg.WebhookSecrets = []string{secret}
	svc, err := payment.New(cfg, paymentdb.New(db), sandbox, payment.Deps{Now: a.now, IDs: a.ids, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Payment = svc
	m.serve(paymentv1connect.NewPaymentServiceHandler(svc, handlerOptions()...))
	m.events(db)
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startSandbox(ctx context.Context, m *member, secret string) (*paygateway.Sandbox, error) {
	db, err := a.database(ctx, "gateway", paygateway.Migrations())
	if err != nil {
		return nil, err
	}
	cfg := paygateway.Config{Secret: secret, LateAfter: a.cfg.WebhookDelay}
	deps := paygateway.Deps{Now: a.now, Rand: rand.Reader, Log: a.log, Deliver: a.deliver}
	if a.trouble != nil {
		deps.Treat = a.trouble.Token
	}
	sandbox, err := paygateway.NewSandbox(cfg, db, deps)
	if err != nil {
		return nil, err
	}
	a.calls.Handle("/sandbox/", sandbox.Handler())
	m.loop(sandbox.Run)
	return sandbox, nil
}

// deliver hands a webhook of the sandbox to payment.
func (a *App) deliver(ctx context.Context, body []byte, signature string) error {
	if a.here.Payment == nil {
		return errors.New("payment is not up yet")
	}
	_, err := a.here.Payment.Webhook(ctx, &paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: signature})
	return err
}

// secret returns a secret of this shop by name, making it the first time. It lives in the data folder, not in a database:
// who reads the rows alone can sign nothing. Rooms in several processes share the folder's file, or are given a copy.
func (a *App) secret(name string) (string, error) {
	path := a.cfg.file(name + ".secret")
	text, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("secret of %s: %w", name, err)
	}
	var raw [24]byte
	rand.Read(raw[:])
	secret := hex.EncodeToString(raw[:])
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("secret of %s: %w", name, err)
	}
	return secret, nil
}
