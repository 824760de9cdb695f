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
)

// ListMailbox pages through sent mail, newest first; to "" = everyone's. For operators.
func (s *Service) ListMailbox(ctx context.Context, req *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error) {
	limit, after, err := mailboxPage(req)
	if err != nil {
		return nil, err
	}
	mails, err := s.store.List(ctx, req.GetTo(), after, limit)
	if err != nil {
		return nil, fmt.Errorf("list mailbox: %w", err)
	}
	resp := &notificationv1.ListMailboxResponse{}
	for _, m := range mails {
		resp.Items = append(resp.Items, m.proto())
	}
	if len(mails) == limit {
		resp.NextCursor = cursor(mails[len(mails)-1])
	}
	return resp, nil
}

// mailboxPage reads a request, naming every bad field.
func mailboxPage(req *notificationv1.ListMailboxRequest) (limit int, after Position, err error) {
	var bad []errs.Field
	limit = int(req.GetLimit())
	if limit == 0 {
		limit = defaultPage
	}
	if limit < 0 || limit > maxPage {
		bad = append(bad, errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxPage)})
	}
	if len(req.GetTo()) > maxAddress {
		bad = append(bad, errs.Field{Name: "to", Problem: fmt.Sprintf("must have at most %d characters", maxAddress)})
	}
	after, ok := position(req.GetCursor())
	if !ok {
		bad = append(bad, errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
	}
	if bad != nil {
		return 0, Position{}, errs.InvalidFields(bad...)
	}
	return limit, after, nil
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
