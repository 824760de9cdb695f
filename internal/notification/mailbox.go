package notification

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/platform/errs"
)

// A page of the mailbox has defaultPage mails, at most maxPage.
const (
	defaultPage = 50
	maxPage     = 100
	maxAddress  = 254 // RFC 5321
	maxOrderID  = 20  // digits of the largest id
)

// ListMailbox pages through sent mail, newest first; to "" = everyone's. For operators.
func (s *Service) ListMailbox(ctx context.Context, req *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error) {
	q, err := mailboxPage(req)
	if err != nil {
		return nil, err
	}
	limit := q.Limit
	q.Limit++ // one more than asked tells whether there is a next page
	mails, err := s.store.List(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list mailbox: %w", err)
	}
	waiting, err := s.store.Waiting(ctx)
	if err != nil {
		return nil, fmt.Errorf("count waiting mail: %w", err)
	}
	resp := &notificationv1.ListMailboxResponse{Waiting: waiting}
	if len(mails) > limit {
		mails = mails[:limit]
		resp.NextCursor = cursor(mails[limit-1])
	}
	for _, m := range mails {
		resp.Items = append(resp.Items, m.proto())
	}
	return resp, nil
}

// mailboxPage reads a request, naming every bad field.
func mailboxPage(req *notificationv1.ListMailboxRequest) (Listing, error) {
	var bad []errs.Field
	q := Listing{To: req.GetTo(), OrderID: req.GetOrderId(), Limit: int(req.GetLimit())}
	if q.Limit == 0 {
		q.Limit = defaultPage
	}
	if q.Limit < 0 || q.Limit > maxPage {
		bad = append(bad, errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxPage)})
	}
	if len(q.To) > maxAddress {
		bad = append(bad, errs.Field{Name: "to", Problem: fmt.Sprintf("must have at most %d characters", maxAddress)})
	}
	if len(q.OrderID) > maxOrderID {
		bad = append(bad, errs.Field{Name: "order_id", Problem: fmt.Sprintf("must have at most %d characters", maxOrderID)})
	}
	var ok bool
	if q.After, ok = position(req.GetCursor()); !ok {
		bad = append(bad, errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
	}
	if bad != nil {
		return Listing{}, errs.InvalidFields(bad...)
	}
	return q, nil
}

func (m Mail) proto() *notificationv1.Mail {
	return &notificationv1.Mail{
		MailId: m.ID, To: m.To, Subject: m.Subject, Text: m.Text, At: m.At, Kind: string(m.Kind), UserId: m.UserID, OrderId: m.OrderID,
	}
}

// cursor names the place after a mail, safe in an address line; position reads it back, "" being the start.
func cursor(m Mail) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", m.At, m.ID))
}

func position(cursor string) (Position, bool) {
	if cursor == "" {
		return Position{}, true
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return Position{}, false
	}
	at, id, found := strings.Cut(string(text), " ")
	n, err := strconv.ParseInt(at, 10, 64)
	return Position{n, id}, found && err == nil && n > 0
}
