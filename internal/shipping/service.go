package shipping

import (
	"fmt"
	"time"

	"rialto/gen/rialto/shipping/v1/shippingv1connect"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// Service implements the ShippingService contract.
type Service struct {
	cfg        Config
	store      Store
	inventory  Inventory
	warehouses *warehouses
	centroids  centroids
	now        func() time.Time
	ids        *ids.Source
}

var _ shippingv1connect.ShippingServiceHandler = (*Service)(nil)

// New returns the service. ids makes label and tracking numbers.
func New(cfg Config, store Store, inventory Inventory, now func() time.Time, ids *ids.Source) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	table, err := readCentroids()
	if err != nil {
		return nil, fmt.Errorf("table of centroids: %w", err)
	}
	return &Service{
		cfg: cfg, store: store, inventory: inventory, centroids: table, now: now, ids: ids,
		warehouses: &warehouses{inventory: inventory, keep: cfg.WarehousesFor, now: now},
	}, nil
}

// problems gathers the bad fields of one request, so that all are named at once.
type problems []errs.Field

func (p *problems) check(ok bool, name, problem string, args ...any) {
	if !ok {
		*p = append(*p, errs.Field{Name: name, Problem: fmt.Sprintf(problem, args...)})
	}
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return errs.InvalidFields(p...)
}

// parcel checks what names a parcel.
func (p *problems) parcel(userID int64, orderID, shipmentID string) {
	p.order(userID, orderID)
	p.check(shipmentID != "" && len(shipmentID) <= 64, "shipment_id", "must be 1 to 64 characters")
}

func (p *problems) order(userID int64, orderID string) {
	p.check(userID > 0, "user_id", "must be a positive id")
	p.check(orderID != "" && len(orderID) <= 20, "order_id", "must be 1 to 20 characters")
}
