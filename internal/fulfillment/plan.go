package fulfillment

import "time"

// Step is one thing that simulated warehouse people and carriers do to a parcel.
type Step string

// The steps in their order. NoStep: nothing is left to do.
const (
	PickStep           Step = "pick"
	HandOverStep       Step = "hand_over"
	InTransitStep      Step = "in_transit"
	OutForDeliveryStep Step = "out_for_delivery"
	DeliverStep        Step = "deliver"
	NoStep             Step = ""
)

// Plan says when each step is due, UTC µs of the real clock. It is made once, when the shipment is opened, so a restart
// with another speed leaves parcels under way as they were.
type Plan map[Step]int64

// What simulated people need, in simulated time: a picker comes within the hour, the carrier's van two hours later.
const (
	untilPick     = time.Hour
	untilHandOver = 3 * time.Hour
	// leastTravel is how long a parcel travels when the promised day leaves less, or nothing was promised.
	leastTravel = 12 * time.Hour
)

// newPlan spreads the steps between opened and deliverBy (UTC µs) and divides by speed: seconds of simulated work per
// real second. Speed 0 gives no plan. The parcel arrives a little before it is promised.
func newPlan(opened, deliverBy int64, speed float64) Plan {
	if speed <= 0 {
		return nil
	}
	travel := max(time.Duration(deliverBy-opened)*time.Microsecond-untilHandOver, leastTravel)
	at := func(d time.Duration) int64 {
		return opened + int64(float64(d.Microseconds())/speed)
	}
	return Plan{
		PickStep:           at(untilPick),
		HandOverStep:       at(untilHandOver),
		InTransitStep:      at(untilHandOver + travel/4),
		OutForDeliveryStep: at(untilHandOver + travel*3/4),
		DeliverStep:        at(untilHandOver + travel*19/20),
	}
}

// stepAfter returns what is to be done with a parcel that has just reached a status.
func stepAfter(s Status) Step {
	switch s {
	case ToPick:
		return PickStep
	case Picked:
		return HandOverStep
	case HandedOver:
		return InTransitStep
	}
	return NoStep
}

// awaiting returns the shipment with its next step and that step's due time by the plan.
func (sh Shipment) awaiting(next Step) Shipment {
	sh.Next, sh.DueAt, sh.Attempt = next, sh.Plan[next], 0
	return sh
}
