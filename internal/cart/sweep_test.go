package cart_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/cart"
)

// sweeping runs a scenario with the sweep running, on synctest's clock.
func sweeping(t *testing.T, scenario func(t *testing.T, b *bundle)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := setupWith(t, cart.Config{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		scenario(t, b)
		stop()
		if err := <-ended; err != nil {
			t.Fatalf("run ended with %v", err)
		}
	})
}

func TestCartsAreKeptForThirtyDaysAfterTheirLastChange(t *testing.T) {
	t.Parallel()
	sweeping(t, func(t *testing.T, b *bundle) {
		b.add(t, user, kettle, 1)
		b.add(t, guest, kettle, 1)
		time.Sleep(20 * 24 * time.Hour)
		b.add(t, user, teapot, 1)
		b.get(t, guest) // a look is not a change
		time.Sleep(10*24*time.Hour + 2*time.Minute)
		wantItems(t, b.get(t, guest), "")
		wantItems(t, b.get(t, user), "17/3×1 18/3×1")
		time.Sleep(20 * 24 * time.Hour)
		wantItems(t, b.get(t, user), "")
	})
}

func TestTheSweepFinishesAMergeThatNobodyAsksForAgain(t *testing.T) {
	t.Parallel()
	for _, interrupted := range []int{1, 2} {
		sweeping(t, func(t *testing.T, b *bundle) {
			b.add(t, user, kettle, 2)
			b.add(t, guest, kettle, 3)
			b.store.FailAfter(interrupted, errLost)
			if _, err := merge(b, t); !errors.Is(err, errLost) {
				t.Fatalf("merge: %v", err)
			}
			time.Sleep(90 * time.Second) // a sweep fails meanwhile, and is not the last one
			b.store.FailAfter(-1, nil)
			time.Sleep(2 * time.Minute)
			wantItems(t, b.get(t, user), "17/3×5")
			wantItems(t, mustMerge(t, b), "17/3×5")
		})
	}
}
