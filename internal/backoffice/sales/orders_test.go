package sales

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

// book has two orders of Ann and one of a guest.
func book() *backofficetest.Town {
	town := backofficetest.NewTown()
	guest := backofficetest.AnOrder("5003", "pending")
	guest.UserId, guest.Email, guest.Address.Name, guest.Payment = 12, "gil@example.org", "Gil Guest", nil
	town.Orders = []*orderv1.Order{guest, backofficetest.AnOrder("5002", "canceled"), backofficetest.AnOrder("5001", "confirmed")}
	return town
}

func TestOrdersAreListed(t *testing.T) {
	t.Parallel()
	got := open(t, book()).Get("/admin/orders")
	got.Has(http.StatusOK, "/admin/orders/5003", "/admin/orders/5002", "/admin/orders/5001", "Ann Arbor, Seattle", "Gil Guest", "$46.99",
		"3 Mar 2026, 12:00 UTC", "Captured", `data-label="Total"`)
	if strings.Index(got.Body, "5003") > strings.Index(got.Body, "5001") {
		t.Error("the newest is not first")
	}
}

func TestOrdersAreFound(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name, query string
		status      int
		words       []string
	}{
		{"by status", "?status=canceled", 200, []string{"5002", "!5001", `aria-current="page">Canceled`}},
		{"by a status that there is not", "?status=lost", 200, []string{"5001", "5002", `aria-current="page">All`}},
		{"by the account's e-mail", "?q=ann@example.org", 200, []string{"5001", "5002", "!5003"}},
		{"by a guest's e-mail", "?q=gil@example.org", 200, []string{"5003", "!5001"}},
		{"by e-mail and status", "?q=ann@example.org&status=confirmed", 200, []string{"5001", "!5002", `name="status" value="confirmed"`}},
		{"by the customer of an order", "?of=5001", 200, []string{"5001", "5002", "!5003", "Ordered by Ann Arbor"}},
		{"by the guest of an order", "?of=5003", 200, []string{"5003", "!5001", "Ordered by Gil Guest", "!gil@example.org"}},
		{"by the customer and a status", "?of=5001&status=canceled", 200, []string{"5002", "!/admin/orders/5001", "of=5001&amp;status=shipped"}},
		{"by the customer of no order", "?of=999", 404, []string{"There is no order 999."}},
		{"by something that is no order", "?of=x", 200, []string{"5001", "5003", "!Ordered by"}},
		{"by an unknown e-mail", "?q=nobody@example.org", 200, []string{"Nobody has ordered as nobody@example.org."}},
		{"by e-mail and a status of none", "?q=ann@example.org&status=shipped", 200, []string{"No order of ann@example.org is shipped."}},
		{"by a status of none", "?status=returned", 200, []string{"No order is returned right now."}},
		{"by an unknown number", "?q=404", 422, []string{"There is no order with this number.", `value="404"`, `aria-invalid="true"`}},
		{"by words", "?q=lamp", 422, []string{"Look for an order&#39;s number or a whole e-mail address.", `value="lamp"`}},
		{"by an address that is too long", "?q=" + strings.Repeat("a", 300) + "@b", 422, []string{"That cannot be looked for."}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			open(t, book()).Get("/admin/orders"+s.query).Has(s.status, s.words...)
		})
	}
}

func TestANumberLeadsToItsOrder(t *testing.T) {
	t.Parallel()
	open(t, book()).Get("/admin/orders?q=+5002+").Leads("/admin/orders/5002")
}

func TestNoOrdersYet(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Orders = nil
	open(t, town).Get("/admin/orders").Has(http.StatusOK, "Orders appear here the moment they are placed.")
}

func TestOrdersArePaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Orders = nil
	for n := range 2*ordersShown + 1 {
		town.Orders = append(town.Orders, backofficetest.AnOrder(fmt.Sprint(7000+n), "confirmed"))
	}
	desk := open(t, town)
	desk.Get("/admin/orders?status=confirmed").Has(http.StatusOK, "7049", "!7050", "cursor=50&amp;status=confirmed", "!Newest")
	desk.Get("/admin/orders?status=confirmed&cursor=50").Has(http.StatusOK, "7050", "7099", "!7049", "!7100<", "Newest", "cursor=100")
	desk.Get("/admin/orders?status=confirmed&cursor=100").Has(http.StatusOK, "7100", "!7099", "!Older")
	desk.Get("/admin/orders?status=confirmed&cursor=garbage").Leads("/admin/orders?status=confirmed")
}

func TestAListThatCannotBeAskedIsAnErrorPage(t *testing.T) {
	t.Parallel()
	for room, path := range map[string]string{
		"order": "/admin/orders", "identity": "/admin/orders?q=ann@example.org", "notification": "/admin/mailbox",
	} {
		town := book()
		town.Down[room] = errs.Unavailable("down", "That room is being repaired.")
		got := open(t, town).Get(path)
		got.Has(http.StatusServiceUnavailable, "That room is being repaired.", "That is not possible right now")
		if got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: nothing says when to come again", path)
		}
	}
}

func TestHostileOrdersInTheList(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := book()
	town.Orders[0].Address.Name, town.Orders[0].Address.City = h("name"), h("city")
	town.Orders[0].Status, town.Orders[0].Payment = h("status"), &orderv1.PaymentState{Status: h("payment")}
	desk := open(t, town)
	desk.Get("/admin/orders").Shows("name", "city")
	desk.Get("/admin/orders?of=5003").Shows("name")
	town.Users["x"] = &identityv1.User{UserId: 90, Email: h("x") + "@b"}
	desk.Get("/admin/orders?q=" + form("", h("q")+"@b").Encode()[1:]).Shows("q")
}
