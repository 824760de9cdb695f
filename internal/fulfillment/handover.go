package fulfillment

import (
	"context"
	"fmt"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// HandOver consumes the stock and gives the parcel to the carrier. Errors: not_found, conflict wrong_step before Pick,
// conflict shipment_canceled when the order was canceled first.
func (s *Service) HandOver(ctx context.Context, req *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return answer(s.take(ctx, req.GetShipmentId(), s.handingOver()))
}

func (s *Service) handingOver() verb {
	return verb{name: "be handed over", from: Picked, to: HandedOver, do: s.consumeStock}
}

// consumeStock asks the judge between cancel and hand-over. Once the units are consumed the parcel has left, whatever
// crashes next: a repeat finds them consumed and goes on to the scan.
func (s *Service) consumeStock(ctx context.Context, sh Shipment) (Shipment, error) {
	_, err := s.stock.Consume(ctx, &inventoryv1.ConsumeRequest{
		UserId:      sh.UserID,
		OrderId:     sh.OrderID,
		Allocations: allocations(sh),
	})
	if errs.HasCode(err, "reservation_canceled") {
		return sh, errCanceled(sh.ID)
	}
	if err != nil {
		return sh, fmt.Errorf("consume stock: %w", err)
	}
	return sh, s.scan(ctx, sh, "picked_up", fmt.Sprintf("Warehouse %d", sh.WarehouseID))
}

func allocations(sh Shipment) []*inventoryv1.Allocation {
	out := make([]*inventoryv1.Allocation, len(sh.Lines))
	for i, l := range sh.Lines {
		out[i] = &inventoryv1.Allocation{
			ProductId: l.ProductID, SellerId: sh.SellerID, WarehouseId: sh.WarehouseID, Quantity: l.Quantity,
		}
	}
	return out
}
