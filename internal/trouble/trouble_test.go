package trouble

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/platform/errs"
)

func set(t *testing.T, s *Switches, name, position string) {
	t.Helper()
	if err := s.Set(name, position); err != nil {
		t.Fatalf("set %s to %s: %v", name, position, err)
	}
}

func find(t *testing.T, s *Switches, name string) Switch {
	t.Helper()
	for _, sw := range s.State() {
		if sw.Name == name {
			return sw
		}
	}
	t.Fatalf("no switch %s", name)
	return Switch{}
}

func TestEverySwitchBeginsInWorks(t *testing.T) {
	t.Parallel()
	all := New(time.Now).State()
	if len(all) != 3 {
		t.Fatalf("%d switches, want 3", len(all))
	}
	for _, sw := range all {
		if sw.Position != Works || !sw.Until.IsZero() || len(sw.Positions) < 2 || sw.Positions[0].Name != Works {
			t.Errorf("%+v", sw)
		}
		for _, p := range sw.Positions {
			if p.Text == "" {
				t.Errorf("%s of %s does not say what it does", p.Name, sw.Name)
			}
		}
	}
}

func TestASwitchFallsBackByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(time.Now)
		set(t, s, Payments, Declines)
		set(t, s, Mail, Stopped)
		if got := find(t, s, Payments); got.Position != Declines || !got.Until.Equal(time.Now().Add(LastsFor)) {
			t.Fatalf("%+v", got)
		}
		<-time.After(LastsFor - time.Second)
		if got := find(t, s, Payments); got.Position != Declines {
			t.Fatalf("a second too early: %+v", got)
		}
		set(t, s, Mail, Stopped) // anew
		<-time.After(time.Second)
		if got := find(t, s, Payments); got.Position != Works || !got.Until.IsZero() || s.Token("tok_approve") != "tok_approve" {
			t.Fatalf("it stayed: %+v", got)
		}
		if got := find(t, s, Mail); got.Position != Stopped {
			t.Fatalf("turning it again did not begin its time anew: %+v", got)
		}
	})
}

func TestASwitchCanBeTurnedBackByHand(t *testing.T) {
	t.Parallel()
	s := New(time.Now)
	set(t, s, Payments, TimesOut)
	set(t, s, Search, Slow)
	set(t, s, Payments, Works)
	if got := find(t, s, Payments); got.Position != Works || !got.Until.IsZero() {
		t.Fatalf("%+v", got)
	}
	if got := find(t, s, Search); got.Position != Slow {
		t.Fatalf("another switch moved: %+v", got)
	}
}

func TestUnknownNamesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	s := New(time.Now)
	for name, c := range map[string]struct{ name, position, field, problem string }{
		"a switch":    {"coffee", Works, "switch", "must be payments, mail or search"},
		"no switch":   {"", "", "switch", "must be payments, mail or search"},
		"a position":  {Payments, Slow, "position", "of payments must be works or declines or times_out"},
		"no position": {Mail, "", "position", "of mail must be works or stopped"},
	} {
		e := errs.As(s.Set(c.name, c.position))
		if e == nil || e.Kind != errs.KindInvalid || len(e.Fields) != 1 || e.Fields[0] != (errs.Field{Name: c.field, Problem: c.problem}) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	for _, sw := range s.State() {
		if sw.Position != Works {
			t.Errorf("a refused call turned %s", sw.Name)
		}
	}
}

func TestAListIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	s := New(time.Now)
	s.State()[0].Positions[0].Text = "scribbled"
	if got := s.State()[0].Positions[0].Text; got == "scribbled" {
		t.Fatal("a caller changed what others read")
	}
}

func TestSwitchesAreTurnedAndReadAtOnce(t *testing.T) {
	t.Parallel()
	s := New(time.Now)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			position := Declines
			if i%2 == 0 {
				position = TimesOut
			}
			if err := s.Set(Payments, position); err != nil {
				t.Error(err)
			}
			if got := s.Token("tok_approve"); got != "tok_decline" && got != "tok_timeout_not_charged" {
				t.Errorf("token %s", got)
			}
			s.State()
		})
	}
	wg.Wait()
}
