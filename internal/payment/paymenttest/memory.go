package paymenttest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Memory is a payment.Store in memory. It starts no goroutine and blocks on nothing but its mutex, so synctest and the
// simulator can drive what uses it.
type Memory struct {
	mu       sync.Mutex
	rows     map[payment.Key]payment.Payment
	cards    map[commerce.UserID][]heldCard
	webhooks map[webhookKey]*webhookRow
	events   map[payment.Key][]*busv1.Event
}

type webhookKey struct {
	user  int64
	event string
}

type webhookRow struct {
	payment.Webhook
	booked bool
}

var _ payment.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		rows: map[payment.Key]payment.Payment{}, cards: map[commerce.UserID][]heldCard{},
		webhooks: map[webhookKey]*webhookRow{}, events: map[payment.Key][]*busv1.Event{},
	}
}

// Events returns what was published for an order, oldest first.
func (m *Memory) Events(key payment.Key) []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events[key])
}

// put stores a row and, when the version is new, its event.
func (m *Memory) put(p payment.Payment) (payment.Payment, error) {
	if p.Version > m.rows[p.Key].Version {
		e, err := outbox.Event(bus.PaymentEvents, "payment.changed", string(p.OrderID), string(p.OrderID), p.Version, p.UpdatedAt,
			p.Changed())
		if err != nil {
			return payment.Payment{}, err
		}
		e.UserId = int64(p.UserID)
		m.events[p.Key] = append(m.events[p.Key], e)
	}
	p.Keep = nil
	m.rows[p.Key] = p
	return copied(p), nil
}

func copied(p payment.Payment) payment.Payment {
	p.Refunds = slices.Clone(p.Refunds)
	return p
}

// Begin implements payment.Store.
func (m *Memory) Begin(_ context.Context, attempt payment.Payment) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p, ok := m.rows[attempt.Key]; ok {
		return copied(p), nil
	}
	return m.put(attempt)
}

// Get implements payment.Store.
func (m *Memory) Get(_ context.Context, key payment.Key) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(key)
}

func (m *Memory) get(key payment.Key) (payment.Payment, error) {
	p, ok := m.rows[key]
	if !ok {
		return payment.Payment{}, payment.ErrNotFound
	}
	return copied(p), nil
}

// Move implements payment.Store.
func (m *Memory) Move(_ context.Context, from, to payment.Payment) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.rows[from.Key]
	if !ok || p.Status != from.Status || p.Version != from.Version {
		return false, nil
	}
	p.Status, p.Version, p.Captured, p.UpdatedAt = to.Status, to.Version, to.Captured, to.UpdatedAt
	p.GatewayID, p.DeclineCode, p.ActionURL = to.GatewayID, to.DeclineCode, to.ActionURL
	p.Brand, p.LastFour, p.AskAt, p.Asks, p.OpenSince = to.Brand, to.LastFour, to.AskAt, to.Asks, to.OpenSince
	if to.Keep != nil {
		m.keep(*to.Keep)
	}
	_, err := m.put(p)
	return err == nil, err
}

// StartCapture implements payment.Store.
func (m *Memory) StartCapture(_ context.Context, key payment.Key, captureID string, at int64) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.get(key)
	if err != nil || p.Status != payment.StatusAuthorized || p.CaptureID != "" || p.VoidID != "" {
		return p, err
	}
	p.CaptureID, p.CaptureAskedAt = captureID, at
	return m.put(p)
}

// StartVoid implements payment.Store.
func (m *Memory) StartVoid(_ context.Context, key payment.Key, voidID string, at, askAt int64) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.rows[key]
	switch {
	case !ok:
		return m.put(payment.Payment{
			Key: key, Status: payment.StatusVoided, Version: 1, VoidID: voidID, VoidAskedAt: at, CreatedAt: at, UpdatedAt: at,
		})
	case p.Status.Final() || p.VoidID != "":
		return copied(p), nil
	}
	p.VoidID, p.VoidAskedAt, p.AskAt, p.Asks = voidID, at, askAt, 0
	return m.put(p)
}

