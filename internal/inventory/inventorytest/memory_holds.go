package inventorytest

import (
	"context"

	"rialto/internal/inventory"
)

// Met implements inventory.Store.
func (m *Memory) Met(_ context.Context, c inventory.Claim) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.barriers[barrier{orderProduct{c.ProductID, c.OrderID}, "reserve"}], nil
}

// Reserve implements inventory.Store.
func (m *Memory) Reserve(ctx context.Context, h inventory.Hold) (out []inventory.Allocation, err error) {
	err = m.write(ctx, func() error {
		out, err = m.reserve(h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (m *Memory) reserve(h inventory.Hold) (out []inventory.Allocation, err error) {
	if !m.meet(h.Claim, "reserve") {
		return inventory.Repeat(h, m.of(h.Claim))
	}
	for _, line := range h.Lines {
		plan, ok := inventory.Plan(m.rows(line.ProductID), line, h.Ranking)
		if !ok {
			return nil, &inventory.Short{ProductID: line.ProductID, Rows: m.rows(line.ProductID)}
		}
		if err := m.take(h, plan); err != nil {
			return nil, err
		}
		out = append(out, plan...)
	}
	return out, nil
}

// ReserveAll implements inventory.Store.
func (m *Memory) ReserveAll(ctx context.Context, holds []inventory.Hold) (answers []inventory.Answer, left []inventory.Stock, err error) {
	for _, h := range holds {
		got, err := m.Reserve(ctx, h)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		answers = append(answers, inventory.Answer{Allocations: got, Err: err})
	}
	if len(holds) > 0 {
		left, err = m.Stock(ctx, holds[0].ProductID)
	}
	return answers, left, err
}

// Packs implements inventory.Store.
func (m *Memory) Packs() bool { return false }

func (m *Memory) take(h inventory.Hold, plan []inventory.Allocation) error {
	for _, a := range plan {
		s := m.stock[a.Place]
		s.Reserved += a.Quantity
		if _, err := m.put(s, inventory.KindReserved, a.Quantity, h.OrderID, h.At); err != nil {
			return err
		}
		m.keep(inventory.Reservation{
			Place: a.Place, OrderID: h.OrderID, UserID: h.UserID, Quantity: a.Quantity, State: inventory.Held, Deadline: h.Deadline,
		})
	}
	return nil
}

// end moves a claim's reservations from one state to a final one and gives back what was not shipped.
func (m *Memory) end(c inventory.Claim, from, to inventory.State, at int64) (freed bool, err error) {
	for _, r := range m.of(c) {
		if r.State != from {
			continue
		}
		units := r.Live()
		r.State = to
		m.keep(r)
		s := m.stock[r.Place]
		s.Reserved -= units
		if _, err := m.put(s, inventory.KindReleased, units, c.OrderID, at); err != nil {
			return false, err
		}
		freed = true
	}
	return freed, nil
}

// Release implements inventory.Store.
func (m *Memory) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (freed bool, err error) {
	err = m.write(ctx, func() (err error) {
		if !m.meet(c, "reserve") {
			freed, err = m.end(c, inventory.Held, to, at)
		}
		return err
	})
	return freed, err
}

// Extend implements inventory.Store.
func (m *Memory) Extend(ctx context.Context, c inventory.Claim, deadline, at int64) error {
	return m.write(ctx, func() error {
		for _, r := range m.of(c) {
			if r.State == inventory.Held && r.Deadline < deadline {
				r.Deadline = deadline
				m.keep(r)
			}
		}
		return nil
	})
}

// Commit implements inventory.Store.
func (m *Memory) Commit(ctx context.Context, c inventory.Claim, at int64) error {
	return m.write(ctx, func() error {
		rows, held := m.of(c), false
		for _, r := range rows {
			if r.State == inventory.Held {
				held, r.State = true, inventory.Committed
				m.keep(r)
			}
		}
		if held {
			return nil
		}
		return inventory.Recommit(rows)
	})
}

// Cancel implements inventory.Store.
func (m *Memory) Cancel(ctx context.Context, c inventory.Claim, at int64) (out []inventory.Reservation, err error) {
	err = m.write(ctx, func() error {
		if _, err := m.end(c, inventory.Committed, inventory.Canceled, at); err != nil {
			return err
		}
		out = m.of(c)
		return nil
	})
	return out, err
}

// Return implements inventory.Store.
func (m *Memory) Return(ctx context.Context, c inventory.Claim, from inventory.Place, at int64) error {
	return m.write(ctx, func() error {
		for _, r := range m.of(c) {
			if r.Place != from || r.State != inventory.Consumed {
				continue
			}
			r.State, r.Shipped = inventory.Canceled, 0
			m.keep(r)
			s := m.stock[from]
			s.Available += r.Quantity
			_, err := m.put(s, inventory.KindReturned, r.Quantity, c.OrderID, at)
			return err
		}
		return nil
	})
}

// Consume implements inventory.Store.
func (m *Memory) Consume(ctx context.Context, c inventory.Claim, shipment string, parts []inventory.Allocation, at int64) error {
	return m.write(ctx, func() error {
		if shipment != "" && !m.meet(c, "consume:"+shipment) {
			return nil
		}
		for _, p := range parts {
			if err := m.ship(c, shipment, p, at); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *Memory) ship(c inventory.Claim, shipment string, p inventory.Allocation, at int64) error {
	rows := m.of(c)
	for _, r := range rows {
		left := r.Quantity - r.Shipped
		if r.Place != p.Place || r.State != inventory.Committed || p.Quantity > left || (shipment == "" && p.Quantity != left) {
			continue
		}
		r.Shipped += p.Quantity
		if r.Shipped == r.Quantity {
			r.State = inventory.Consumed
		}
		m.keep(r)
		s := m.stock[r.Place]
		s.Available, s.Reserved = s.Available-p.Quantity, s.Reserved-p.Quantity
		_, err := m.put(s, inventory.KindShipped, p.Quantity, c.OrderID, at)
		return err
	}
	return inventory.Unconsumed(rows, p, shipment)
}
