package ordertest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/order"
)

func fenced(t *testing.T, open func() order.Store) {
	s := open()
	o, old := create(t, s, 7, 1)
	taken := *old
	if mine, err := s.Claim(ctx, &taken, Epoch+9000); err != nil || !mine {
		t.Fatalf("claim: %v, %v", mine, err)
	}
	old.Step = "authorize"
	if err := s.Advance(ctx, old); !errors.Is(err, order.ErrFenced) {
		t.Fatalf("advance: %v", err)
	}
	if _, err := s.Update(ctx, 7, o.ID, old, confirm); !errors.Is(err, order.ErrFenced) {
		t.Fatalf("update: %v", err)
	}
	if got := get(t, s, o); got.Status != order.Pending {
		t.Fatalf("a fenced worker confirmed the order")
	}
	if saga, _ := s.SagaOf(ctx, old.SagaKey()); saga.Step != "reserve" || saga.Attempt != 2 {
		t.Fatalf("a fenced worker moved the saga: %+v", saga)
	}
}

func claims(t *testing.T, open func() order.Store) {
	stores := []order.Store{open(), open()}
	create(t, stores[0], 7, 1)
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			due, err := stores[i%2].Due(ctx, Epoch+5000, 10)
			if err != nil {
				t.Errorf("due: %v", err)
			}
			for _, s := range due {
				if mine, err := stores[i%2].Claim(ctx, s, Epoch+99_000); err != nil {
					t.Errorf("claim: %v", err)
				} else if mine {
					won.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d workers hold the saga", won.Load())
	}
}

func staysDone(t *testing.T, open func() order.Store) {
	s := open()
	o, saga := create(t, s, 7, 1)
	before := *saga
	saga.State = order.Done
	if _, err := s.Update(ctx, 7, o.ID, saga, confirm); err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(ctx, &before); !errors.Is(err, order.ErrFenced) {
		t.Errorf("advance: %v", err)
	}
	if _, err := s.Update(ctx, 7, o.ID, &before, confirm); !errors.Is(err, order.ErrFenced) {
		t.Errorf("update: %v", err)
	}
	if got := get(t, s, o); got.Version != 2 {
		t.Errorf("confirmed again: version %d", got.Version)
	}
	if row, err := s.SagaOf(ctx, saga.SagaKey()); err != nil || row.State != order.Done {
		t.Errorf("the saga is %+v, %v", row, err)
	}
}

func renewed(t *testing.T, open func() order.Store) {
	s := open()
	_, saga := create(t, s, 7, 1)
	due, err := s.Due(ctx, Epoch+5000, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	saga.DueAt = Epoch + 9000
	if err := s.Advance(ctx, saga); err != nil {
		t.Fatal(err)
	}
	if mine, err := s.Claim(ctx, due[0], Epoch+99_000); mine || err != nil {
		t.Fatalf("taken from a worker that is alive: %v, %v", mine, err)
	}
}

func keepsLog(t *testing.T, open func() order.Store) {
	s := open()
	_, saga := create(t, s, 7, 1)
	saga.Log = append(saga.Log, order.LogEntry{At: 2, Step: "authorize", What: "begin"}, order.LogEntry{At: 3, Step: "authorize", What: "no answer"})
	saga.Data.Allocations = []order.Allocation{{ProductID: 11, SellerID: 1, WarehouseID: 3, Quantity: 2}}
	if err := s.Advance(ctx, saga); err != nil {
		t.Fatal(err)
	}
	s.Claim(ctx, saga, Epoch)
	saga.Log = append(saga.Log, order.LogEntry{At: 4, Step: "commit", What: "begin"})
	if err := s.Advance(ctx, saga); err != nil {
		t.Fatal(err)
	}
	got, err := open().SagaOf(ctx, saga.SagaKey())
	if err != nil || len(got.Log) != 4 || got.Log[2].What != "no answer" || got.Log[3].Step != "commit" ||
		got.Data.Token != "tok_approve" || got.Data.Allocations[0].WarehouseID != 3 {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func due(t *testing.T, open func() order.Store) {
	s := open()
	for n := range 4 {
		create(t, s, 7, n+1)
	}
	_, ended := create(t, s, 7, 5)
	ended.State = order.Done
	if err := s.Advance(ctx, ended); err != nil {
		t.Fatal(err)
	}
	got, err := s.Due(ctx, Epoch+1003, 10)
	if err != nil || len(got) != 3 || got[0].DueAt > got[2].DueAt {
		t.Fatalf("%d due, %v; want the first three", len(got), err)
	}
	if got, _ = s.Due(ctx, Epoch+9999, 2); len(got) != 2 {
		t.Fatalf("limit 2 gave %d", len(got))
	}
	if all, err := s.Sagas(ctx, "", 10); err != nil || len(all) != 4 || len(all[0].Log) != 1 {
		t.Fatalf("%d sagas going, %v", len(all), err)
	}
}

func wakes(t *testing.T, open func() order.Store) {
	s := open()
	for n, state := range []order.SagaState{order.Waiting, order.NeedsPerson, order.Running, order.Done} {
		_, saga := create(t, s, 7, n+1)
		saga.State, saga.DueAt = state, Epoch+1_000_000
		if err := s.Advance(ctx, saga); err != nil {
			t.Fatal(err)
		}
		if err := s.Wake(ctx, saga.SagaKey(), Epoch); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Wake(ctx, order.SagaKey{UserID: 1, OrderID: "404", Kind: order.Placing}, Epoch); err != nil {
		t.Fatalf("a missing saga: %v", err)
	}
	got, err := s.Due(ctx, Epoch, 10)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d due, %v; want the waiting one and the one that needed a person", len(got), err)
	}
}

func startsOnce(t *testing.T, open func() order.Store) {
	s := open()
	_, saga := create(t, s, 7, 1)
	cancel := &order.Saga{UserID: 7, OrderID: saga.OrderID, Kind: order.Canceling, State: order.Running, Step: "stock", Attempt: 1}
	var started atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c := *cancel
			ok, err := s.StartSaga(ctx, &c)
			if err != nil {
				t.Errorf("start: %v", err)
			}
			if ok {
				started.Add(1)
			}
		})
	}
	wg.Wait()
	if started.Load() != 1 {
		t.Fatalf("started %d times", started.Load())
	}
}