// KeepWebhook implements payment.Store.
func (m *Memory) KeepWebhook(_ context.Context, w payment.Webhook) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := webhookKey{int64(w.UserID), w.EventID}
	if m.webhooks[key] != nil {
		return false, nil
	}
	m.webhooks[key] = &webhookRow{Webhook: w}
	return true, nil
}

// DueWebhooks implements payment.Store.
func (m *Memory) DueWebhooks(_ context.Context, now, since int64, limit int) (due []payment.Webhook, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.webhooks {
		if !w.booked && w.NextAt <= now && w.ReceivedAt > since {
			due = append(due, w.Webhook)
		}
	}
	slices.SortFunc(due, func(a, b payment.Webhook) int {
		return cmp.Or(cmp.Compare(a.NextAt, b.NextAt), cmp.Compare(a.EventID, b.EventID))
	})
	return due[:min(limit, len(due))], nil
}

// BookWebhook implements payment.Store.
func (m *Memory) BookWebhook(_ context.Context, w payment.Webhook, _ int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.webhooks[webhookKey{int64(w.UserID), w.EventID}]; row != nil {
		row.booked = true
	}
	return nil
}

// PostponeWebhook implements payment.Store.
func (m *Memory) PostponeWebhook(_ context.Context, w payment.Webhook, nextAt int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.webhooks[webhookKey{int64(w.UserID), w.EventID}]; row != nil && !row.booked {
		row.Tries, row.NextAt = row.Tries+1, nextAt
	}
	return nil
}

// byKey orders as pages do.
func byKey(a, b payment.Key) int {
	return cmp.Or(cmp.Compare(a.UserID, b.UserID), cmp.Compare(a.OrderID, b.OrderID))
}

// some lists up to limit rows that fit, in an order.
func (m *Memory) some(limit int, fits func(payment.Payment) bool, order func(a, b payment.Payment) int) []payment.Payment {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []payment.Payment
	for _, p := range m.rows {
		if fits(p) {
			found = append(found, copied(p))
		}
	}
	slices.SortFunc(found, func(a, b payment.Payment) int { return cmp.Or(order(a, b), byKey(a.Key, b.Key)) })
	return found[:min(limit, len(found))]
}

// Page implements payment.Store.
func (m *Memory) Page(_ context.Context, after payment.Key, limit int) ([]payment.Payment, error) {
	fits := func(p payment.Payment) bool { return byKey(p.Key, after) > 0 }
	return m.some(limit, fits, func(payment.Payment, payment.Payment) int { return 0 }), nil
}

// ListOpen implements payment.Store.
func (m *Memory) ListOpen(_ context.Context, after payment.Open, limit int) ([]payment.Payment, error) {
	fits := func(p payment.Payment) bool {
		return p.OpenSince > 0 && cmp.Or(cmp.Compare(p.OpenSince, after.Since), byKey(p.Key, after.Key)) > 0
	}
	return m.some(limit, fits, func(a, b payment.Payment) int { return cmp.Compare(a.OpenSince, b.OpenSince) }), nil
}

// Due implements payment.Store.
func (m *Memory) Due(_ context.Context, now int64, limit int) ([]payment.Payment, error) {
	fits := func(p payment.Payment) bool { return p.AskAt > 0 && p.AskAt <= now }
	return m.some(limit, fits, func(a, b payment.Payment) int { return cmp.Compare(a.AskAt, b.AskAt) }), nil
}

// AskAgain implements payment.Store.
func (m *Memory) AskAgain(_ context.Context, key payment.Key, askAt int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p, ok := m.rows[key]; ok && p.AskAt > 0 {
		p.Asks, p.AskAt = p.Asks+1, askAt
		m.rows[key] = p
	}
	return nil
}

// Missing implements payment.Store.
func (m *Memory) Missing(_ context.Context, keys []payment.Key) (missing []payment.Key, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		if _, ok := m.rows[key]; !ok {
			missing = append(missing, key)
		}
	}
	return missing, nil
}
