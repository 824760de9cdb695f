package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// step is one line of a saga: what it does and how that is undone. Both may be asked again and again; both carry the
// order id as their key, so a neighbour does them once. A step without undo changes nothing that needs undoing.
//
// do returns nil (done), a *refusal (a definite no: the saga turns round), errStop (it put the saga to sleep, somebody else
// has to act) or any other error (no answer: the same step is asked again).
type step struct {
	name string
	when func(*run) bool // whether this order needs the step; nil = every order. What is not needed costs nothing.
	do   func(context.Context, *run) error
	undo func(context.Context, *run) error

	// durable: the step must be on record before do is called, because do changes something elsewhere.
	durable bool
	// reach names the last step that goes on record together with this one. Who takes the saga over begins again here, which
	// changes nothing where a step is done, and undoes from reach if it meets a no.
	reach string
}

func (st step) applies(r *run) bool { return st.when == nil || st.when(r) }

// run is a saga in the hands of this worker.
type run struct {
	saga  *Saga
	order *Order
	// unsaved: the row does not yet show the step that is about to run.
	unsaved bool
	// resumed: another worker may have been further than the row's step, up to Data.Reach.
	resumed bool
}

// refusal is a definite no, with what the buyer is told.
type refusal struct{ problem Problem }

// Error implements error.
func (r *refusal) Error() string { return r.problem.Code + ": " + r.problem.Detail }

// stuck is a no that asking again cannot change, where the saga may not turn round: a person must look.
type stuck struct{ error }

// Unwrap returns what was said.
func (s *stuck) Unwrap() error { return s.error }

// errStop ends driving without a fault: the saga is done, asleep or somebody else's.
var errStop = errors.New("nothing more to do here")

// patience is how long a worker goes on asking by itself before it leaves the saga to the sweeper.
const patience = 4

// stepLimit ends a step whose neighbour or store hangs. It is longer than any limit they have of their own.
const stepLimit = 10 * time.Second

// drive advances a saga as far as it goes. Errors are noted in the saga's row; the sweeper comes back for the rest.
func (s *Service) drive(ctx context.Context, r *run) {
	steps := s.stepsOf(r.saga)
	for {
		err := s.move(ctx, r, steps)
		switch {
		case err == nil:
		case errors.Is(err, errStop) || errors.Is(err, ErrFenced) || ctx.Err() != nil:
			return
		default:
			if !s.again(ctx, r, err) {
				return
			}
		}
	}
}

// move takes the saga one step forward, or all the way back.
func (s *Service) move(ctx context.Context, r *run, steps []step) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	if r.saga.State == Undoing {
		return s.turnBack(ctx, r, steps)
	}
	return s.forward(ctx, r, steps)
}

// start drives a saga apart from the request, which may go away, and reports whether it came to rest within limit. Until it
// has, the run belongs to its driver alone.
func (s *Service) start(ctx context.Context, r *run, limit time.Duration) (rested bool, err error) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.drive(context.WithoutCancel(ctx), r)
	}()
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-ended:
		return true, nil
	case <-t.C:
		return false, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func (s *Service) stepsOf(saga *Saga) []step {
	switch saga.Kind {
	case Canceling:
		return s.cancel
	case Refunding:
		return s.refunding
	}
	return s.placing
}

// indexOf is -1 for a step that this version does not know.
func indexOf(steps []step, name string) int {
	return slices.IndexFunc(steps, func(st step) bool { return st.name == name })
}

// forward runs the current step and moves to the next one.
func (s *Service) forward(ctx context.Context, r *run, steps []step) error {
	i := indexOf(steps, r.saga.Step)
	st := steps[i]
	if st.durable && (r.unsaved && indexOf(steps, r.saga.Data.Reach) < i || s.tired(r)) {
		if indexOf(steps, st.reach) > indexOf(steps, r.saga.Data.Reach) { // it never shrinks: somebody else may have been there
			r.saga.Data.Reach = st.reach
		}
		if err := s.save(ctx, r, Running, "begin"); err != nil {
			return err
		}
	}
	fault.Point("order." + st.name + ".before")
	err := st.do(ctx, r)
	fault.Point("order." + st.name + ".after")
	var no *refusal
	switch {
	case err == nil && i == len(steps)-1:
		return errStop
	case err == nil:
		for i++; !steps[i].applies(r); i++ { // the last step always applies
		}
		r.saga.Step, r.saga.Tries, r.unsaved = steps[i].name, 0, true
		return nil
	case errors.As(err, &no):
		return s.turnRound(ctx, r, no.problem)
	case definite(err) && r.saga.Kind == Placing:
		s.log.Error("a neighbour refused a checkout that should be right", "order", r.saga.OrderID, "step", st.name, "error", err)
		return s.turnRound(ctx, r, Problem{
			Code: "checkout_failed", Detail: "This order could not be completed. Nothing was charged, or it is given back.",
		})
	}
	return fmt.Errorf("%s: %w", st.name, err)
}

// tired reports that the lease is half over: the next step may take the other half.
func (s *Service) tired(r *run) bool {
	return r.saga.DueAt-s.micros() < s.cfg.Lease.Microseconds()/2
}

