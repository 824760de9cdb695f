package ordertest

import (
	"fmt"
	"sync"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
)

func cancel(t *testing.T, s order.Store, o *order.Order) {
	t.Helper()
	_, err := s.Update(ctx, o.UserID, o.ID, nil, func(o *order.Order) error { return o.MoveTo(order.Canceled, "order.canceled", Epoch) })
	if err != nil {
		t.Fatal(err)
	}
}

// staysJoined: whichever way a key joined, it never opens an order of its own, whatever became of the one that it joined.
func staysJoined(t *testing.T, open func() order.Store) {
	first, _ := create(t, open(), 7, 1)
	late, saga := Sample(7, 2)
	late.IdempotencyKey, late.QuoteID, late.RequestHash = "created", first.QuoteID, "hash of created"
	if known, err := open().Create(ctx, late, saga); err != nil || known == nil || known.Hash != "hash of created" {
		t.Fatalf("joined by creating: %+v, %v", known, err)
	}
	if known, err := open().Join(ctx, 7, "joined", "hash of joined", first.QuoteID); err != nil || known.ID != first.ID {
		t.Fatalf("joined: %+v, %v", known, err)
	}
	cancel(t, open(), first)
	for _, key := range []string{"created", "joined"} {
		known, err := open().ByKey(ctx, 7, key)
		if err != nil || known.ID != first.ID || known.Hash != "hash of "+key || known.Status != order.Canceled || len(known.Items) != 2 {
			t.Errorf("key %s: %+v, %v", key, known, err)
		}
		late.IdempotencyKey, late.RequestHash = key, "another hash"
		if known, err = open().Create(ctx, late, saga); err != nil || known == nil || known.ID != first.ID || known.Hash != "hash of "+key {
			t.Errorf("created again with key %s: %+v, %v", key, known, err)
		}
		if known, err = open().Join(ctx, 7, key, "another hash", "another quote"); err != nil || known.ID != first.ID || known.Hash != "hash of "+key {
			t.Errorf("joined again with key %s: %+v, %v", key, known, err)
		}
		if _, err := open().ByKey(ctx, 8, key); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("another user's key %s: %v", key, err)
		}
	}
	late.IdempotencyKey = "a new key"
	if known, err := open().Create(ctx, late, saga); err != nil || known != nil {
		t.Errorf("a new key for the quote: %+v, %v", known, err)
	}
}

func joinsOnce(t *testing.T, open func() order.Store) {
	stores := []order.Store{open(), open()}
	first, _ := create(t, stores[0], 7, 1)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			o, saga := Sample(7, 10+i)
			o.ID, o.IdempotencyKey, o.QuoteID = commerce.OrderID(fmt.Sprint(100+i)), "joining", first.QuoteID
			if known, err := stores[i%2].Create(ctx, o, saga); err != nil || known == nil || known.ID != first.ID {
				t.Errorf("create: %+v, %v", known, err)
			}
		})
	}
	wg.Wait()
	if known, err := stores[0].ByKey(ctx, 7, "joining"); err != nil || known.ID != first.ID {
		t.Errorf("the key knows %+v, %v", known, err)
	}
}
