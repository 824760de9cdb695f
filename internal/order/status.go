package order

import (
	"fmt"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Status is where an order stands.
type Status string

// The states of an order.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
	Shipped   Status = "shipped"
	Delivered Status = "delivered"
	Returned  Status = "returned"
	Canceled  Status = "canceled"
)

// transitions is the whole graph: what is not here is refused. Canceled and returned are final.
var transitions = map[Status][]Status{
	"":        {Pending},
	Pending:   {Pending, Confirmed, Canceled},
	Confirmed: {Confirmed, Shipped, Delivered, Canceled},
	Shipped:   {Shipped, Delivered, Returned},
	Delivered: {Delivered, Returned},
	Canceled:  {Canceled},
	Returned:  {Returned},
}

// Allowed reports whether an order may go from one state to another. Staying is a change of something else, such as the
// payment of a canceled order that is being refunded.
func Allowed(from, to Status) bool { return slices.Contains(transitions[from], to) }

// MoveTo changes the status and records the version that did it: history row and event.
func (o *Order) MoveTo(to Status, what string, now int64) error {
	if !Allowed(o.Status, to) {
		return errs.Conflict("wrong_status", "An order that is %s cannot become %s.", o.Status, to)
	}
	o.Status = to
	return o.Record(what, now)
}

// Record closes a change that leaves the status as it is. Time grows with the version, whatever the clock does.
func (o *Order) Record(what string, now int64) error {
	o.Version++
	o.UpdatedAt = max(now, o.UpdatedAt+1)
	o.History = append(o.History, Entry{Version: o.Version, Status: o.Status, At: o.UpdatedAt, What: what})
	e, err := event(o, what)
	if err != nil {
		return err
	}
	o.events = append(o.events, e)
	return nil
}

// ShipmentStatus is where a parcel stands.
type ShipmentStatus string

// The states of a shipment, in order; canceled ends it before hand-over.
const (
	Preparing         ShipmentStatus = "preparing"
	Picked            ShipmentStatus = "picked"
	ShipmentShipped   ShipmentStatus = "shipped"
	ShipmentDelivered ShipmentStatus = "delivered"
	ShipmentCanceled  ShipmentStatus = "canceled"
)

var shipmentRank = map[ShipmentStatus]int{Preparing: 0, Picked: 1, ShipmentShipped: 2, ShipmentDelivered: 3}

// Shipment is the part of an order that leaves one warehouse for one seller.
type Shipment struct {
	ID             string
	SellerID       commerce.SellerID
	WarehouseID    commerce.WarehouseID
	Status         ShipmentStatus
	TrackingNumber string
	Lines          []ShipmentLine
}

// ShipmentLine is units of one product in a shipment.
type ShipmentLine struct {
	ProductID commerce.ProductID `json:"product_id"`
	Quantity  int64              `json:"quantity"`
}

// advance moves a shipment forward; an older or repeated fact changes nothing and reports false.
func (s *Shipment) advance(to ShipmentStatus, tracking string) bool {
	switch {
	case s.Status == ShipmentCanceled || s.Status == to:
		return false
	case to == ShipmentCanceled:
		if shipmentRank[s.Status] >= shipmentRank[ShipmentShipped] {
			return false
		}
	case shipmentRank[to] <= shipmentRank[s.Status]:
		return false
	}
	s.Status = to
	if tracking != "" {
		s.TrackingNumber = tracking
	}
	return true
}

// shipment finds a shipment by id.
func (o *Order) shipment(id string) (*Shipment, error) {
	for i := range o.Shipments {
		if o.Shipments[i].ID == id {
			return &o.Shipments[i], nil
		}
	}
	return nil, errs.NotFound("shipment_not_found", "Order %s has no shipment %s.", o.ID, id)
}

// derived returns the status that the shipments give a confirmed order: shipped when all that is not canceled has left,
// delivered when all of it has arrived.
func (o *Order) derived() Status {
	if o.Status != Confirmed && o.Status != Shipped {
		return o.Status
	}
	left, arrived, live := true, true, 0
	for _, s := range o.Shipments {
		if s.Status == ShipmentCanceled {
			continue
		}
		live++
		left = left && shipmentRank[s.Status] >= shipmentRank[ShipmentShipped]
		arrived = arrived && s.Status == ShipmentDelivered
	}
	switch {
	case live == 0:
		return o.Status
	case arrived:
		return Delivered
	case left:
		return Shipped
	}
	return o.Status
}

// checkSums refuses an order whose amounts do not add up: the last guard before a row is written.
func (o *Order) checkSums() error {
	var subtotal, discount, tax int64
	for i, it := range o.Items {
		if err := commerce.CheckQuantity(it.Quantity); err != nil {
			return fmt.Errorf("line %d: %w", i, err)
		}
		line, err := commerce.MulAmount(it.UnitPrice, it.Quantity)
		if err != nil {
			return fmt.Errorf("line %d: %w", i, err)
		}
		subtotal, discount, tax = subtotal+line, discount+it.Discount, tax+it.Tax
	}
	total := o.Subtotal - o.Discount + o.Tax + o.Shipping
	if subtotal != o.Subtotal || discount != o.Discount || tax != o.Tax || total != o.Total || total < 0 {
		return fmt.Errorf("amounts of order %s do not add up", o.ID)
	}
	for _, term := range []int64{o.Subtotal, o.Discount, o.Tax, o.Shipping, o.Total} {
		if term < 0 || term > commerce.MaxAmount {
			return fmt.Errorf("an amount of order %s is out of range", o.ID)
		}
	}
	return o.checkTenders()
}
