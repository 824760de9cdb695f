package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// setUp shows how far the first start of a demo is: a bar for each stage on a terminal, now and then a line elsewhere. A bar
// redraws the last line of a terminal, so that everything else said there meanwhile is written through it, above the bar.
type setUp struct {
	out   io.Writer
	now   func() time.Time
	lines bool

	mu    sync.Mutex
	stage string
	next  time.Time
	drawn *mpb.Progress // nil while there is no bar
	bar   *mpb.Bar
}

// between lines that are no bars.
const betweenLines = 2 * time.Second

// doing says what a stage does.
var doing = map[string]string{
	"products": "products", "search": "search index", "history": "past purchases (the shop is open)",
	"orders": "orders (the shop is open)",
}

func newSetUp(out io.Writer, now func() time.Time) *setUp {
	return &setUp{out: out, now: now, lines: !terminal(out)}
}

func terminal(out io.Writer) bool {
	f, isFile := out.(*os.File)
	if !isFile {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// told is called as the demo goes on.
func (s *setUp) told(stage string, count, total int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines {
		s.line(stage, count, total)
		return
	}
	s.draw(stage, count, total)
}

func (s *setUp) line(stage string, count, total int64) {
	now := s.now()
	if stage == s.stage && now.Before(s.next) && count < total {
		return
	}
	s.stage, s.next = stage, now.Add(betweenLines)
	fmt.Fprintf(s.out, "demo: %s %d of %d\n", doing[stage], count, total)
}

func (s *setUp) draw(stage string, count, total int64) {
	if s.drawn == nil || stage != s.stage {
		s.clear()
		s.stage = stage
		s.drawn = mpb.New(mpb.WithOutput(s.out), mpb.WithWidth(40), mpb.WithAutoRefresh())
		s.bar = s.drawn.AddBar(total,
			mpb.PrependDecorators(decor.Name("demo: "+doing[stage]+" "), decor.CountersNoUnit("%d of %d")),
			mpb.AppendDecorators(decor.Percentage()), mpb.BarRemoveOnComplete())
	}
	s.bar.SetCurrent(count)
	if count >= total {
		s.clear()
	}
}

// clear ends the bar, one that is not full where it stands, once all that was written above it is there.
func (s *setUp) clear() {
	if s.drawn != nil {
		s.bar.Abort(false)
		s.drawn.Wait()
		s.drawn = nil
	}
}

// Write implements io.Writer.
func (s *setUp) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawn != nil {
		if n, err := s.drawn.Write(text); err == nil { // else the bar has ended by itself
			return n, nil
		}
	}
	return s.out.Write(text)
}

// end leaves the terminal to others; nothing is told any more.
func (s *setUp) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
}
