package sales

import (
	"net/http"
	"net/url"
	"strings"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/page"
	"rialto/internal/ui"
)

const mailsShown = 30

// mailboxView is a page of mail, newest first.
type mailboxView struct {
	To, Cursor, Next string
	Waiting          int64
	Mails            []*notificationv1.Mail
}

// mailbox shows what was sent: in this shop mail goes into a folder, and here.
func (s pages) mailbox(p *page.Page) error {
	v := mailboxView{To: strings.TrimSpace(p.Query("to")), Cursor: p.Query("cursor")}
	got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{To: v.To, Cursor: v.Cursor, Limit: mailsShown})
	if err != nil {
		return err
	}
	v.Mails, v.Next, v.Waiting = got.GetItems(), got.GetNextCursor(), got.GetWaiting()
	return p.Render(http.StatusOK, ui.Frame{Title: "Mailbox"}, mailboxPage(v))
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
