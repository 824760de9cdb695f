package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/door"
)

type category struct {
	CategoryPath string `json:"category_path" example:"Electronics > Audio"`
	ProductCount int64  `json:"product_count" doc:"Below it too."`
}

func (g *Gateway) categoryRoutes() {
	route(g, huma.Operation{
		OperationID: "list-categories", Method: http.MethodGet, Path: "/v1/categories", Tags: []string{"browse"},
		Summary: "Every category, sorted by path",
	}, rule{access: door.Open, class: door.Browsing}, g.listCategories)
}

func (g *Gateway) listCategories(ctx context.Context, _ *door.Visit, _ *nothing) (*output[list[category]], error) {
	got, err := g.needs.Catalog.ListCategories(ctx, &catalogv1.ListCategoriesRequest{})
	if err != nil {
		return nil, err
	}
	return &output[list[category]]{listOf(got.GetCategories(), func(c *catalogv1.Category) category {
		return category{categoryText(c.GetPath()), c.GetProductCount()}
	}, "")}, nil
}