// turnRound puts on record why the saga goes back, and from where.
func (s *Service) turnRound(ctx context.Context, r *run, problem Problem) error {
	if steps := s.stepsOf(r.saga); r.resumed && indexOf(steps, r.saga.Data.Reach) > indexOf(steps, r.saga.Step) {
		r.saga.Step = r.saga.Data.Reach
	}
	r.saga.Data.Problem, r.saga.Tries = &problem, 0
	return s.save(ctx, r, Undoing, "refused: "+problem.Code)
}

// definite reports a no that asking again cannot turn into a yes. A checkout that meets one is undone at once, instead of
// holding stock until a person looks; a cancellation owes the buyer money and goes on asking.
func definite(err error) bool {
	return errs.Is(err, errs.KindInvalid) || errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindConflict)
}

// turnBack undoes the current step and all before it, then closes the order. Undoing may not fail: what gets no answer
// is asked again for ever.
func (s *Service) turnBack(ctx context.Context, r *run, steps []step) error {
	for i := indexOf(steps, r.saga.Step); i >= 0; i-- {
		if steps[i].undo == nil || !steps[i].applies(r) {
			continue
		}
		fault.Point("order." + steps[i].name + ".undo.before")
		if err := steps[i].undo(ctx, r); err != nil {
			return fmt.Errorf("undo %s: %w", steps[i].name, err)
		}
		fault.Point("order." + steps[i].name + ".undo.after")
		r.saga.Step = steps[i].name
	}
	if r.saga.Kind != Placing {
		return stopAfter(s.store.Advance(ctx, s.noted(r.saga, Done, "refused")))
	}
	return stopAfter(s.closeCanceled(ctx, r))
}

// save writes where the saga stands and renews the lease.
func (s *Service) save(ctx context.Context, r *run, state SagaState, what string) error {
	r.saga.DueAt = s.now().Add(s.cfg.Lease).UnixMicro()
	err := s.store.Advance(ctx, s.noted(r.saga, state, what))
	if err == nil {
		r.unsaved = false
	}
	return err
}

func (s *Service) noted(saga *Saga, state SagaState, what string) *Saga {
	saga.State = state
	saga.Log = append(saga.Log, LogEntry{At: s.micros(), Step: saga.Step, What: what})
	return saga
}

func stopAfter(err error) error {
	if err != nil {
		return err
	}
	return errStop
}

// again notes a step that got no answer and decides who asks next: this worker after a short pause, or the sweeper.
func (s *Service) again(ctx context.Context, r *run, cause error) (goOn bool) {
	r.saga.Tries++
	r.saga.Error = cause.Error()
	if r.saga.Tries == 1 {
		r.saga.Data.Failing = s.micros()
	}
	pause := backoff(r.saga.Tries)
	r.saga.DueAt = s.now().Add(max(pause, s.cfg.Lease)).UnixMicro()
	state := r.saga.State
	leave := r.saga.Tries > patience
	if leave {
		r.saga.DueAt = s.now().Add(pause).UnixMicro()
	}
	if s.hopeless(r.saga, cause, leave) {
		s.log.Error("ALARM a saga needs a person", "order", r.saga.OrderID, "kind", r.saga.Kind, "step", r.saga.Step, "error", cause)
		state, leave = NeedsPerson, true
	}
	s.log.Warn("saga step without answer", "order", r.saga.OrderID, "step", r.saga.Step, "state", r.saga.State,
		"tries", r.saga.Tries, "error", cause)
	writing, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	if err := s.store.Advance(writing, s.noted(r.saga, state, "no answer")); err != nil || leave {
		return false
	}
	return sleep(ctx, pause) == nil
}

// hopeless gives up on a step that has had no answer for a day, or nothing but a definite no from a neighbour that may not say
// no: what was begun must be ended, and a person must look how.
func (s *Service) hopeless(saga *Saga, cause error, leave bool) bool {
	var final *stuck
	return errors.As(cause, &final) || leave && (definite(cause) || saga.DueAt-saga.Data.Failing > (24*time.Hour).Microseconds())
}

// backoff is the pause before try n+1: 50 ms doubling to 60 s.
func backoff(tries int64) time.Duration {
	d := 50 * time.Millisecond << min(tries-1, 11)
	return min(d, time.Minute)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refuse turns a neighbour's definite no into what the buyer is told; "no answer" stays an error.
func refuse(err error, codes ...string) error {
	e := errs.As(err)
	if e == nil || errs.Unanswered(err) {
		return err
	}
	for _, code := range codes {
		if e.Code == code {
			return &refusal{Problem{Code: code, Detail: e.Message, ProductIDs: append(idsIn(e.Meta["product_ids"]), idsIn(e.Meta["product_id"])...)}}
		}
	}
	return err
}

// idsIn reads the comma-separated ids of an error's meta.
func idsIn(text string) []int64 {
	var out []int64
	for part := range strings.SplitSeq(text, ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			out = append(out, id)
		}
	}
	return out
}
