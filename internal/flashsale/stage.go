package flashsale

import (
	"context"
	"sync"
	"time"

	"rialto/internal/platform/errs"
)

// Stage runs one sale at a time in the background, for the button in the back office. Safe for concurrent use.
type Stage struct {
	needs Needs
	shop  func() string // address of the shop, known once it listens
	now   func() time.Time
	life  context.Context // ends with the process

	mu   sync.Mutex
	last Standing
}

// Standing is how far the sale on the stage is. The zero Standing says that there has been none.
type Standing struct {
	Running     bool
	Options     Options
	Phase       string
	Done, Total int64
	Report      *Report // of the last one that came to its end
	Failed      string  // why there is no report
}

// NewStage returns a stage without a sale. Sales end when life does.
func NewStage(life context.Context, needs Needs, shop func() string, now func() time.Time) *Stage {
	return &Stage{needs: needs, shop: shop, now: now, life: life}
}

// Start lets a sale run. Errors: invalid where the options cannot be run, conflict sale_running while one does.
func (s *Stage) Start(opts Options) error {
	sale, err := New(s.needs, s.shop(), s.now, opts)
	if err != nil {
		return errs.Invalid("sale_options", "This sale cannot be run: %s.", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.Running {
		return errs.Conflict("sale_running", "A flash sale is running already. Wait for its end.")
	}
	s.last = Standing{Running: true, Options: sale.opts, Phase: "buyers", Total: int64(sale.opts.Buyers)}
	go s.run(sale)
	return nil
}

func (s *Stage) run(sale *Sale) {
	report, err := sale.Run(s.life, func(phase string, done, total int64) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last.Phase, s.last.Done, s.last.Total = phase, done, total
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Running, s.last.Report = false, report
	if err != nil {
		s.last.Failed = err.Error()
	}
}

// Standing returns how far it is.
func (s *Stage) Standing() Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}
