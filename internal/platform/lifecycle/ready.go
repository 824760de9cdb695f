package lifecycle

import (
	"errors"
	"fmt"
	"strings"
)

// State is where a module stands in its life.
type State string

// The states in the order a module passes them; Failed ends it from any of the middle ones.
const (
	Waiting  State = "waiting"
	Starting State = "starting"
	Ready    State = "ready"
	Stopping State = "stopping"
	Stopped  State = "stopped"
	Failed   State = "failed"
)

// Status is one module's name and state.
type Status struct {
	Name  string
	State State
}

// Status lists the modules in starting order.
func (p *Process) Status() []Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Status, len(p.modules))
	for i, m := range p.modules {
		list[i] = Status{Name: m.Name, State: p.states[i]}
	}
	return list
}

// Ready is closed once every module has become ready; never, if one fails to start.
func (p *Process) Ready() <-chan struct{} { return p.ready }

// Check is the answer of a readiness probe: nil while every module is ready, otherwise an error that
// names those that are not. It turns bad as soon as stopping begins, before anything is let go of.
func (p *Process) Check() error {
	var behind []string
	for _, s := range p.Status() {
		if s.State != Ready {
			behind = append(behind, fmt.Sprintf("%s is %s", s.Name, s.State))
		}
	}
	if behind == nil {
		return nil
	}
	return errors.New("not ready: " + strings.Join(behind, ", "))
}

// set moves a module on. A failed loop stays failed until it is stopped: being told that the rest of
// the start went well must not make it look ready again.
func (p *Process) set(i int, s State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.states[i] == Failed && s == Ready {
		return
	}
	p.states[i] = s
}
