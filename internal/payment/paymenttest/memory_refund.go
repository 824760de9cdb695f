package paymenttest

import (
	"context"
	"slices"

	"rialto/internal/payment"
)

// StartRefund implements payment.Store.
func (m *Memory) StartRefund(_ context.Context, key payment.Key, r payment.Refund, askAt int64) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.get(key)
	if err != nil || slices.ContainsFunc(p.Refunds, func(o payment.Refund) bool { return o.ID == r.ID }) {
		return p, err
	}
	promised := p.Status == payment.StatusPromised && p.VoidID == ""
	switch {
	case promised && r.Amount <= p.Due():
		r.Status = payment.RefundDone
		p.Waived += r.Amount
		if p.Due() == 0 {
			p.Status = payment.StatusVoided
		}
		p = next(p, r.AskedAt)
	case r.Amount > p.Left():
		return payment.Payment{}, payment.ErrOverRefund
	case p.ByCard():
		r.Status = payment.RefundUnknown
		p.Refunding += r.Amount
		p.Asks = 0
		if p.AskAt == 0 || p.AskAt > askAt {
			p.AskAt = askAt
		}
	default:
		p = owe(p, &r)
	}
	p.Refunds = append(p.Refunds, r)
	return m.put(p)
}

func owe(p payment.Payment, r *payment.Refund) payment.Payment {
	r.Status = payment.RefundOwed
	p.Refunded, p.Owed = p.Refunded+r.Amount, p.Owed+r.Amount
	if p.OpenSince == 0 {
		p.OpenSince = r.AskedAt
	}
	return next(p, r.AskedAt)
}

// next is the row with a new version.
func next(p payment.Payment, at int64) payment.Payment {
	p.Version, p.UpdatedAt = p.Version+1, max(at, p.UpdatedAt+1)
	return p
}

// SettleRefund implements payment.Store.
func (m *Memory) SettleRefund(_ context.Context, key payment.Key, refundID string, as payment.RefundStatus, at int64) (payment.Payment, error) {
	return m.end(key, refundID, payment.RefundUnknown, as, func(p payment.Payment, amount int64) payment.Payment {
		p.Refunding -= amount
		if as == payment.RefundDone {
			p.Refunded += amount
		}
		if p.Refunding == 0 {
			p.AskAt = 0
		}
		return next(p, at)
	})
}

// PayOut implements payment.Store.
func (m *Memory) PayOut(_ context.Context, key payment.Key, refundID string, at int64) (payment.Payment, error) {
	return m.end(key, refundID, payment.RefundOwed, payment.RefundDone, func(p payment.Payment, amount int64) payment.Payment {
		if p.Owed -= amount; p.Owed == 0 {
			p.OpenSince = 0
		}
		return next(p, at)
	})
}

// end turns a refund from one status to another, with what that does to its payment.
func (m *Memory) end(key payment.Key, id string, from, to payment.RefundStatus, effect func(payment.Payment, int64) payment.Payment) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.get(key)
	if err != nil {
		return p, err
	}
	for i, r := range p.Refunds {
		if r.ID == id && r.Status == from {
			p.Refunds[i].Status = to
			return m.put(effect(p, r.Amount))
		}
	}
	return p, nil
}

// Receive implements payment.Store.
func (m *Memory) Receive(_ context.Context, key payment.Key, r payment.Receipt) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.get(key)
	waits := p.Method == payment.MethodBankTransfer && p.Status == payment.StatusRequiresAction ||
		p.Method == payment.MethodCashOnDelivery && p.Status == payment.StatusPromised
	late := p.VoidID != "" && p.Status != payment.StatusCaptured && p.Due() > 0 && p.Method != "" && !p.ByCard()
	if err != nil || !late && !waits {
		return p, err
	}
	p.Status, p.Captured, p.Note, p.OpenSince = payment.StatusCaptured, p.Due(), r.Note, 0
	if !late {
		return m.put(next(p, r.At))
	}
	p.AskAt = 0
	back := payment.Refund{ID: r.Late, Amount: p.Captured, AskedAt: r.At}
	p = owe(p, &back)
	p.Refunds = append(p.Refunds, back)
	return m.put(p)
}
