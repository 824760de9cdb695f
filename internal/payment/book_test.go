package payment_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
)

// permutations returns every order of the items.
func permutations(items []string) (all [][]string) {
	if len(items) <= 1 {
		return [][]string{items}
	}
	for i, first := range items {
		rest := slices.Concat(items[:i], items[i+1:])
		for _, tail := range permutations(rest) {
			all = append(all, append([]string{first}, tail...))
		}
	}
	return all
}

// Whatever tells about one payment, and in whatever order, twice or once: the end is the gateway's truth.
func TestEveryOrderOfAnswersLookupsAndWebhooksEndsInOneState(t *testing.T) {
	t.Parallel()
	for _, end := range []payment.ChargeState{payment.ChargeAuthorized, payment.ChargeDeclined, payment.ChargeVoided} {
		for _, order := range permutations([]string{"webhook a", "webhook b", "look-up", "same key", "webhook a again"}) {
			t.Run(fmt.Sprintf("%s by %s", end, strings.Join(order, ", ")), func(t *testing.T) {
				b := newBench(t)
				b.gateway.Script("authorize", paymenttest.FailAfter)
				want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_3ds")))
				for i, step := range order {
					if i == 2 { // the buyer decides while the news is on its way
						b.gateway.Decide(b.key, end, "authentication_failed")
					}
					b.hear(t, step)
				}
				want(t, payment.Status(end))(b.Get(t.Context(), theOrder()))
				told := b.store.Events(b.key)
				if n := int64(len(told)); n < 2 || told[n-1].GetVersion() != n {
					t.Fatalf("told %v", told)
				}
			})
		}
	}
}

func (b *bench) hear(t *testing.T, step string) {
	t.Helper()
	var err error
	switch step {
	case "webhook a", "webhook a again":
		b.notify(t, "evt_a")
	case "webhook b":
		b.notify(t, "evt_b")
	case "look-up":
		_, err = b.Refresh(t.Context(), theOrder())
	case "same key":
		_, err = b.Authorize(t.Context(), request("tok_3ds"))
	default:
		t.Fatalf("no such step: %s", step)
	}
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
}

// Capture against void, with every pair of faults and callers at once: the books agree with the gateway and no money is
// taken for an order that was voided.
func TestCaptureAndVoidAtOnceLeaveNoMoneyBehind(t *testing.T) {
	t.Parallel()
	faults := []paymenttest.Fault{paymenttest.None, paymenttest.FailBefore, paymenttest.FailAfter}
	for _, captureFault := range faults {
		for _, voidFault := range faults {
			t.Run(fmt.Sprintf("capture %d void %d", captureFault, voidFault), func(t *testing.T) {
				t.Parallel()
				for range 20 {
					b := newBench(t)
					b.authorized(t)
					b.gateway.Script("capture", captureFault)
					b.gateway.Script("void", voidFault)
					var both sync.WaitGroup
					both.Go(func() { b.Capture(t.Context(), theOrder()) })
					both.Go(func() { b.Void(t.Context(), theOrder()) })
					both.Wait()
					p, err := b.Void(t.Context(), theOrder())
					c := b.charge(t)
					if err != nil || p.GetCaptured() != p.GetRefunded() || c.Captured != c.Refunded || string(c.State) != p.GetStatus() {
						t.Fatalf("payment %v, %v; charge %+v", p, err, c)
					}
				}
			})
		}
	}
}

func TestManyCallersAuthorizeOneOrderOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.gateway.Script("authorize", paymenttest.FailAfter, paymenttest.FailBefore, paymenttest.FailAfter)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, err := b.Authorize(t.Context(), request("tok_approve")); err != nil {
				t.Errorf("authorise: %v", err)
			}
		})
	}
	all.Wait()
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), request("tok_approve")))
	charges, _, err := b.gateway.Charges(t.Context(), "", 10)
	if err != nil || len(charges) != 1 {
		t.Fatalf("charges %v, %v", charges, err)
	}
}
