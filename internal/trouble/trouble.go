// Package trouble breaks parts of a demo shop on purpose, so that people can watch it degrade and recover. It owns the
// switches behind the back office's fault panel: payments, mail and search.
//
// The one idea: a switch only says how its part shall behave; the part asks, and its own books stay true. Payments that
// fail are failed by the sandbox bank, mail that is stopped waits in its rows, search that is slow is only late. So
// `rialto verify` passes whatever was switched. A switch falls back by itself after ten minutes, because nobody thinks of
// it then.
//
// State lives in memory, in one process, and is gone with it. It asks nobody, publishes nothing, and is wired only with
// the demo.
package trouble

import (
	"slices"
	"strings"
	"sync"
	"time"

	"rialto/internal/platform/errs"
)

// The switches.
const (
	Payments = "payments"
	Mail     = "mail"
	Search   = "search"
)

// The positions. Works is where every switch belongs.
const (
	Works    = "works"
	Declines = "declines"
	TimesOut = "times_out"
	Stopped  = "stopped"
	Slow     = "slow"
)

// LastsFor is how long a switch stays where it was turned to.
const LastsFor = 10 * time.Minute

// Position is what a switch can be turned to, and what it does in words.
type Position struct{ Name, Text string }

// Switch is one switch as it is.
type Switch struct {
	Name      string
	Position  string     // the name of the one it is in
	Positions []Position // all there are, Works first
	Until     time.Time  // when it falls back; zero = it is in Works
}

var positions = map[string][]Position{
	Payments: {
		{Works, "Cards do what their test number says."},
		{Declines, "The bank declines every card."},
		{TimesOut, "The bank does not answer, and has not charged the card when it is asked again."},
	},
	Mail: {
		{Works, "Mail is sent at once."},
		{Stopped, "No mail leaves the shop; it waits and is sent afterwards."},
	},
	Search: {
		{Works, "Search answers at once."},
		{Slow, "Every search takes two seconds longer."},
	},
}

// turned is a switch that is not in Works.
type turned struct {
	to    string
	until time.Time
}

// Switches are all switches, each in Works at first. They are safe for concurrent use.
type Switches struct {
	now    func() time.Time
	mu     sync.Mutex
	turned map[string]turned
}

// New returns the switches. now tells when one falls back.
func New(now func() time.Time) *Switches {
	return &Switches{now: now, turned: map[string]turned{}}
}

// State lists the switches in the order in which a buyer meets their parts.
func (s *Switches) State() []Switch {
	var all []Switch
	for _, name := range []string{Search, Payments, Mail} {
		at := s.position(name)
		all = append(all, Switch{Name: name, Position: at.to, Positions: slices.Clone(positions[name]), Until: at.until})
	}
	return all
}

// Set turns a switch, for LastsFor from now; turning it to where it is begins that time anew. Names that there are not are
// errs.Invalid.
func (s *Switches) Set(name, position string) error {
	known, ok := positions[name]
	if !ok {
		return errs.InvalidFields(errs.Field{Name: "switch", Problem: "must be payments, mail or search"})
	}
	if !slices.ContainsFunc(known, func(p Position) bool { return p.Name == position }) {
		return errs.InvalidFields(errs.Field{Name: "position", Problem: "of " + name + " must be " + names(known)})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.turned, name)
	if position != Works {
		s.turned[name] = turned{position, s.now().Add(LastsFor)}
	}
	return nil
}

func names(all []Position) string {
	var out []string
	for _, p := range all {
		out = append(out, p.Name)
	}
	return strings.Join(out, " or ")
}

// position returns where a switch is; one whose time is up is in Works again.
func (s *Switches) position(name string) turned {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.turned[name]
	if !ok || !s.now().Before(at.until) {
		return turned{to: Works}
	}
	return at
}
