package gateway

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
)

// Order is ORDER.
type Order struct {
	OrderID   string       `json:"order_id"`
	Status    string       `json:"status" enum:"pending,confirmed,shipped,delivered,returned,canceled"`
	Subtotal  money        `json:"subtotal"`
	Discount  money        `json:"discount"`
	Tax       money        `json:"tax"`
	Shipping  money        `json:"shipping"`
	Total     money        `json:"total"`
	Items     []orderItem  `json:"items"`
	Shipments []Shipment   `json:"shipments"`
	Payment   orderPayment `json:"payment"`
	Tenders   []paidBy     `json:"tenders" doc:"What each way to pay pays; they sum to total."`
	Refunds   []refund     `json:"refunds" doc:"What was given back, oldest first."`
	Timeline  []orderEvent `json:"timeline" doc:"Oldest first; empty in lists."`
	Address   Address      `json:"address"`
	Delivery  string       `json:"delivery"`
	Coupon    string       `json:"coupon,omitempty"`
	ArrivesBy *time.Time   `json:"arrives_by,omitempty"`
	CreatedAt *time.Time   `json:"created_at,omitempty"`
}

type orderItem struct {
	ProductID id     `json:"product_id"`
	Title     string `json:"title"`
	Quantity  int64  `json:"quantity"`
	UnitPrice money  `json:"unit_price"`
	SellerID  id     `json:"seller_id"`
}

// Shipment is one parcel of an order: one seller, one warehouse. (Embedded, hence exported: Huma reads exported fields only.)
type Shipment struct {
	ShipmentID     string         `json:"shipment_id"`
	SellerID       id             `json:"seller_id"`
	WarehouseID    id             `json:"warehouse_id"`
	Status         string         `json:"status" enum:"preparing,picked,shipped,delivered,canceled"`
	TrackingNumber string         `json:"tracking_number,omitempty"`
	Lines          []shipmentLine `json:"lines"`
}

type shipmentLine struct {
	ProductID id    `json:"product_id"`
	Quantity  int64 `json:"quantity"`
}

type orderEvent struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

func orderOf(o *orderv1.Order) Order {
	in := func(amount int64) money { return money{amount, o.GetCurrency()} }
	return Order{
		OrderID: o.GetOrderId(), Status: o.GetStatus(), Subtotal: in(o.GetSubtotal()), Discount: in(o.GetDiscount()),
		Tax: in(o.GetTax()), Shipping: in(o.GetShipping()), Total: in(o.GetTotal()), Payment: paymentOf(o.GetPayment(), o.GetCurrency()),
		Shipments: each(o.GetShipments(), shipmentOf), Address: addressOf(o.GetAddress()), Delivery: o.GetDelivery(),
		Coupon: o.GetCoupon(), ArrivesBy: timeOf(o.GetArrivesBy()), CreatedAt: timeOf(o.GetCreatedAt()),
		Items: each(o.GetItems(), func(i *orderv1.OrderItem) orderItem {
			return orderItem{idOf(i.GetProductId()), i.GetTitle(), i.GetQuantity(), in(i.GetUnitPrice()), idOf(i.GetSellerId())}
		}),
		Tenders: each(o.GetTenders(), func(t *orderv1.TenderState) paidBy {
			return paidBy{t.GetMethod(), in(t.GetAmount()), t.GetLabel()}
		}),
		Refunds: each(o.GetRefunds(), func(r *orderv1.OrderRefund) refund { return refundOf(r, o.GetCurrency()) }),
		Timeline: each(o.GetTimeline(), func(e *orderv1.TimelineEntry) orderEvent {
			return orderEvent{commerce.FromMicros(e.GetAt()), e.GetWhat()}
		}),
	}
}

func shipmentOf(s *orderv1.Shipment) Shipment {
	return Shipment{
		s.GetShipmentId(), idOf(s.GetSellerId()), idOf(s.GetWarehouseId()), s.GetStatus(), s.GetTrackingNumber(),
		each(s.GetLines(), func(l *orderv1.ShipmentLine) shipmentLine {
			return shipmentLine{idOf(l.GetProductId()), l.GetQuantity()}
		}),
	}
}

// orderResponse documents an answer that carries an order.
func (g *Gateway) orderResponse(description string) *huma.Response {
	schema := g.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Order](), true, "Order")
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}},
	}
}

func joinIDs(ids []int64) string {
	return strings.Join(each(ids, func(n int64) string { return strconv.FormatInt(n, 10) }), ",")
}
