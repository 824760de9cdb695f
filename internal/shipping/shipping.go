// Package shipping says which warehouse is near, what delivery costs and when it arrives; it books labels and keeps tracks.
//
// The one idea: distance is the great circle from a warehouse to the centre of the buyer's country (or US state), read from
// a committed table (centroids.csv). It picks the tariff band and decides which methods are offered. The warehouse that should
// ship first is the one with the lowest score (choose.go; ties go to the nearer one, then to the smaller id):
//
//	score = cost·(carriage from there ÷ dearest band's) + days·(days ÷ longest band's) + distance·(km ÷ 20,100)
//	      + lacking·(0 if it has every line, else ½ + ½·share of the units it lacks) + load·(units waiting ÷ most waiting)
//
// with the weights of Config.Weights. Each term lies between 0 and 1, and more of any never ranks a warehouse earlier. Where
// inventory gives no answer the last two terms are 0: then the nearest is first, and no quote fails for it. So a rate is a pure
// function of request, warehouses, their stock, configuration and time. The carrier is our own simulated one, Rialto Post; a
// label is booked once per shipment, a scan once per shipment and kind.
//
// It asks inventory for the warehouses and what is in them (needs.go) and publishes nothing: fulfilment, which records the scans, tells the
// others. It never keeps an address and never converts a currency.
package shipping

import (
	"context"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Carrier is the name of the carrier on every label.
const Carrier = "Rialto Post"

// The delivery methods.
const (
	Standard    = "standard"
	TwoDay      = "two_day"
	PrimeOneDay = "prime_one_day"
)

var methods = []string{Standard, TwoDay, PrimeOneDay}

// LabelCreated is the scan that every parcel starts with.
const LabelCreated = "label_created"

// stages are the scans a parcel can have, in the order of its way.
var stages = []string{LabelCreated, "picked_up", "in_transit", "out_for_delivery", "delivered"}

// Parcel is a shipment with its label and its track.
type Parcel struct {
	UserID      commerce.UserID
	OrderID     commerce.OrderID
	ShipmentID  string
	WarehouseID commerce.WarehouseID
	Method      string
	Label       string
	Tracking    string
	CreatedAt   int64  // UTC microseconds
	Scans       []Scan // oldest first
}

// Scan is one event of a track.
type Scan struct {
	What  string
	At    int64 // UTC microseconds
	Place string
}

// sortScans orders a track by time, and by stage where times are equal.
func sortScans(scans []Scan) {
	slices.SortFunc(scans, func(a, b Scan) int {
		if a.At != b.At {
			return int(min(max(a.At-b.At, -1), 1))
		}
		return slices.Index(stages, a.What) - slices.Index(stages, b.What)
	})
}

// ErrNoShipment says the parcel does not exist, or is another user's or order's.
var ErrNoShipment = errs.NotFound("shipment_not_found", "There is no such shipment.")

// Store keeps parcels. Every method is one transaction and safe for concurrent use, also through several handles.
type Store interface {
	// AddParcel keeps a new parcel with its scans, once per (user, shipment), and returns what is kept: a repeat returns the
	// parcel of the first call, without its scans.
	AddParcel(ctx context.Context, p Parcel) (Parcel, error)
	// AddScan adds a scan to a parcel, once per (shipment, what): a repeat keeps the first. A parcel that the user's order does
	// not have: ErrNoShipment.
	AddScan(ctx context.Context, user commerce.UserID, order commerce.OrderID, shipment string, s Scan) error
	// Parcels returns the parcels of a user's order by age, each with its scans in no set order. None is no error.
	Parcels(ctx context.Context, user commerce.UserID, order commerce.OrderID) ([]Parcel, error)
}
