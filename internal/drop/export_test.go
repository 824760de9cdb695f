package drop

import (
	"context"
	"testing"
)

// Move moves the waiting rooms on once, as Run does every second.
func (s *Service) Move(ctx context.Context) error { return s.move(ctx) }

// ReadTicket reads a text as the room does.
func (s *Service) ReadTicket(text string, now int64) (Ticket, bool) { return s.signer.read(text, now) }

// WriteTicket signs any ticket.
func (s *Service) WriteTicket(t Ticket, until int64) string { return s.signer.write(t, until) }

// Arrivals gives n places at each of the moments since the start.
func Arrivals(t testing.TB, since ...int64) (places []Place) {
	t.Helper()
	var a arrivals
	for _, us := range since {
		places = append(places, a.next(us))
	}
	return places
}
