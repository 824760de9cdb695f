package backoffice

import (
	"context"
	"strconv"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Names are what things of one kind are called, by id. A room that does not answer costs the names, not the page: Of then
// tells the kind and the id.
type Names struct {
	Kind string // "Seller"
	ByID map[int64]string
}

// Of names a thing.
func (n Names) Of(id int64) string {
	if name := n.ByID[id]; name != "" {
		return name
	}
	return n.Kind + " " + strconv.FormatInt(id, 10)
}

// Sellers names all sellers.
func (o *Office) Sellers(ctx context.Context) Names {
	names := Names{"Seller", map[int64]string{}}
	got, err := o.Needs.Catalog.ListSellers(ctx, &catalogv1.ListSellersRequest{})
	if err != nil {
		o.Deps.Log.Warn("name the sellers", "error", err)
	}
	for _, s := range got.GetSellers() {
		names.ByID[s.GetSellerId()] = s.GetName()
	}
	return names
}

// Warehouses names all warehouses, and lists them by id.
func (o *Office) Warehouses(ctx context.Context) (Names, []*inventoryv1.Warehouse) {
	names := Names{"Warehouse", map[int64]string{}}
	got, err := o.Needs.Inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		o.Deps.Log.Warn("name the warehouses", "error", err)
	}
	for _, w := range got.GetWarehouses() {
		names.ByID[w.GetWarehouseId()] = w.GetName()
	}
	return names, got.GetWarehouses()
}

// Shelf is what the catalogue tells of some products.
type Shelf map[int64]*catalogv1.Product

// mostProducts is how many the catalogue tells of at once.
const mostProducts = 200

// Products looks products up, each once however often it is named, the first 200.
func (o *Office) Products(ctx context.Context, ids []int64) Shelf {
	found := Shelf{}
	var once []int64
	for _, id := range ids {
		if _, named := found[id]; !named && len(once) < mostProducts {
			once, found[id] = append(once, id), nil
		}
	}
	if len(once) == 0 {
		return found
	}
	got, err := o.Needs.Catalog.GetProducts(ctx, &catalogv1.GetProductsRequest{ProductIds: once})
	if err != nil {
		o.Deps.Log.Warn("name the products", "error", err)
	}
	for _, p := range got.GetProducts() {
		found[p.GetProductId()] = p
	}
	return found
}

// Title names a product.
func (s Shelf) Title(id int64) string {
	if t := s[id].GetTitle(); t != "" {
		return t
	}
	return "Product " + strconv.FormatInt(id, 10)
}

// Picture is a product's first picture; "" without one.
func (s Shelf) Picture(id int64) string {
	if pictures := s[id].GetImageUrls(); len(pictures) > 0 {
		return pictures[0]
	}
	return ""
}
