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
	Of        string // an order whose customer's orders are meant: a link that carries nobody's address
	Who       string // that customer
	Problem   string
	Orders    []*orderv1.Order
	Cursor    string
	Next      string
}

// listOrders finds by number, e-mail and status. A number leads straight to its order.
func (s pages) listOrders(p *page.Page) error {
	v := ordersView{Q: strings.TrimSpace(p.Query("q")), Of: p.Query("of"), Status: p.Query("status"), Cursor: p.Query("cursor")}
	if !slices.Contains(statuses, v.Status) {
		v.Status = ""
	}
	req := &orderv1.ListAllRequest{Status: v.Status, Cursor: v.Cursor, Limit: ordersShown}
	if found, err := s.narrow(p, &v, req); err != nil {
		return err
	} else if found != "" {
		return p.Redirect("/admin/orders/" + found)
	}
	status := http.StatusUnprocessableEntity
	if v.Problem == "" {
		got, err := s.Needs.Order.ListAll(p.Ctx, req)
		switch {
		case errs.Is(err, errs.KindInvalid) && v.Cursor != "": // a page that is none: from the start
			return p.Redirect(v.href(v.Status, ""))
		case errs.Is(err, errs.KindInvalid): // an address that cannot be one
			v.Problem = "That cannot be looked for. Look for an order's number or a whole e-mail address."
		case err != nil:
			return err
		default:
			status = http.StatusOK
		}
		v.Orders, v.Next = got.GetOrders(), got.GetNextCursor()
	}
	return p.Render(status, ui.Frame{Title: "Orders"}, ordersPage(v))
}

// narrow reads what is looked for into the request. found is the order whose number it is.
func (s pages) narrow(p *page.Page, v *ordersView, req *orderv1.ListAllRequest) (found string, err error) {
	switch {
	case v.Q == "" && number(v.Of):
		return "", s.customerOf(p, v, req)
	case v.Q == "":
		v.Of = ""
	case number(v.Q):
		if _, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: v.Q}); err == nil {
			return v.Q, nil
		} else if !errs.Is(err, errs.KindNotFound) {
			return "", err
		}
		v.Problem = "There is no order with this number."
	case strings.Contains(v.Q, "@"):
		req.UserId, err = s.userOf(p, v.Q)
		req.Email = v.Q
		return "", err
	default:
		v.Problem = "Look for an order's number or a whole e-mail address."
	}
	return "", nil
}

// customerOf narrows to the orders of whoever placed one: of their account, and under the address they gave.
func (s pages) customerOf(p *page.Page, v *ordersView, req *orderv1.ListAllRequest) error {
	o, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: v.Of})
	if err != nil {
		return err
	}
	req.UserId, req.Email, v.Who = o.GetUserId(), o.GetEmail(), o.GetAddress().GetName()
	return nil
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
	return text != "" && len(text) <= 20 && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// href is the list with another status, or its next page.
func (v ordersView) href(status, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Q, "of": v.Of, "status": status, "cursor": cursor} {
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

// along are what a new search keeps.
func (v ordersView) along() []ui.Hidden {
	if v.Status == "" {
		return nil
	}
	return []ui.Hidden{{Name: "status", Value: v.Status}}
}

// nothing says why the list is empty.
func (v ordersView) nothing() string {
	switch {
	case v.Problem != "":
		return v.Problem
	case v.Q != "" && v.Status != "":
		return "No order of " + v.Q + " is " + v.Status + "."
	case v.Q != "":
		return "Nobody has ordered as " + v.Q + ". An address counts whole."
	case v.Status != "":
		return "No order is " + v.Status + " right now."
	}
	return "Orders appear here the moment they are placed."
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

// to is who gets the parcels, and where.
func to(o *orderv1.Order) string {
	a := o.GetAddress()
	if a.GetCity() == "" {
		return a.GetName()
	}
	return a.GetName() + ", " + a.GetCity()
}
