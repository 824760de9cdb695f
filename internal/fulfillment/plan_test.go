package fulfillment

import (
	"testing"
	"time"
)

func TestAPlanIsInOrderAndKeepsThePromise(t *testing.T) {
	t.Parallel()
	opened := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixMicro()
	steps := []Step{PickStep, HandOverStep, InTransitStep, OutForDeliveryStep, DeliverStep}
	for _, promise := range []time.Duration{16 * time.Hour, 24 * time.Hour, 5 * 24 * time.Hour} {
		for _, speed := range []float64{0.5, 1, 60, 3600, maxSpeed} {
			plan := newPlan(opened, opened+promise.Microseconds(), speed)
			before := opened
			for _, step := range steps {
				if plan[step] <= before {
					t.Errorf("promise %s, speed %v: %s at %d, not after %d", promise, speed, step, plan[step], before)
				}
				before = plan[step]
			}
			if took := time.Duration(float64(before-opened)*speed) * time.Microsecond; took > promise {
				t.Errorf("promise %s, speed %v: delivered after %s", promise, speed, took)
			}
		}
	}
}

func TestAPromiseThatIsMissingOrPastStillGivesTimeToTravel(t *testing.T) {
	t.Parallel()
	opened := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixMicro()
	for _, deliverBy := range []int64{0, opened - 1, opened + 1} {
		plan := newPlan(opened, deliverBy, 1)
		if got := time.Duration(plan[DeliverStep]-plan[HandOverStep]) * time.Microsecond; got < 10*time.Hour {
			t.Errorf("deliver by %d: travels %s", deliverBy, got)
		}
	}
}

func TestNoSpeedNoPlan(t *testing.T) {
	t.Parallel()
	sh := Shipment{Plan: newPlan(1_000, 2_000, 0)}.awaiting(PickStep)
	if sh.Plan != nil || sh.DueAt != 0 || sh.Next != PickStep {
		t.Fatalf("got %+v", sh)
	}
}

func TestPausesGrowUpToTheLongest(t *testing.T) {
	t.Parallel()
	if pause(1) != firstPause || pause(3) != 4*firstPause || pause(9) != longestPause || pause(1_000) != longestPause {
		t.Fatalf("pauses %s %s %s %s", pause(1), pause(3), pause(9), pause(1_000))
	}
}
