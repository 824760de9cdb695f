package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) adminMailboxRoutes() {
	route(g, huma.Operation{
		OperationID: "list-mailbox", Method: http.MethodGet, Path: "/v1/admin/mailbox", Tags: []string{"admin"},
		Summary: "Mail that was sent, newest first",
	}, rule{access: door.Operator}, g.listMailbox)
}

type mailboxInput struct {
	To string `query:"to" maxLength:"254" doc:"Default: everyone's."`
	Paging
}

// mail is one message as it went out.
type mail struct {
	MailID  string    `json:"mail_id"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind" example:"order_confirmed"`
	OrderID string    `json:"order_id,omitempty"`
	UserID  id        `json:"user_id,omitempty"`
}

func (g *Gateway) listMailbox(ctx context.Context, _ *door.Visit, in *mailboxInput) (*output[list[mail]], error) {
	got, err := g.needs.Notification.ListMailbox(ctx, &notificationv1.ListMailboxRequest{To: in.To, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[mail]]{listOf(got.GetItems(), func(m *notificationv1.Mail) mail {
		return mail{
			m.GetMailId(), m.GetTo(), m.GetSubject(), m.GetText(), commerce.FromMicros(m.GetAt()), m.GetKind(), m.GetOrderId(),
			idOf(m.GetUserId()),
		}
	}, got.GetNextCursor())}, nil
}
