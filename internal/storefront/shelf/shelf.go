// Package shelf is where people look round: the front page, results, categories, products, suggestions.
//
// The one idea: the address is the whole state of what a page shows (list.go). Filters, sorting and pages are links and
// GET forms that lead to the next address; a script only fetches the same address and puts the part in place. Whatever an
// address has that cannot be understood is left out and said, so that a mistake costs a filter and never the page.
//
// It asks browse for products, search for completions, catalog for the tree of categories, and, where a page can do
// without, identity and shipping for the date a parcel would come (late.go: a late part is left out). What the front page
// shows is kept for half a minute (windows.go); nothing else is kept. It counts views and searches at the door, and never
// changes anything of the shop.
package shelf

import (
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/storefront"
)

type pages struct {
	shop    *storefront.Shop
	windows windows
}

// Routes adds the pages to the shop.
func Routes(shop *storefront.Shop) {
	s := &pages{shop: shop}
	looking, searching := page.Rule{Access: door.Open, Class: door.Browsing}, page.Rule{Access: door.Open, Class: door.Searching}
	shop.Handle("GET /{$}", looking, s.home)
	shop.Handle("GET /search", searching, s.search)
	shop.Handle("GET /c/{path...}", searching, s.category)
	shop.Handle("GET /p/{product_id}", looking, s.product)
	shop.Handle("GET /suggest", looking, s.suggest)
	shop.Handle("GET /styleguide", looking, s.styleguide)
	shop.Handle("POST /preferences", page.Rule{Access: door.Unasked, Class: door.Browsing}, s.prefer)
	shop.Handle("GET /robots.txt", page.Rule{Access: door.Unasked}, s.robots)
	shop.Handle("GET /favicon.ico", page.Rule{Access: door.Unasked}, s.favicon)
}
