package till

import (
	"fmt"
	"sync"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

const (
	lookEvery    = 750 * time.Millisecond // while somebody watches
	beatEvery    = 15 * time.Second
	watchedMost  = 15 * time.Minute // then the browser asks again, and who it is is asked again too
	streamsEach  = 4
	streamsInAll = 1_000
)

// streams counts who watches, so that open pages cannot use the shop up.
type streams struct {
	mu   sync.Mutex
	all  int
	each map[int64]int
}

func newStreams() *streams { return &streams{each: map[int64]int{}} }

// open takes a place; done gives it back.
func (s *streams) open(user int64) (done func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= streamsInAll || s.each[user] >= streamsEach {
		return nil, errs.New(errs.KindTooMany, "too_many_streams", "Too many pages are watching orders. Reload this one to see how it stands.")
	}
	s.all++
	s.each[user]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.each[user]--; s.each[user] == 0 {
			delete(s.each, user)
		}
	}, nil
}

// streamOrder tells a page that is open what becomes of its order, until that is over.
func (s *pages) streamOrder(p *page.Page) error {
	o, err := s.order(p.Ctx, p)
	if err != nil {
		return err
	}
	done, err := s.streams.open(p.Who.UserID())
	if err != nil {
		return err
	}
	defer done()
	out, err := p.Stream()
	if err == nil {
		err = s.watch(p, out, o)
	}
	if err != nil {
		s.shop.Deps.Log.Debug("an order's page went away", "error", err)
	}
	return nil // the answer has begun: nothing else can be said
}

// watch sends how the order stands, first at once: between the page and its stream something may have happened.
func (s *pages) watch(p *page.Page, out *page.Stream, o *orderv1.Order) error {
	look, beat, enough := time.NewTicker(lookEvery), time.NewTicker(beatEvery), time.NewTimer(watchedMost)
	defer look.Stop()
	defer beat.Stop()
	defer enough.Stop()
	for told := ""; ; {
		v := s.live(p, o)
		if mark := v.mark(); mark != told {
			told = mark
			if err := out.Send("message", orderLive(v)); err != nil {
				return err
			}
		}
		if final(o) {
			return out.Send("end", nil)
		}
		var err error
		if o, err = s.next(p, out, o, look.C, beat.C, enough.C); o == nil || err != nil {
			return err
		}
	}
}

// next waits for the next look at the order; nil when it is time to go. A room that does not answer is asked again.
func (s *pages) next(p *page.Page, out *page.Stream, o *orderv1.Order, look, beat, enough <-chan time.Time) (*orderv1.Order, error) {
	for {
		select {
		case <-p.Ctx.Done():
			return nil, nil
		case <-p.Site.Ending():
			return nil, nil
		case <-enough:
			return nil, nil
		case <-beat:
			if err := out.Beat(); err != nil {
				return nil, err
			}
		case <-look:
			fresh, err := s.order(p.Ctx, p)
			if err == nil {
				return fresh, nil
			}
			if !errs.Unanswered(err) {
				return nil, fmt.Errorf("look at the order: %w", err)
			}
		}
	}
}

// mark changes with everything that the page shows of an order: its version, and what the carrier has told.
func (v liveView) mark() string {
	told := 0
	for _, p := range v.Parcels {
		told += len(p.Track.GetScans())
	}
	return fmt.Sprint(v.Order.GetVersion(), " ", told)
}
