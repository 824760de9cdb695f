package inventory

// Recommit is the answer to a Commit that found nothing held; rows are all that the claim has. Error: ErrGone.
func Recommit(rows []Reservation) error {
	for _, r := range rows {
		if r.State == Committed || r.State == Consumed {
			return nil
		}
	}
	return ErrGone
}

// Unconsumed is the answer to a part of a Consume that could not be taken; rows are all that the claim has. nil means that the
// whole reservation was handed over before by a hand-over without a name. Errors: ErrCanceled, ErrNotCommitted.
func Unconsumed(rows []Reservation, part Allocation, shipment string) error {
	for _, r := range rows {
		switch {
		case r.Place != part.Place:
		case r.State == Canceled:
			return ErrCanceled
		case r.State == Consumed && shipment == "":
			return nil
		}
	}
	return ErrNotCommitted
}
