package shippingtest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/shipping"
)

// Each runs a case on every engine of a store, each time on fresh data; open gives another handle on it.
type Each func(t *testing.T, run func(t *testing.T, open func() shipping.Store))

const (
	buyer    = commerce.UserID(901)
	stranger = commerce.UserID(902)
	order    = commerce.OrderID("o1")
)

// parcel returns a parcel of the buyer's order with its first scan.
func parcel(shipment string, at int64) shipping.Parcel {
	return shipping.Parcel{
		UserID: buyer, OrderID: order, ShipmentID: shipment, WarehouseID: 2, Method: shipping.TwoDay,
		Label: "RL" + shipment, Tracking: "RP" + shipment, CreatedAt: at,
		Scans: []shipping.Scan{{What: shipping.LabelCreated, At: at, Place: shipping.Carrier}},
	}
}

// TestStore judges a store by the sentences of shipping.Store.
func TestStore(t *testing.T, each Each) {
	for name, run := range map[string]func(d *desk){
		"a parcel is kept once, with the label of the first call":        keptOnce,
		"twins of one label get one answer":                              twins,
		"parcels of an order come by age with their scans":               byAge,
		"a scan is kept once per kind":                                   scannedOnce,
		"a parcel that the user's order does not have cannot be scanned": foreignScans,
		"another user sees nothing":                                      private,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, open func() shipping.Store) { run(&desk{t, open(), open}) })
		})
	}
}

// desk is a store in a test.
type desk struct {
	*testing.T
	shipping.Store
	open func() shipping.Store
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) same(got, want any) {
	d.Helper()
	if !reflect.DeepEqual(got, want) {
		d.Fatalf("got  %v\nwant %v", got, want)
	}
}

func (d *desk) add(p shipping.Parcel) shipping.Parcel {
	d.Helper()
	kept, err := d.AddParcel(d.Context(), p)
	d.must(err)
	return kept
}

func (d *desk) parcels(user commerce.UserID, order commerce.OrderID) []shipping.Parcel {
	d.Helper()
	got, err := d.Parcels(d.Context(), user, order)
	d.must(err)
	for _, p := range got {
		slices.SortFunc(p.Scans, func(a, b shipping.Scan) int { return cmp.Compare(a.At, b.At) })
	}
	return got
}

func keptOnce(d *desk) {
	first := d.add(parcel("s1", 10))
	d.same(first, parcel("s1", 10))
	again := parcel("s1", 99)
	again.Label, again.OrderID = "RL-other", "o2"
	first.Scans = nil
	d.same(d.add(again), first)
	d.same(d.parcels(buyer, order), []shipping.Parcel{parcel("s1", 10)})
	d.same(len(d.parcels(buyer, "o2")), 0)
}

func twins(d *desk) {
	handles := []shipping.Store{d.Store, d.open()}
	labels := make([]string, 20)
	var wg sync.WaitGroup
	for i := range labels {
		wg.Go(func() {
			p := parcel("s1", 10)
			p.Label = fmt.Sprint("RL", i)
			kept, err := handles[i%2].AddParcel(d.Context(), p)
			if err != nil {
				d.Error(err)
			}
			labels[i] = kept.Label
		})
	}
	wg.Wait()
	d.same(len(slices.Compact(labels)), 1)
}

func byAge(d *desk) {
	for _, p := range []shipping.Parcel{parcel("s3", 30), parcel("s1", 20), parcel("s2", 10)} {
		d.add(p)
	}
	scan := shipping.Scan{What: "picked_up", At: 50, Place: "Chicago"}
	d.must(d.AddScan(d.Context(), buyer, order, "s1", scan))
	want := []shipping.Parcel{parcel("s2", 10), parcel("s1", 20), parcel("s3", 30)}
	want[1].Scans = append(want[1].Scans, scan)
	d.same(d.parcels(buyer, order), want)
}

func scannedOnce(d *desk) {
	d.add(parcel("s1", 10))
	for at := int64(20); at < 23; at++ {
		d.must(d.AddScan(d.Context(), buyer, order, "s1", shipping.Scan{What: "delivered", At: at, Place: "door"}))
	}
	got := d.parcels(buyer, order)[0].Scans
	d.same(got[1:], []shipping.Scan{{What: "delivered", At: 20, Place: "door"}})
}

func foreignScans(d *desk) {
	d.add(parcel("s1", 10))
	scan := shipping.Scan{What: "delivered", At: 20}
	for name, err := range map[string]error{
		"unknown shipment": d.AddScan(d.Context(), buyer, order, "s2", scan),
		"other order":      d.AddScan(d.Context(), buyer, "o2", "s1", scan),
		"other user":       d.AddScan(d.Context(), stranger, order, "s1", scan),
	} {
		if !errs.HasCode(err, shipping.ErrNoShipment.Code) {
			d.Errorf("%s: %v", name, err)
		}
	}
	d.same(len(d.parcels(buyer, order)[0].Scans), 1)
}

func private(d *desk) {
	d.add(parcel("s1", 10))
	d.same(len(d.parcels(stranger, order)), 0)
	theirs := parcel("s1", 40) // the same shipment id is another parcel for another user
	theirs.UserID = stranger
	d.same(d.add(theirs), theirs)
	d.same(d.parcels(buyer, order), []shipping.Parcel{parcel("s1", 10)})
}
