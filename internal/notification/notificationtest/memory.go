package notificationtest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"rialto/internal/notification"
)

// Memory keeps mails in memory. It passes the suite and works under synctest.
type Memory struct {
	mu    sync.Mutex
	mails map[key]notification.Mail
}

type key struct {
	user int64
	id   string
}

var _ notification.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{mails: map[key]notification.Mail{}} }

// Add implements notification.Store.
func (s *Memory) Add(_ context.Context, m notification.Mail) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.mails[key{m.UserID, m.ID}]; !known {
		s.mails[key{m.UserID, m.ID}] = m
	}
	return nil
}

// MarkSent implements notification.Store.
func (s *Memory) MarkSent(_ context.Context, m notification.Mail, at int64) error {
	s.waiting(m, func(m *notification.Mail) { m.SentAt = at })
	return nil
}

// Postpone implements notification.Store.
func (s *Memory) Postpone(_ context.Context, m notification.Mail, tryAt int64) error {
	s.waiting(m, func(now *notification.Mail) {
		if now.Attempt == m.Attempt {
			now.Attempt, now.TryAt = m.Attempt+1, tryAt
		}
	})
	return nil
}

// waiting changes a mail if it is there and was not sent.
func (s *Memory) waiting(m notification.Mail, change func(*notification.Mail)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := key{m.UserID, m.ID}
	if now, known := s.mails[k]; known && now.SentAt == 0 {
		change(&now)
		s.mails[k] = now
	}
}

// Unsent implements notification.Store.
func (s *Memory) Unsent(_ context.Context, now int64, limit int) ([]notification.Mail, error) {
	return s.selected(func(m notification.Mail) bool { return m.SentAt == 0 && m.TryAt <= now },
		func(a, b notification.Mail) int { return cmp.Compare(a.TryAt, b.TryAt) }, limit), nil
}

// Waiting implements notification.Store.
func (s *Memory) Waiting(context.Context) (n int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		if m.SentAt == 0 {
			n++
		}
	}
	return n, nil
}

// List implements notification.Store.
func (s *Memory) List(_ context.Context, q notification.Listing) ([]notification.Mail, error) {
	last := notification.Mail{At: q.After.At, ID: q.After.ID}
	return s.selected(func(m notification.Mail) bool {
		return m.SentAt > 0 && (q.To == "" || strings.EqualFold(m.To, q.To)) && (q.OrderID == "" || m.OrderID == q.OrderID) &&
			(q.After.At == 0 || newest(m, last) > 0)
	}, newest, q.Limit), nil
}

// Scan implements notification.Store.
func (s *Memory) Scan(_ context.Context, after notification.Place, limit int) ([]notification.Mail, error) {
	last := notification.Mail{OrderID: after.OrderID, Kind: after.Kind, ID: after.ID}
	return s.selected(func(m notification.Mail) bool { return byOrder(m, last) > 0 }, byOrder, limit), nil
}

func (s *Memory) selected(want func(notification.Mail) bool, order func(a, b notification.Mail) int, limit int) []notification.Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []notification.Mail
	for _, m := range s.mails {
		if want(m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, order)
	return out[:min(limit, len(out))]
}

func newest(a, b notification.Mail) int {
	return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID))
}

func byOrder(a, b notification.Mail) int {
	return cmp.Or(cmp.Compare(a.OrderID, b.OrderID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}
