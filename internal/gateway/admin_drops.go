package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/door"
)

func (g *Gateway) adminDropRoutes() {
	route(g, huma.Operation{
		OperationID: "list-drops", Method: http.MethodGet, Path: "/v1/admin/drops", Tags: []string{"admin"},
		Summary: "Drops, newest first, at most 200",
	}, rule{access: door.Operator}, g.listDrops)
	route(g, huma.Operation{
		OperationID: "create-drop", Method: http.MethodPost, Path: "/v1/admin/drops", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated, Summary: "Announce a drop: a limit per buyer, and a waiting room in front of the checkout",
		Responses: map[string]*huma.Response{"409": problemResponse("drop_exists")},
	}, rule{access: door.Operator}, g.createDrop)
	route(g, huma.Operation{
		OperationID: "patch-drop", Method: http.MethodPatch, Path: "/v1/admin/drops/{product_id}", Tags: []string{"admin"},
		Summary: "Change a drop that has not ended; what is not given stays",
	}, rule{access: door.Operator}, g.patchDrop)
	route(g, huma.Operation{
		OperationID: "end-drop", Method: http.MethodPost, Path: "/v1/admin/drops/{product_id}/end", Tags: []string{"admin"},
		Summary: "End a drop now: no limit, no waiting room",
	}, rule{access: door.Operator}, g.endDrop)
}

// drop is a drop with what is going on in its waiting room.
type drop struct {
	ProductID     id         `json:"product_id"`
	StartsAt      *time.Time `json:"starts_at,omitempty"`
	EndsAt        *time.Time `json:"ends_at,omitempty"`
	LimitPerBuyer int64      `json:"limit_per_buyer" doc:"Units; 0: no limit."`
	WaitingRoom   bool       `json:"waiting_room"`
	State         string     `json:"state" enum:"announced,open,ended"`
	Joined        int64      `json:"joined" doc:"Tickets given."`
	Admitted      int64      `json:"admitted" doc:"Of them."`
	Rate          float64    `json:"rate" doc:"Admissions a second, as measured now."`
}

func dropOf(d *dropv1.Drop) drop {
	return drop{
		idOf(d.GetProductId()), timeOf(d.GetStartsAt()), timeOf(d.GetEndsAt()), d.GetLimitPerBuyer(), d.GetWaitingRoom(), d.GetState(),
		d.GetJoined(), d.GetAdmitted(), d.GetRate(),
	}
}

func (g *Gateway) listDrops(ctx context.Context, _ *door.Visit, _ *nothing) (*output[list[drop]], error) {
	got, err := g.needs.Drops.ListDrops(ctx, &dropv1.ListDropsRequest{})
	if err != nil {
		return nil, err
	}
	return &output[list[drop]]{listOf(got.GetDrops(), dropOf, "")}, nil
}

type dropCreation struct {
	Body newDrop
}

type newDrop struct {
	ProductID     id         `json:"product_id"`
	StartsAt      *time.Time `json:"starts_at,omitempty" doc:"Default: now."`
	EndsAt        *time.Time `json:"ends_at,omitempty" doc:"Default: when it is ended."`
	LimitPerBuyer int64      `json:"limit_per_buyer,omitempty" minimum:"0" maximum:"999" doc:"Units; 0 or absent: no limit."`
	WaitingRoom   bool       `json:"waiting_room,omitempty"`
}

// createDrop asks the catalogue first: a drop of nothing would only be found out by its buyers.
func (g *Gateway) createDrop(ctx context.Context, _ *door.Visit, in *dropCreation) (*created[drop], error) {
	if _, err := g.sellerOf(ctx, in.Body.ProductID, ""); err != nil {
		return nil, err
	}
	got, err := g.needs.Drops.CreateDrop(ctx, &dropv1.CreateDropRequest{Drop: &dropv1.Drop{
		ProductId: in.Body.ProductID.int64(), StartsAt: microsOf(in.Body.StartsAt), EndsAt: microsOf(in.Body.EndsAt),
		LimitPerBuyer: in.Body.LimitPerBuyer, WaitingRoom: in.Body.WaitingRoom,
	}})
	if err != nil {
		return nil, err
	}
	return &created[drop]{"/v1/products/" + string(in.Body.ProductID) + "/drop", dropOf(got)}, nil
}

type dropPatchInput struct {
	ProductID id `path:"product_id"`
	Body      dropPatch
}

type dropPatch struct {
	StartsAt      *time.Time `json:"starts_at,omitempty"`
	EndsAt        *time.Time `json:"ends_at,omitempty"`
	LimitPerBuyer *int64     `json:"limit_per_buyer,omitempty" minimum:"0" maximum:"999"`
	WaitingRoom   *bool      `json:"waiting_room,omitempty"`
}

// patchDrop lays what is given over the drop as it is.
func (g *Gateway) patchDrop(ctx context.Context, _ *door.Visit, in *dropPatchInput) (*output[drop], error) {
	old, err := g.needs.Drops.GetDrop(ctx, &dropv1.GetDropRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	changed := &dropv1.Drop{
		ProductId: old.GetProductId(), DropId: old.GetDropId(), StartsAt: old.GetStartsAt(), EndsAt: old.GetEndsAt(),
		LimitPerBuyer: old.GetLimitPerBuyer(), WaitingRoom: old.GetWaitingRoom(),
	}
	in.Body.lay(changed)
	got, err := g.needs.Drops.UpdateDrop(ctx, &dropv1.UpdateDropRequest{Drop: changed})
	if err != nil {
		return nil, err
	}
	return &output[drop]{dropOf(got)}, nil
}

func (p dropPatch) lay(d *dropv1.Drop) {
	if p.StartsAt != nil {
		d.StartsAt = microsOf(p.StartsAt)
	}
	if p.EndsAt != nil {
		d.EndsAt = microsOf(p.EndsAt)
	}
	if p.LimitPerBuyer != nil {
		d.LimitPerBuyer = *p.LimitPerBuyer
	}
	if p.WaitingRoom != nil {
		d.WaitingRoom = *p.WaitingRoom
	}
}

func (g *Gateway) endDrop(ctx context.Context, _ *door.Visit, in *productKey) (*output[drop], error) {
	got, err := g.needs.Drops.EndDrop(ctx, &dropv1.EndDropRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	return &output[drop]{dropOf(got)}, nil
}
