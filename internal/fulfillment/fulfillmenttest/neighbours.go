package fulfillmenttest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

// Neighbours plays order, inventory and shipping: it answers yes unless told otherwise and remembers what it was asked.
// Safe for concurrent use.
type Neighbours struct {
	mu       sync.Mutex
	canceled map[string]bool // orders that are canceled
	failing  map[string]int  // method name → how many of the next calls get no answer
	calls    []string
	scanned  map[string]bool // "shipment what" that is recorded
}

// NewNeighbours returns neighbours that are well.
func NewNeighbours() *Neighbours {
	return &Neighbours{canceled: map[string]bool{}, failing: map[string]int{}, scanned: map[string]bool{}}
}

// Log returns the calls that were answered: "CreateLabel s1 standard from 1 to Portland", "RecordScan s1 picked_up".
func (n *Neighbours) Log() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.calls)
}

// Cancel lets an order be canceled from now on.
func (n *Neighbours) Cancel(orderID string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.canceled[orderID] = true
}

// Fail leaves the next so many calls of a method without an answer.
func (n *Neighbours) Fail(method string, calls int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failing[method] = calls
}

// call notes a call and fails it if it is to fail.
func (n *Neighbours) call(method, format string, args ...any) error {
	if n.failing[method] > 0 {
		n.failing[method]--
		return errs.UnknownOutcome(nil, method)
	}
	n.calls = append(n.calls, method+" "+fmt.Sprintf(format, args...))
	return nil
}

// Get is order.Get.
func (n *Neighbours) Get(_ context.Context, req *orderv1.GetRequest) (*orderv1.Order, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	o := &orderv1.Order{OrderId: req.GetOrderId(), UserId: req.GetUserId(), Status: "confirmed",
		Address: &commercev1.Address{Name: "Ada Lovelace", City: "Portland", Region: "OR", Country: "US"}}
	if n.canceled[req.GetOrderId()] {
		o.Status = "canceled"
	}
	return o, n.call("Get", "%d %s", req.GetUserId(), req.GetOrderId())
}

// CreateLabel is shipping.CreateLabel.
func (n *Neighbours) CreateLabel(_ context.Context, req *shippingv1.CreateLabelRequest) (*shippingv1.CreateLabelResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.call("CreateLabel", "%s %s from %d to %s", req.GetShipmentId(), req.GetMethod(), req.GetWarehouseId(), req.GetAddress().GetCity()); err != nil {
		return nil, err
	}
	return &shippingv1.CreateLabelResponse{LabelNumber: "L-" + req.GetShipmentId(), TrackingNumber: "T-" + req.GetShipmentId()}, nil
}

// RecordScan is shipping.RecordScan; it notes the first of each kind only.
func (n *Neighbours) RecordScan(_ context.Context, req *shippingv1.RecordScanRequest) (*shippingv1.RecordScanResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	scan := req.GetShipmentId() + " " + req.GetWhat()
	if n.scanned[scan] {
		return &shippingv1.RecordScanResponse{}, nil
	}
	if err := n.call("RecordScan", "%s", scan); err != nil {
		return nil, err
	}
	n.scanned[scan] = true
	return &shippingv1.RecordScanResponse{}, nil
}

// Consume is inventory.Consume: conflict reservation_canceled after Cancel.
func (n *Neighbours) Consume(_ context.Context, req *inventoryv1.ConsumeRequest) (*inventoryv1.ConsumeResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.canceled[req.GetOrderId()] {
		return nil, errs.Conflict("reservation_canceled", "The order was canceled first.")
	}
	rows := ""
	for _, a := range req.GetAllocations() {
		rows += fmt.Sprintf(" %d×%d of %d@%d", a.GetQuantity(), a.GetProductId(), a.GetSellerId(), a.GetWarehouseId())
	}
	return &inventoryv1.ConsumeResponse{}, n.call("Consume", "%s%s", req.GetOrderId(), rows)
}
