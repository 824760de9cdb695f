package trouble

import (
	"context"
	"time"

	"rialto/internal/platform/errs"
)

// What the parts ask, each time they are about to do something.

// searchPause is how much later a slow search answers: long enough to notice, short enough that pages still come.
const searchPause = 2 * time.Second

// Token returns the sandbox token as which the bank shall treat a card: the card's own while payments work.
func (s *Switches) Token(card string) string {
	switch s.position(Payments).to {
	case Declines:
		return "tok_decline"
	case TimesOut:
		return "tok_timeout_not_charged"
	}
	return card
}

// Mail returns why no mail can be sent; nil while it can.
func (s *Switches) Mail() error {
	if s.position(Mail).to == Stopped {
		return errs.Unavailable("mail_stopped", "Mail was stopped on the fault panel.")
	}
	return nil
}

// Search waits while search is slow, at most until ctx ends, whose error it returns then.
func (s *Switches) Search(ctx context.Context) error {
	if s.position(Search).to != Slow {
		return nil
	}
	t := time.NewTimer(searchPause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
