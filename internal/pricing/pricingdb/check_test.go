package pricingdb_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingdb"
	"rialto/internal/pricing/pricingtest"
)

// planted is one stored quote and one coupon with a held redemption, and the service that checks them.
type planted struct {
	db  *sqldb.DB
	svc *pricing.Service
}

func plant(t *testing.T, db *sqldb.DB) planted {
	t.Helper()
	store := pricingdb.New(db)
	_, err := store.SaveQuote(t.Context(), pricingtest.SampleQuote(7, "planted"))
	noError(t, err)
	coupon := pricingtest.SampleCoupon(5, 2)
	coupon.MaxPerUser = 1
	noError(t, store.CreateCoupon(t.Context(), coupon))
	_, err = store.Reserve(t.Context(), pricing.Redemption{Coupon: 5, User: 7, Order: "1"}, 1)
	noError(t, err)
	svc, err := pricing.New(pricing.Config{}, store, nil, nil, pricing.Deps{Now: time.Now})
	noError(t, err)
	return planted{db, svc}
}

func (p planted) exec(t *testing.T, query string) error {
	t.Helper()
	return p.db.Write(t.Context(), func(tx sqldb.Tx) error {
		_, err := tx.Exec(query)
		return err
	})
}

func (p planted) invariants(t *testing.T) (found []string) {
	t.Helper()
	for _, cursor := range []string{"", "coupon/0", "user/0/0", "redemption/0/"} {
		resp, err := p.svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		noError(t, err)
		for _, v := range resp.Violations {
			found = append(found, v.Invariant)
		}
	}
	return found
}

func TestCheckStatesQuotesAndRedemptions(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, pricingdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		p := plant(t, open())
		noError(t, p.exec(t, `INSERT INTO redemptions (coupon_id, order_id, user_id, state, created_at, updated_at) VALUES (5, '0', 8, 'released', 1, 1)`))
		var facts []string
		for _, cursor := range []string{"", "redemption/0/"} {
			resp, err := p.svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
			noError(t, err)
			for _, f := range resp.GetFacts() {
				facts = append(facts, fmt.Sprintf("%s of %d: %s %s%s", f.GetKind(), f.GetUserId(), f.GetId(), f.GetOrderId(), f.GetStatus()))
			}
		}
		want := []string{"quote of 7: planted ", "coupon of 8: 5 0released", "coupon of 7: 5 1held"}
		if !slices.Equal(facts, want) {
			t.Errorf("facts %q, want %q", facts, want)
		}
		resp, err := p.svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: "redemption/5/0", Limit: 1})
		if err != nil || len(resp.GetFacts()) != 1 || resp.GetNextCursor() != "redemption/5/1" {
			t.Errorf("the second page: %v, %v", resp, err)
		}
	})
}

func TestCheckFindsWhatSomebodyChangedInTheRows(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, pricingdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		p := plant(t, open())
		if found := p.invariants(t); found != nil {
			t.Fatalf("sound rows are accused of %v", found)
		}
		for _, c := range []struct{ spoil, mend, invariant string }{
			{`UPDATE quotes SET tax = tax + 1, total = total + 1`, `UPDATE quotes SET tax = tax - 1, total = total - 1`, "I11"},
			{`UPDATE quotes SET body = '!' || body`, `UPDATE quotes SET body = SUBSTR(body, 2)`, "I11"},
			{`UPDATE coupons SET redeemed = redeemed + 1`, `UPDATE coupons SET redeemed = redeemed - 1`, "I25"},
			{`UPDATE coupon_users SET used = 0`, `UPDATE coupon_users SET used = 1`, "I25"},
			{`UPDATE coupon_users SET user_id = 8`, `UPDATE coupon_users SET user_id = 7`, "I25"},
			{`UPDATE redemptions SET user_id = 8`, `UPDATE redemptions SET user_id = 7`, "I25"},
			{`UPDATE redemptions SET state = 'released'`, `UPDATE redemptions SET state = 'held'`, "I25"},
		} {
			noError(t, p.exec(t, c.spoil))
			if found := p.invariants(t); len(found) == 0 || found[0] != c.invariant {
				t.Fatalf("%s: found %v, want %s", c.spoil, found, c.invariant)
			}
			noError(t, p.exec(t, c.mend))
		}
		if found := p.invariants(t); found != nil {
			t.Fatalf("mended rows are accused of %v", found)
		}
	})
}

func TestTheDatabaseItselfRefusesSumsThatDoNotAddUp(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, pricingdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		p := plant(t, open())
		for _, query := range []string{
			`UPDATE quotes SET total = total + 1`,
			`UPDATE quotes SET discount = subtotal + 1, total = tax + shipping - 1`,
			`UPDATE coupons SET redeemed = 3`,
			`UPDATE coupons SET redeemed = -1`,
			`UPDATE redemptions SET state = 'lost'`,
			`UPDATE coupon_users SET used = 2`,
			`UPDATE coupon_users SET used = -1`,
		} {
			if err := p.exec(t, query); !sqldb.IsCheck(err) {
				t.Errorf("%s: %v, want a violated CHECK", query, err)
			}
		}
	})
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
