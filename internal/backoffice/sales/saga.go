package sales

import (
	"slices"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/ui"
)

// stuck reports a saga that waits for a person.
func (v *orderView) stuck() bool {
	return slices.ContainsFunc(v.Sagas.Is, func(s *orderv1.Saga) bool { return s.GetState() == "needs_person" })
}

// sagaTitle says what a saga is for.
func sagaTitle(s *orderv1.Saga) string {
	switch s.GetKind() {
	case "place":
		return "Placing the order"
	case "cancel":
		return "Canceling the order"
	case "refund":
		return "Giving money back"
	}
	return "Saga " + s.GetKind()
}

// standing says where a saga is, in a sentence.
func standing(s *orderv1.Saga) string {
	step := inWords(steps[s.GetKind()], s.GetStep())
	switch s.GetState() {
	case "done":
		return "Came to its end with: " + step + "."
	case "waiting":
		return "Waits at: " + step + ". The buyer's bank wants their word first; without it the order is given up in time."
	case "undoing":
		return "Goes back; now at: " + step + "."
	case "needs_person":
		return "Had no answer for a day at: " + step + ". Look at the reason below, mend it, and try again."
	}
	if s.GetAttempt() > 1 {
		return "Works at: " + step + ", for the " + ui.Count(s.GetAttempt()) + ". time."
	}
	return "Works at: " + step + "."
}

// after is how long after the start of a saga something was written.
func after(s *orderv1.Saga, at int64) string {
	start := s.GetStartedAt()
	if start == 0 && len(s.GetLog()) > 0 {
		start = s.GetLog()[0].GetAt()
	}
	return duration(time.Duration(at-start) * time.Microsecond)
}
