package till

import (
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// at is when something first happened to an order, in UTC microseconds; 0 = it did not.
func at(o *orderv1.Order, what string) int64 {
	for _, e := range o.GetTimeline() {
		if e.GetWhat() == what {
			return e.GetAt()
		}
	}
	return 0
}

// lastAt is when something last happened.
func lastAt(o *orderv1.Order, what string) int64 {
	when := int64(0)
	for _, e := range o.GetTimeline() {
		if e.GetWhat() == what {
			when = e.GetAt()
		}
	}
	return when
}

// timeline tells an order's story in milestones: what happened, where it stands, what comes.
func timeline(o *orderv1.Order) []ui.Step {
	steps := []ui.Step{{Text: "Order placed", At: moment(at(o, "order.placed")), Stage: ui.Done}}
	if o.GetStatus() == "canceled" {
		return append(steps, endOf(o)...)
	}
	steps = append(steps, paymentStep(o), packedStep(o), leftStep(o), arrivedStep(o))
	if o.GetStatus() == "returned" {
		steps = append(steps, ui.Step{Text: "Returned to us", At: moment(at(o, "order.returned")), Stage: ui.Done})
	}
	if s := refundStep(o, "Part of it was canceled and is being paid back", "Part of it was canceled and paid back"); s.Text != "" {
		steps = append(steps, s)
	}
	return withCurrent(steps)
}

// withCurrent marks the first step that is not done as the one that is going on.
func withCurrent(steps []ui.Step) []ui.Step {
	for i := range steps {
		if steps[i].Stage == ui.Current {
			break
		}
		if steps[i].Stage == ui.Ahead {
			steps[i].Stage = ui.Current
			break
		}
	}
	return steps
}

// endOf is how a canceled order went on: paid or not, and what became of the money.
func endOf(o *orderv1.Order) []ui.Step {
	canceled := moment(at(o, "order.canceled"))
	payment := o.GetPayment()
	if unpaid(o) {
		if payment.GetStatus() == "declined" {
			return []ui.Step{{Text: "Payment declined", Detail: paymentWords("declined", payment.GetDeclineCode()), At: canceled, Stage: ui.Failed}}
		}
		return []ui.Step{{Text: "Canceled before it was paid", Detail: "Nothing was charged.", At: canceled, Stage: ui.Failed}}
	}
	steps := []ui.Step{
		{Text: "Paid and confirmed", At: moment(at(o, "order.confirmed")), Stage: ui.Done},
		{Text: "Canceled", At: canceled, Stage: ui.Failed},
	}
	if s := refundStep(o, "The money is on its way back", "Paid back"); s.Text != "" {
		steps = append(steps, s)
	}
	return steps
}

// refundStep tells of money that goes back; the empty step where none does.
func refundStep(o *orderv1.Order, going, gone string) ui.Step {
	switch o.GetPayment().GetStatus() {
	case "refunding":
		return ui.Step{Text: going, Stage: ui.Current}
	case "refunded":
		return ui.Step{Text: gone, At: moment(lastAt(o, "order.payment_changed")), Stage: ui.Done}
	}
	return ui.Step{}
}

func paymentStep(o *orderv1.Order) ui.Step {
	if o.GetStatus() != "pending" {
		text := "Paid and confirmed"
		if o.GetPayment().GetStatus() == "promised" {
			text = "Confirmed; you pay on delivery"
		}
		return ui.Step{Text: text, At: moment(at(o, "order.confirmed")), Stage: ui.Done}
	}
	if awaitsTransfer(o) {
		return ui.Step{Text: "Waiting for your transfer", Detail: "It usually takes a day or two.", Stage: ui.Current}
	}
	if o.GetPayment().GetStatus() == "requires_action" {
		return ui.Step{Text: "Waiting for your approval", Detail: "Your bank asks you to approve the payment.", Stage: ui.Current}
	}
	return ui.Step{Text: "Checking the payment", Detail: "This takes a few seconds, rarely a few minutes.", Stage: ui.Current}
}

// count returns how many parcels are to come in all, and how many of them are at least as far as one of the states.
func count(o *orderv1.Order, states ...string) (all, so int) {
	for _, sh := range o.GetShipments() {
		if sh.GetStatus() == "canceled" {
			continue
		}
		all++
		for _, s := range states {
			if sh.GetStatus() == s {
				so++
			}
		}
	}
	return all, so
}

func packedStep(o *orderv1.Order) ui.Step {
	all, packed := count(o, "picked", "shipped", "delivered")
	s := ui.Step{Text: "Packed"}
	switch {
	case over(o, "shipped") || all > 0 && packed == all:
		s.Stage, s.At = ui.Done, moment(at(o, "order.shipment_changed"))
	case packed > 0:
		s.Text, s.Detail = "Packing", parcels(packed, all)+" packed"
	case o.GetStatus() == "confirmed":
		s.Text = "Being packed"
	}
	return s
}

func leftStep(o *orderv1.Order) ui.Step {
	all, left := count(o, "shipped", "delivered")
	s := ui.Step{Text: "On its way"}
	switch {
	case over(o, "shipped"):
		s.Stage, s.At = ui.Done, moment(at(o, "order.shipped"))
	case left > 0:
		s.Detail = parcels(left, all) + " left the warehouse"
	}
	return s
}

func arrivedStep(o *orderv1.Order) ui.Step {
	all, arrived := count(o, "delivered")
	s := ui.Step{Text: "Delivered"}
	switch {
	case over(o, "delivered"):
		s.Stage, s.At = ui.Done, moment(at(o, "order.delivered"))
	case arrived > 0:
		s.Detail = parcels(arrived, all) + " arrived"
	case o.GetArrivesBy() > 0:
		s.Detail = "By " + ui.Day(moment(o.GetArrivesBy()))
	}
	return s
}

func parcels(some, all int) string {
	return ui.Count(int64(some)) + " of " + ui.Counted(int64(all), "parcel", "parcels")
}

// over reports whether the order is at least shipped, or at least delivered.
func over(o *orderv1.Order, status string) bool {
	switch o.GetStatus() {
	case "delivered", "returned":
		return true
	case "shipped":
		return status == "shipped"
	}
	return false
}

func moment(micros int64) time.Time { return commerce.FromMicros(micros) }
