package trouble

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/platform/errs"
)

func TestCardsAreTreatedAsTheSwitchSays(t *testing.T) {
	t.Parallel()
	for position, want := range map[string]string{
		Works: "tok_3ds", Declines: "tok_decline", TimesOut: "tok_timeout_not_charged",
	} {
		s := New(time.Now)
		set(t, s, Payments, position)
		if got := s.Token("tok_3ds"); got != want {
			t.Errorf("%s: %s, want %s", position, got, want)
		}
	}
}

func TestMailStopsWithAReasonAndGoesOn(t *testing.T) {
	t.Parallel()
	s := New(time.Now)
	if err := s.Mail(); err != nil {
		t.Fatalf("at first: %v", err)
	}
	set(t, s, Mail, Stopped)
	if err := s.Mail(); !errs.HasCode(err, "mail_stopped") {
		t.Fatalf("stopped: %v", err)
	}
	set(t, s, Mail, Works)
	if err := s.Mail(); err != nil {
		t.Fatalf("afterwards: %v", err)
	}
}

func TestSlowSearchIsLateAndNoLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(time.Now)
		took := func(ctx context.Context) (time.Duration, error) {
			began := time.Now()
			err := s.Search(ctx)
			return time.Since(began), err
		}
		if d, err := took(t.Context()); d != 0 || err != nil {
			t.Fatalf("while it works: %s, %v", d, err)
		}
		set(t, s, Search, Slow)
		if d, err := took(t.Context()); d != searchPause || err != nil {
			t.Fatalf("slow: %s, %v", d, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if d, err := took(ctx); d != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("with a deadline: %s, %v", d, err)
		}
	})
}
