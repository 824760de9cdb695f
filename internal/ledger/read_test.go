package ledger_test

import (
	"fmt"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/internal/ledger"
	"rialto/internal/platform/errs"
)

func TestSellersArePagedAndNarrowed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := newStory(t, "1", "card", 0)
	s.capture()
	s.become("confirmed")
	euros := newStory(t, "2", "card", 0)
	euros.order.Currency, euros.payment.Currency = "EUR", "EUR"
	euros.capture()
	euros.become("confirmed")
	b.hear(t, append(s.events, euros.events...)...)
	seen := ""
	for cursor := ""; ; {
		page, err := b.ListSellers(t.Context(), &ledgerv1.ListSellersRequest{Cursor: cursor, Limit: 1})
		noError(t, err)
		for _, s := range page.Sellers {
			seen += fmt.Sprintf("%d %s %d; ", s.SellerId, s.Currency, s.Payable)
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if seen != "3 EUR 1800; 3 USD 1800; 4 EUR 1309; 4 USD 1309; " {
		t.Fatalf("sellers %s", seen)
	}
	one, err := b.ListSellers(t.Context(), &ledgerv1.ListSellersRequest{SellerId: 3})
	noError(t, err)
	if len(one.Sellers) != 2 || one.Sellers[1].SellerId != 3 {
		t.Fatalf("seller 3 is %v", one.Sellers)
	}
	none, err := b.ListSellers(t.Context(), &ledgerv1.ListSellersRequest{SellerId: 404})
	noError(t, err)
	if len(none.Sellers) != 0 {
		t.Fatalf("nobody is %v", none.Sellers)
	}
}

func TestForeignCursorsAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, cursor := range []string{"x", "x/USD", "-1/USD"} {
		if _, err := b.ListSellers(t.Context(), &ledgerv1.ListSellersRequest{Cursor: cursor}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("cursor %q gives %v", cursor, err)
		}
	}
	for _, cursor := range []string{"x", "book/x/1", "seller/x"} {
		if _, err := b.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("cursor %q gives %v", cursor, err)
		}
	}
	if _, err := b.ListSellers(t.Context(), &ledgerv1.ListSellersRequest{SellerId: -1}); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("a negative seller gives %v", err)
	}
}

func TestCheckFindsABookThatIsNotItsEntries(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*ledger.Book){
		"sale":      func(b *ledger.Book) { b.Total++ },
		"refunds":   func(b *ledger.Book) { b.Refunded-- },
		"payments":  func(b *ledger.Book) { b.PaidBack++ },
		"gift card": func(b *ledger.Book) { b.Gift-- },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			s := newStory(t, "1", "card", 1000)
			s.capture()
			s.spend()
			s.become("confirmed")
			s.refund(4000)
			b.hear(t, s.events...)
			if faults, facts := b.faults(t); faults != nil || facts["1"] != "book sold 0 USD" {
				t.Fatalf("a sound book: %v, %v", faults, facts)
			}
			b.store.Corrupt(keyOf("1"), spoil)
			if faults, _ := b.faults(t); len(faults) != 1 {
				t.Fatalf("faults %v", faults)
			}
		})
	}
}
