package payment

import (
	"context"
	"fmt"

	"rialto/internal/platform/errs"
)

// heard returns the payment as it stands once the gateway's word c is taken in. Because a status only moves forward,
// the order in which answers, look-ups and webhooks come in does not matter, nor does hearing one twice.
func (p Payment) heard(c Charge) Payment {
	switch c.State {
	case ChargeMissing, ChargeProcessing:
		return p.to(StatusUnknown, c)
	case ChargeRequiresAction:
		return p.to(StatusRequiresAction, c)
	case ChargeAuthorized:
		return p.to(StatusAuthorized, c)
	case ChargeCaptured:
		return p.to(StatusCaptured, c)
	case ChargeDeclined:
		return p.to(StatusDeclined, c)
	case ChargeVoided:
		return p.to(StatusVoided, c)
	}
	return p
}

// unheard returns the payment as it stands when a call gave no answer: status is the unknown that belongs to the call.
func (p Payment) unheard(status Status) Payment { return p.to(status, Charge{ID: p.GatewayID}) }

func (p Payment) to(status Status, c Charge) Payment {
	if status.rank() <= p.Status.rank() {
		return p
	}
	p.Status, p.GatewayID, p.Captured = status, c.ID, c.Captured
	p.DeclineCode, p.ActionURL = c.DeclineCode, c.ActionURL
	if c.Brand != "" {
		p.Brand, p.LastFour = c.Brand, c.LastFour
	}
	if p.SaveCard && c.Reusable != "" && (status == StatusAuthorized || status == StatusCaptured) {
		p.Keep = &Card{UserID: p.UserID, Token: c.Reusable, Brand: c.Brand, LastFour: c.LastFour}
	}
	return p
}

// contradicts reports that a charge cannot be the one this payment asked for. Such a word counts as no answer: the money
// of another amount, currency or order proves nothing about this one.
func (c Charge) contradicts(p Payment) bool {
	switch c.State {
	case ChargeMissing:
		return false
	case ChargeVoided, ChargeDeclined:
		return c.Key != p.Key
	case ChargeCaptured:
		return c.Key != p.Key || c.Amount != p.Amount || c.Captured != p.Amount.Amount
	}
	return c.Key != p.Key || c.Amount != p.Amount
}

// maxRaces bounds how often a lost race is run again. A row has six forward moves in its life.
const maxRaces = 8

// book moves a payment by next, again on the newer row whenever somebody else was faster. It goes on when the caller has
// left: what the gateway said must be written down.
func (s *Service) book(ctx context.Context, p Payment, next func(Payment) Payment) (Payment, error) {
	ctx = context.WithoutCancel(ctx)
	for range maxRaces {
		to := next(p)
		if to.Status == p.Status {
			return p, nil
		}
		s.stamp(p, &to)
		moved, err := s.store.Move(ctx, p, to)
		if err != nil {
			return Payment{}, fmt.Errorf("record %s: %w", to.Status, err)
		}
		if moved {
			return to, nil
		}
		if p, err = s.store.Get(ctx, p.Key); err != nil {
			return Payment{}, fmt.Errorf("read the payment again: %w", err)
		}
	}
	return Payment{}, errs.Unavailable("payment_busy", "This payment is being changed by others; try again.")
}

// stamp sets what a move from p brings with it besides its own news.
func (s *Service) stamp(p Payment, to *Payment) {
	to.Version, to.UpdatedAt = p.Version+1, max(s.micros(), p.UpdatedAt+1)
	to.Asks, to.AskAt = 0, 0
	if to.ByCard() && (!to.Status.Final() || to.VoidID != "" && to.Left() > 0) {
		to.AskAt = s.askAt(*to)
	}
	if to.Status.Final() && to.Owed == 0 {
		to.OpenSince = 0
	}
	if to.Keep != nil {
		to.Keep.ID, to.Keep.SavedAt = s.ids.Next(), to.UpdatedAt
	}
}

// bookRefunds ends the refunds that are unknown here and known at the gateway. One that the gateway has not seen stays
// unknown while its request may still be under way or be sent again, and has failed after that.
func (s *Service) bookRefunds(ctx context.Context, p Payment, c Charge) (Payment, error) {
	ctx = context.WithoutCancel(ctx)
	for _, r := range p.Refunds {
		as, settled := s.verdict(r, c)
		if r.Status != RefundUnknown || !settled {
			continue
		}
		after, err := s.store.SettleRefund(ctx, p.Key, r.ID, as, s.micros())
		if err != nil {
			return Payment{}, fmt.Errorf("record refund %s: %w", as, err)
		}
		p = after
	}
	return p, nil
}

func (s *Service) verdict(r Refund, c Charge) (as RefundStatus, settled bool) {
	seen, known := c.refund(r.ID)
	switch {
	case known && seen.Done:
		return RefundDone, true
	case known:
		return RefundFailed, true
	}
	return RefundFailed, s.expired(r.AskedAt)
}
