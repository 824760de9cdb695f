// Package verify proves that the shop tells the truth: it walks what every room says of its own books and joins what
// only two rooms together can judge. It owns nothing and changes nothing.
//
// The idea: "always" holds inside one database, so what a room finds wrong by itself counts at once. Between databases
// things are true only when an order is quiet, and no single moment shows all of them. So an order about which two rooms
// disagree is read again after a grace, and only the same disagreement, seen twice, with no saga still at work, is a
// violation. Clean books take one reading and no waiting.
//
// It asks every room's Check (orders, inventory, payment and the gateway's own ledger, gift cards, the ledger, pricing,
// drops, fulfillment, notification), page by page. Memory: one account of about 250 bytes an order, 100 a quote. It publishes nothing, repairs nothing,
// and leaves the exit status to its caller.
package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
)

// Checker is the part of a room that speaks of its books.
type Checker interface {
	Check(context.Context, *checkv1.CheckRequest) (*checkv1.CheckResponse, error)
}

// Rooms are those that are checked. All must be there.
type Rooms struct {
	Order, Inventory, Payment, GiftCards, Ledger, Pricing, Drops, Fulfillment, Notification Checker
}

// room is one of them by name.
type room struct {
	name string
	Checker
}

// list returns the rooms in the order in which they are read. Orders come last: an order that changes while its neighbours
// are read is then seen to be in motion, or at least to be newer.
func (r Rooms) list() []room {
	return []room{
		{"inventory", r.Inventory}, {"ledger", r.Ledger}, {"payment", r.Payment}, {"giftcard", r.GiftCards}, {"pricing", r.Pricing},
		{"drop", r.Drops}, {"fulfillment", r.Fulfillment}, {"notification", r.Notification}, {"order", r.Order},
	}
}

// Options say how to judge.
type Options struct {
	// Grace is how long to wait before a disagreement between rooms is read again. Default 10 s.
	Grace time.Duration
	// Offline says that nothing runs: nobody sweeps holds or works off events, so what is merely late is not judged, and
	// there is nothing to wait for.
	Offline bool
	// Keep is how many violations of an invariant are described; all are counted. Default 20.
	Keep int
	// Now is the clock. Default time.Now.
	Now func() time.Time
}

const (
	defaultGrace = 10 * time.Second
	defaultKeep  = 20
)

// Run checks everything. Its error says that the books could not be read; what is wrong in them is in the report.
func Run(ctx context.Context, rooms Rooms, o Options) (*Report, error) {
	o.Grace, o.Keep = cmp.Or(o.Grace, defaultGrace), cmp.Or(o.Keep, defaultKeep)
	if o.Now == nil {
		o.Now = time.Now
	}
	report := newReport(o)
	books := newBooks(nil)
	for _, r := range rooms.list() {
		if r.Checker == nil {
			return nil, fmt.Errorf("room %s is not there to be checked", r.name)
		}
		if err := walk(ctx, r, report.read, books.enter); err != nil {
			return nil, err
		}
	}
	report.examined(books)
	if err := join(ctx, rooms, books, o, report); err != nil {
		return nil, err
	}
	report.close(o.Now())
	return report, nil
}

// join finds what two rooms say differently, reads it again and reports what remains.
func join(ctx context.Context, rooms Rooms, books *books, o Options, report *Report) error {
	first := books.suspects(o)
	if len(first) == 0 {
		return nil
	}
	if !o.Offline {
		report.Reread = int64(len(first))
		if err := wait(ctx, o.Grace); err != nil {
			return err
		}
		books = newBooks(first)
		for _, r := range rooms.list() {
			if err := walk(ctx, r, books.enter); err != nil {
				return fmt.Errorf("read again: %w", err)
			}
		}
	}
	books.confirm(first, o, report)
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait before reading again: %w", context.Cause(ctx))
	}
}

// pageSize is how many rows a room is asked for at a time.
const pageSize = 1000

// walk reads a room to its end.
func walk(ctx context.Context, r room, each ...func(room string, page *checkv1.CheckResponse)) error {
	cursor := ""
	for {
		page, err := r.Check(ctx, &checkv1.CheckRequest{Cursor: cursor, Limit: pageSize})
		if err != nil {
			return fmt.Errorf("check %s: %w", r.name, err)
		}
		for _, f := range each {
			f(r.name, page)
		}
		switch next := page.GetNextCursor(); next {
		case "":
			return nil
		case cursor:
			return fmt.Errorf("check %s: %w at %q", r.name, errStuck, cursor)
		default:
			cursor = next
		}
	}
}

var errStuck = errors.New("the room gives the same page for ever")
