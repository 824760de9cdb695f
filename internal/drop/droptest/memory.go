package droptest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"rialto/internal/commerce"
	"rialto/internal/drop"
)

// Memory is a drop.Store in memory. It passes TestStore.
type Memory struct {
	mu      sync.Mutex
	drops   map[dropKey]*drop.Drop
	latest  map[commerce.ProductID]drop.ID
	tickets map[dropKey]map[commerce.UserID]drop.Ticket
	places  map[dropKey]map[drop.Place]bool
	takes   map[takeKey]*take
	takers  map[drop.TakerKey]*counter
	reads   int
}

type dropKey struct {
	product commerce.ProductID
	id      drop.ID
}

type takeKey struct {
	product commerce.ProductID
	order   commerce.OrderID
}

type take struct {
	drop.Take
	drop  drop.ID
	state drop.State
}

type counter struct{ taken, limit int64 }

var _ drop.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		drops: map[dropKey]*drop.Drop{}, latest: map[commerce.ProductID]drop.ID{},
		tickets: map[dropKey]map[commerce.UserID]drop.Ticket{}, places: map[dropKey]map[drop.Place]bool{},
		takes: map[takeKey]*take{}, takers: map[drop.TakerKey]*counter{},
	}
}

// Reads returns how often the store was asked for drops or tickets.
func (m *Memory) Reads() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads
}

// Miscount adds to a buyer's counter behind the service's back.
func (m *Memory) Miscount(key drop.TakerKey, by int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.takers[key].taken += by
}

// current returns the product's newest drop; nil if it never had one.
func (m *Memory) current(product commerce.ProductID) *drop.Drop {
	return m.drops[dropKey{product, m.latest[product]}]
}

// Create implements drop.Store.
func (m *Memory) Create(_ context.Context, d drop.Drop, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.current(d.Product); old != nil && old.OverAt() > at {
		return drop.ErrDropExists
	}
	m.latest[d.Product] = d.ID
	m.drops[dropKey{d.Product, d.ID}] = &d
	return nil
}

// Update implements drop.Store.
func (m *Memory) Update(_ context.Context, d drop.Drop, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.current(d.Product)
	if old == nil || old.ID != d.ID || old.OverAt() <= at || (old.StartsAt != d.StartsAt && old.StartsAt <= at) {
		return drop.ErrNoDrop
	}
	old.StartsAt, old.EndsAt, old.Limit, old.Waiting = d.StartsAt, d.EndsAt, d.Limit, d.Waiting
	return nil
}

// End implements drop.Store.
func (m *Memory) End(_ context.Context, product commerce.ProductID, at int64) (drop.Drop, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.current(product)
	if d == nil {
		return drop.Drop{}, drop.ErrNoDrop
	}
	if d.OverAt() > at {
		d.EndedAt = at
	}
	return *d, nil
}

// Live implements drop.Store.
func (m *Memory) Live(_ context.Context, at int64) (found []drop.Drop, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	for _, d := range m.drops {
		if d.OverAt() > at {
			found = append(found, *d)
		}
	}
	return found, nil
}

// List implements drop.Store.
func (m *Memory) List(_ context.Context, limit int) ([]drop.Drop, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []drop.Drop
	for _, d := range m.drops {
		found = append(found, *d)
	}
	slices.SortFunc(found, func(a, b drop.Drop) int { return cmp.Compare(b.ID, a.ID) })
	return found[:min(limit, len(found))], nil
}

// Ticket implements drop.Store.
func (m *Memory) Ticket(_ context.Context, product commerce.ProductID, id drop.ID, user commerce.UserID) (drop.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	t, found := m.tickets[dropKey{product, id}][user]
	if !found {
		return drop.Ticket{}, drop.ErrNoTicket
	}
	return t, nil
}

// Join implements drop.Store.
func (m *Memory) Join(_ context.Context, t drop.Ticket) (drop.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := dropKey{t.Product, t.Drop}
	if mine, found := m.tickets[key][t.User]; found {
		return mine, nil
	}
	if m.tickets[key] == nil {
		m.tickets[key], m.places[key] = map[commerce.UserID]drop.Ticket{}, map[drop.Place]bool{}
	}
	if m.places[key][t.Place] {
		return drop.Ticket{}, drop.ErrPlaceTaken
	}
	m.tickets[key][t.User], m.places[key][t.Place] = t, true
	return t, nil
}

// Advance implements drop.Store.
func (m *Memory) Advance(_ context.Context, d drop.Drop, n int, movedAt, now int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.drops[dropKey{d.Product, d.ID}]
	var waiting []drop.Place
	for _, t := range m.tickets[dropKey{d.Product, d.ID}] {
		if t.Place > d.AdmittedTo {
			waiting = append(waiting, t.Place)
		}
	}
	if len(waiting) == 0 || row == nil || row.MovedAt != d.MovedAt || row.AdmittedTo != d.AdmittedTo {
		return 0, nil
	}
	slices.Sort(waiting)
	if len(waiting) < n {
		n, movedAt = len(waiting), now
	}
	row.AdmittedTo, row.MovedAt = waiting[n-1], movedAt
	return n, nil
}

// Tally implements drop.Store.
func (m *Memory) Tally(_ context.Context, d drop.Drop) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.drops[dropKey{d.Product, d.ID}]
	row.Joined, row.Early, row.Admitted = 0, 0, 0
	for _, t := range m.tickets[dropKey{d.Product, d.ID}] {
		row.Joined++
		if t.Place.Early() {
			row.Early++
		}
		if t.Place <= row.AdmittedTo {
			row.Admitted++
		}
	}
	return nil
}

// PageDrops implements drop.Store.
func (m *Memory) PageDrops(_ context.Context, product commerce.ProductID, id drop.ID, limit int) ([]drop.DropCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b dropKey) int { return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.id, b.id)) }
	var page []drop.DropCount
	for _, key := range slices.SortedFunc(maps.Keys(m.drops), order) {
		if order(key, dropKey{product, id}) <= 0 || len(page) == limit {
			continue
		}
		row := drop.DropCount{Drop: *m.drops[key]}
		for at, c := range m.takers {
			if at.Product == key.product && at.Drop == key.id {
				add(&row.Counted, at.Kind, c.taken)
			}
		}
		for _, t := range m.takes {
			if t.Product == key.product && t.drop == key.id && t.state != drop.StateGiven {
				for _, b := range t.Buyers() {
					add(&row.Live, b.Kind, t.Quantity)
				}
			}
		}
		page = append(page, row)
	}
	return page, nil
}

func add(u *drop.Units, kind string, n int64) {
	switch kind {
	case drop.KindUser:
		u.User += n
	case drop.KindPayment:
		u.Payment += n
	case drop.KindAddress:
		u.Address += n
	}
}

// PageTakers implements drop.Store.
func (m *Memory) PageTakers(_ context.Context, after drop.TakerKey, limit int) ([]drop.TakerCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b drop.TakerKey) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.Drop, b.Drop), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Who, b.Who))
	}
	var page []drop.TakerCount
	for _, key := range slices.SortedFunc(maps.Keys(m.takers), order) {
		if order(key, after) <= 0 || len(page) == limit {
			continue
		}
		row := drop.TakerCount{TakerKey: key, Taken: m.takers[key].taken, Max: m.takers[key].limit}
		for _, t := range m.takes {
			if t.Product == key.Product && t.drop == key.Drop && t.state != drop.StateGiven && slices.Contains(t.Buyers(), key.Buyer) {
				row.Live += t.Quantity
			}
		}
		page = append(page, row)
	}
	return page, nil
}
