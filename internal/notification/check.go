package notification

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// A page of Check examines defaultCheck mails, at most maxCheck. A mail may wait for grace before that is a violation.
const (
	defaultCheck = 1000
	maxCheck     = 5000
	grace        = time.Minute
)

// Check walks every mail by order and kind. I20: one mail per order and kind, and none waits longer than a minute.
// Facts: kind "mail", id = mail_id, status = the mail's kind, at = when it was written.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	after, limit, err := checkPage(req)
	if err != nil {
		return nil, err
	}
	mails, err := s.store.Scan(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("scan mails: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(mails))}
	for _, m := range mails {
		if detail := s.wrong(m, after); detail != "" {
			resp.Violations = append(resp.Violations, &checkv1.Violation{
				Invariant: "I20", Subject: fmt.Sprintf("%s mail %s of order %s", m.Kind, m.ID, m.OrderID), Detail: detail,
			})
		}
		resp.Facts = append(resp.Facts, &checkv1.Fact{
			Kind: "mail", UserId: m.UserID, OrderId: m.OrderID, Id: m.ID, Status: string(m.Kind), Amount: 1, At: m.At,
		})
		after = Place{m.OrderID, m.Kind, m.ID}
	}
	if len(mails) == limit {
		resp.NextCursor = after.cursor()
	}
	return resp, nil
}

// wrong says what is wrong with a mail that comes after another one in the order of Scan; "" = nothing.
func (s *Service) wrong(m Mail, before Place) string {
	if m.OrderID == before.OrderID && m.Kind == before.Kind {
		return "the second one: mail " + before.ID + " said it already"
	}
	if age := s.now().Sub(commerce.FromMicros(m.At)); m.SentAt == 0 && age > grace {
		return fmt.Sprintf("not sent for %s, %d attempts failed", age.Round(time.Second), m.Attempt)
	}
	return ""
}

func (p Place) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.OrderID + " " + string(p.Kind) + " " + p.ID))
}

func checkPage(req *checkv1.CheckRequest) (after Place, limit int, err error) {
	limit = int(req.GetLimit())
	if limit == 0 {
		limit = defaultCheck
	}
	if limit < 0 || limit > maxCheck {
		return Place{}, 0, errs.InvalidFields(errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxCheck)})
	}
	if req.GetCursor() == "" {
		return Place{}, limit, nil
	}
	text, decodeErr := base64.RawURLEncoding.DecodeString(req.GetCursor())
	parts := strings.SplitN(string(text), " ", 3)
	if decodeErr != nil || len(parts) != 3 {
		return Place{}, 0, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
	}
	return Place{parts[0], Kind(parts[1]), parts[2]}, limit, nil
}
