package till

import (
	"net/http"
	"net/url"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

const (
	ordersAPage = 20
	mostPicture = 4 // pictures that an order of the list shows
)

// ordersView is a page of the list; Next is the address of the older ones, First that of the newest where this is not it.
type ordersView struct {
	Orders      []orderRow
	First, Next string
}

type orderRow struct {
	ID, Status string
	Placed     int64 // UTC microseconds
	Total      commerce.Money
	Titles     string
	Pictures   []ui.Image
	More       int // products without a picture here
}

func (r orderRow) href() string { return "/orders/" + r.ID }

func (s *pages) showOrders(p *page.Page) error {
	cursor := p.Query("cursor")
	got, err := s.shop.Needs.Order.List(p.Ctx, &orderv1.ListRequest{UserId: p.Who.UserID(), Cursor: cursor, Limit: ordersAPage})
	if err != nil {
		return err
	}
	v := ordersView{}
	if cursor != "" {
		v.First = "/orders"
	}
	if next := got.GetNextCursor(); next != "" {
		v.Next = "/orders?cursor=" + url.QueryEscape(next)
	}
	cards := s.cards(p, shownProducts(got.GetOrders()))
	for _, o := range got.GetOrders() {
		v.Orders = append(v.Orders, rowOf(o, cards))
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Your orders", NoIndex: true}, ordersPage(v))
}

// shownProducts are those whose pictures the list shows, each once.
func shownProducts(orders []*orderv1.Order) []int64 {
	var ids []int64
	seen := map[int64]bool{}
	for _, o := range orders {
		for _, i := range o.GetItems()[:min(mostPicture, len(o.GetItems()))] {
			if id := i.GetProductId(); !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func rowOf(o *orderv1.Order, cards map[int64]*browsev1.Card) orderRow {
	r := orderRow{
		ID: o.GetOrderId(), Status: o.GetStatus(), Placed: o.GetCreatedAt(),
		Total: commerce.Money{Amount: o.GetTotal(), Currency: o.GetCurrency()},
	}
	var titles []string
	for n, i := range o.GetItems() {
		if n == mostPicture {
			r.More = len(o.GetItems()) - n
			break
		}
		l := orderLine(o, i, cards[i.GetProductId()])
		r.Pictures = append(r.Pictures, l.Picture)
		titles = append(titles, l.Title)
	}
	r.Titles = strings.Join(titles, ", ")
	return r
}
