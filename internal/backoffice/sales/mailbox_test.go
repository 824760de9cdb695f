package sales

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/backoffice/backofficetest"
)

func TestMailIsShownAsItWasSent(t *testing.T) {
	t.Parallel()
	got := open(t, backofficetest.NewTown()).Get("/admin/mailbox")
	got.Has(http.StatusOK, "<details", "Order 5001 confirmed", "ann@example.org", "Hello Ann,\nthank you.", `href="/admin/orders/5001"`, "!not sent yet")
}

func TestMailIsFoundByItsReader(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Mails = append(town.Mails, &notificationv1.Mail{To: "gil@example.org", Subject: "To Gil"})
	desk := open(t, town)
	desk.Get("/admin/mailbox?to=+gil@example.org+").Has(http.StatusOK, "To Gil", "!Order 5001 confirmed", `value="gil@example.org"`)
	desk.Get("/admin/mailbox?to=nobody@example.org").Has(http.StatusOK, "Nothing was sent to nobody@example.org.", "Show all mail")
	desk.Get("/admin/mailbox?to="+strings.Repeat("a", 300)).Has(http.StatusUnprocessableEntity, "No mail can be looked for by this.")
}

func TestMailThatWaitsIsCounted(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Waiting, town.Mails = 1, nil
	desk := open(t, town)
	desk.Get("/admin/mailbox").Has(http.StatusOK, "1 mail is written and not sent yet.", "its confirmation is here within a second")
	town.Waiting = 1200
	desk.Get("/admin/mailbox").Has(http.StatusOK, "1,200 mails are written and not sent yet.")
}

func TestMailIsPaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Mails = nil
	for n := range mailsShown + 5 {
		town.Mails = append(town.Mails, &notificationv1.Mail{To: "ann@example.org", Subject: fmt.Sprintf("Mail %03d", n)})
	}
	desk := open(t, town)
	desk.Get("/admin/mailbox?to=ann@example.org").Has(http.StatusOK, "Mail 029", "!Mail 030", "cursor=30&amp;to=ann%40example.org", "!Newest")
	desk.Get("/admin/mailbox?cursor=30").Has(http.StatusOK, "Mail 030", "!Mail 029", "Newest", "!Older")
	desk.Get("/admin/mailbox?cursor=garbage&to=ann@example.org").Leads("/admin/mailbox?to=ann%40example.org")
}

func TestHostileMail(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	town.Mails = []*notificationv1.Mail{{To: h("to"), Subject: h("subject"), Text: h("text"), OrderId: h("order")}}
	desk := open(t, town)
	desk.Get("/admin/mailbox").Shows("to", "subject", "text", "order")
	desk.Get("/admin/mailbox?" + form("to", h("asked")).Encode()).Shows("asked")
}
