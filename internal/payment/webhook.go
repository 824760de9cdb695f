package payment

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	maxWebhook   = 64 << 10
	maxSignature = 1 << 10
	maxEventID   = 100
	maxPause     = 5 * time.Minute
)

// Webhook implements the contract. It only keeps the message, as a fact, and wakes the loop that books it. The message is a
// hint: what is booked is what a look-up says, so neither the order of webhooks nor their content can move money.
func (s *Service) Webhook(ctx context.Context, req *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error) {
	if req.GetGateway() != s.cfg.Gateway {
		return nil, errs.NotFound("gateway_not_found", "No gateway of that name sends webhooks here.")
	}
	if len(req.GetBody()) > maxWebhook {
		return nil, errs.InvalidFields(errs.Field{Name: "body", Problem: "must be at most 64 KiB"})
	}
	if len(req.GetSignature()) > maxSignature ||
		!signed(s.cfg.WebhookSecrets, req.GetSignature(), req.GetBody(), s.now(), s.cfg.WebhookAge) {
		return nil, errs.Unauthenticated("The signature is wrong or too old.")
	}
	w, err := s.message(req.GetBody())
	if err != nil {
		return nil, err
	}
	first, err := s.store.KeepWebhook(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("keep the webhook: %w", err)
	}
	if first {
		select {
		case s.wake <- struct{}{}:
		default: // it is awake
		}
	}
	return &paymentv1.WebhookResponse{}, nil
}

// message reads a body. Only what finds the payment is taken from it:
//
//	{"id":"evt_1","type":"charge.authorized","charge":{"order_id":"7","user_id":"5"}}
func (s *Service) message(body []byte) (Webhook, error) {
	var m struct {
		ID     string
		Type   string
		Charge struct {
			OrderID string `json:"order_id"`
			UserID  string `json:"user_id"`
		}
	}
	if err := json.Unmarshal(body, &m); err != nil || !utf8.Valid(body) {
		return Webhook{}, errs.Invalid("webhook_malformed", "The webhook is not the JSON that was agreed.")
	}
	user, err := strconv.ParseInt(m.Charge.UserID, 10, 64)
	if err != nil || user <= 0 || !plain(m.Charge.OrderID, maxOrderID) || !plain(m.ID, maxEventID) || !plain(m.Type, maxEventID) {
		return Webhook{}, errs.Invalid("webhook_malformed", "The webhook names no event, order or user.")
	}
	now := s.micros()
	return Webhook{
		Key:     Key{commerce.UserID(user), commerce.OrderID(m.Charge.OrderID)},
		EventID: m.ID, Type: m.Type, Body: string(body), ReceivedAt: now, NextAt: now,
	}, nil
}

// bookWebhook books what the gateway says now, or puts the webhook off: the payment may not be written yet, or the gateway
// be silent. The webhook is safe already, so nothing that goes wrong here is the sender's affair.
func (s *Service) bookWebhook(ctx context.Context, w Webhook) {
	err := s.bookFact(ctx, w)
	if err == nil {
		err = s.store.BookWebhook(ctx, w, s.micros())
	} else if ctx.Err() == nil {
		if late := s.store.PostponeWebhook(ctx, w, s.micros()+growing(w.Tries, maxPause).Microseconds()); late != nil {
			err = fmt.Errorf("%w; put off: %w", err, late)
		}
	}
	if err != nil {
		s.log.Warn("webhook not booked yet", "event_id", w.EventID, "order_id", w.OrderID, "tries", w.Tries+1, "error", err)
	}
}

func (s *Service) bookFact(ctx context.Context, w Webhook) error {
	p, err := s.store.Get(ctx, w.Key)
	if err != nil {
		return fmt.Errorf("find its payment: %w", err)
	}
	return s.inquire(ctx, p)
}
