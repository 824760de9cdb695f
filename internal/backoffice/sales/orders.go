package sales

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// statuses are those an order can be in, in their order.
var statuses = []string{"pending", "confirmed", "shipped", "delivered", "returned", "canceled"}

const ordersShown = 50

// ordersView is a page of orders, and what was looked for.
type ordersView struct {
	Q, Status string
	Problem   string
	Orders    []*orderv1.Order
	Cursor    string
	Next      string
}

// listOrders finds by number, e-mail and status. A number leads straight to its order.
func (s pages) listOrders(p *page.Page) error {
	v := ordersView{Q: strings.TrimSpace(p.Query("q")), Status: p.Query("status"), Cursor: p.Query("cursor")}
	if !slices.Contains(statuses, v.Status) {
		v.Status = ""
	}
	req := &orderv1.ListAllRequest{Status: v.Status, Cursor: v.Cursor, Limit: ordersShown}
	switch {
	case v.Q == "":
	case number(v.Q):
		if _, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: v.Q}); err == nil {
			return p.Redirect("/admin/orders/" + v.Q)
		} else if !errs.Is(err, errs.KindNotFound) {
			return err
		}
		v.Problem = "There is no order with this number."
	case strings.Contains(v.Q, "@"):
		user, err := s.userOf(p, v.Q)
		if err != nil {
			return err
		}
		req.UserId, req.Email = user, v.Q
	default:
		v.Problem = "Look for an order's number or a whole e-mail address."
	}
	if v.Problem == "" {
		got, err := s.Needs.Order.ListAll(p.Ctx, req)
		if err != nil {
			return err
		}
		v.Orders, v.Next = got.GetOrders(), got.GetNextCursor()
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Orders"}, ordersPage(v))
}

// userOf returns the account of an e-mail, 0 where there is none: a guest's orders carry the address themselves.
func (s pages) userOf(p *page.Page, email string) (int64, error) {
	got, err := s.Needs.Identity.FindUser(p.Ctx, &identityv1.FindUserRequest{Email: email})
	if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindInvalid) {
		return 0, nil
	}
	return got.GetUser().GetUserId(), err
}

func number(text string) bool {
	return len(text) <= 20 && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// href is the list with something changed.
func (v ordersView) href(status, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Q, "status": status, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/admin/orders"
	}
	return "/admin/orders?" + q.Encode()
}

func (v ordersView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Text: "All", Href: v.href("", ""), Count: -1, Current: v.Status == ""}}
	for _, status := range statuses {
		tabs = append(tabs, ui.Tab{
			Text: strings.ToUpper(status[:1]) + status[1:], Href: v.href(status, ""), Count: -1, Current: v.Status == status,
		})
	}
	return tabs
}

// first is where the list begins, from a later page.
func (v ordersView) first() string {
	if v.Cursor == "" {
		return ""
	}
	return v.href(v.Status, "")
}

func (v ordersView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.href(v.Status, v.Next)
}

func total(o *orderv1.Order) commerce.Money {
	return commerce.Money{Amount: o.GetTotal(), Currency: o.GetCurrency()}
}

func units(o *orderv1.Order) int64 {
	n := int64(0)
	for _, i := range o.GetItems() {
		n += i.GetQuantity()
	}
	return n
}
