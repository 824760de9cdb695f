package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	dropv1 "rialto/gen/rialto/drop/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) queueRoutes() {
	route(g, huma.Operation{
		OperationID: "get-drop", Method: http.MethodGet, Path: "/v1/products/{product_id}/drop", Tags: []string{"browse"},
		Summary:   "The drop of a product: when it starts, how many one may buy, whether there is a waiting room",
		Responses: map[string]*huma.Response{"404": problemResponse("drop_not_found")},
	}, rule{access: door.Open, class: door.Browsing}, g.getDrop)
	route(g, huma.Operation{
		OperationID: "join-queue", Method: http.MethodPost, Path: "/v1/products/{product_id}/queue", Tags: []string{"checkout"},
		Summary: "Take one's place in a drop's waiting room; asked again, the same place",
		Description: "ticket goes into POST /v1/orders once admitted is true. Who comes before the start gets a random place among those. " +
			"Somebody unknown becomes a guest, whose X-Cart-Token comes back. While sold_out is true nobody takes a place and ticket is " +
			"empty; a place taken before stays.",
		Responses: map[string]*huma.Response{"404": problemResponse("drop_not_found")},
	}, rule{access: door.Open, class: door.Carting}, g.joinQueue)
	route(g, huma.Operation{
		OperationID: "get-queue", Method: http.MethodGet, Path: "/v1/products/{product_id}/queue", Tags: []string{"checkout"},
		Summary:   "Where one's ticket stands; ask again after ask_again_ms",
		Responses: map[string]*huma.Response{"404": problemResponse("drop_not_found, ticket_not_found")},
	}, rule{access: door.Shopper, class: door.Browsing}, g.getQueue)
}

// publicDrop is what everybody may know.
type publicDrop struct {
	ProductID     id         `json:"product_id"`
	StartsAt      *time.Time `json:"starts_at,omitempty"`
	EndsAt        *time.Time `json:"ends_at,omitempty"`
	LimitPerBuyer int64      `json:"limit_per_buyer" doc:"Units; 0: no limit."`
	WaitingRoom   bool       `json:"waiting_room" doc:"An order needs a ticket of POST …/queue."`
	State         string     `json:"state" enum:"announced,open,ended"`
}

type productKey struct {
	ProductID id `path:"product_id"`
}

func (g *Gateway) getDrop(ctx context.Context, _ *door.Visit, in *productKey) (*output[publicDrop], error) {
	d, err := g.needs.Drops.GetDrop(ctx, &dropv1.GetDropRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	return &output[publicDrop]{publicDrop{
		idOf(d.GetProductId()), timeOf(d.GetStartsAt()), timeOf(d.GetEndsAt()), d.GetLimitPerBuyer(), d.GetWaitingRoom(), d.GetState(),
	}}, nil
}

// ticket is a place in a waiting room.
type ticket struct {
	Ticket     string     `json:"ticket"`
	Admitted   bool       `json:"admitted" doc:"An order may be placed with it now."`
	Ahead      int64      `json:"ahead" doc:"About how many come before; before the start, how many wait."`
	WaitMs     int64      `json:"wait_ms" doc:"About how long; 0: not known yet."`
	AskAgainMs int64      `json:"ask_again_ms"`
	StartsAt   *time.Time `json:"starts_at,omitempty"`
	SoldOut    bool       `json:"sold_out,omitempty" doc:"Nothing is left just now: waiting on is in vain, unless somebody gives theirs back."`
}

func ticketOf(t *dropv1.Ticket, soldOut bool) ticket {
	return ticket{t.GetTicket(), t.GetAdmitted(), t.GetAhead(), t.GetWaitMs(), t.GetAskAgainMs(), timeOf(t.GetStartsAt()), soldOut}
}

// askSoldOut is when somebody who came in vain may ask again, in milliseconds: a payment that fails gives back within 5 s.
const askSoldOut = 5_000

// soldOut asks inventory's memory, which is cheap, once the drop has begun. It is a hint: no answer is no reason to send anybody
// away.
func (g *Gateway) soldOut(ctx context.Context, product id, startsAt int64) bool {
	if startsAt > commerce.Micros(g.deps.Now()) {
		return false
	}
	got, err := g.needs.Inventory.SoldOut(ctx, &inventoryv1.SoldOutRequest{ProductIds: []int64{product.int64()}})
	return err == nil && len(got.GetProductIds()) > 0
}

// joinQueue is the first thing that many do in the shop: they become guests by it, as by filling a cart. Who comes when nothing is
// left gets no place: they would go, and whoever comes for a unit that is given back would wait behind all of them.
func (g *Gateway) joinQueue(ctx context.Context, v *door.Visit, in *productKey) (*output[ticket], error) {
	d, err := g.needs.Drops.GetDrop(ctx, &dropv1.GetDropRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	if g.soldOut(ctx, in.ProductID, d.GetStartsAt()) {
		return &output[ticket]{ticketOf(&dropv1.Ticket{AskAgainMs: askSoldOut, StartsAt: d.GetStartsAt()}, true)}, nil
	}
	user, err := g.door.Guest(ctx, v)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Drops.Join(ctx, &dropv1.JoinRequest{ProductId: in.ProductID.int64(), UserId: user})
	if err != nil {
		return nil, err
	}
	return &output[ticket]{ticketOf(got, false)}, nil
}

type queueInput struct {
	ProductID id     `path:"product_id"`
	Ticket    string `query:"ticket" required:"true" minLength:"1" maxLength:"500" doc:"From POST …/queue."`
}

// getQueue asks for the user's own place: the place is the user's, so a ticket of somebody else shows nothing.
func (g *Gateway) getQueue(ctx context.Context, v *door.Visit, in *queueInput) (*output[ticket], error) {
	got, err := g.needs.Drops.Join(ctx, &dropv1.JoinRequest{ProductId: in.ProductID.int64(), UserId: v.Who.UserID()})
	if err != nil {
		return nil, err
	}
	if got.GetTicket() != in.Ticket {
		return nil, errs.NotFound("ticket_not_found", "This ticket is not yours, or of another drop. Take one with POST /v1/products/%s/queue.", in.ProductID)
	}
	return &output[ticket]{ticketOf(got, g.soldOut(ctx, in.ProductID, got.GetStartsAt()))}, nil
}
