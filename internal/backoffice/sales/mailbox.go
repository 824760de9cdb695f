package sales

import (
	"net/http"
	"net/url"
	"strings"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

const mailsShown = 30

// mailboxView is a page of mail, newest first.
type mailboxView struct {
	To, Cursor, Next string
	Problem          string
	Waiting          int64
	Mails            []*notificationv1.Mail
}

// mailbox shows what was sent: in this shop mail goes into a folder, and here.
func (s pages) mailbox(p *page.Page) error {
	v := mailboxView{To: strings.TrimSpace(p.Query("to")), Cursor: p.Query("cursor")}
	got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{To: v.To, Cursor: v.Cursor, Limit: mailsShown})
	if errs.Is(err, errs.KindInvalid) && v.Cursor != "" { // a page that is none: from the start
		return p.Redirect(v.href(""))
	}
	if errs.Is(err, errs.KindInvalid) {
		v.Problem = "No mail can be looked for by this."
		return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "Mailbox"}, mailboxPage(v))
	}
	if err != nil {
		return err
	}
	v.Mails, v.Next, v.Waiting = got.GetItems(), got.GetNextCursor(), got.GetWaiting()
	return p.Render(http.StatusOK, ui.Frame{Title: "Mailbox"}, mailboxPage(v))
}

// nothing says why the list is empty.
func (v mailboxView) nothing() string {
	if v.To != "" {
		return "Nothing was sent to " + v.To + ". An address counts whole: ann@example.org, not ann."
	}
	return "Place an order in the shop, and its confirmation is here within a second."
}

func (v mailboxView) ways() []ui.Link {
	if v.To != "" {
		return []ui.Link{{Text: "Show all mail", Href: "/admin/mailbox"}}
	}
	return []ui.Link{{Text: "Go to the shop", Href: "/"}}
}

func (v mailboxView) href(cursor string) string {
	q := url.Values{}
	if v.To != "" {
		q.Set("to", v.To)
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	if len(q) == 0 {
		return "/admin/mailbox"
	}
	return "/admin/mailbox?" + q.Encode()
}

func (v mailboxView) first() string {
	if v.Cursor == "" {
		return ""
	}
	return v.href("")
}

func (v mailboxView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.href(v.Next)
}
