package importer

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// NewProgress shows an import on a terminal as a bar, and anywhere else as a plain line every five seconds.
func NewProgress(out *os.File, title string, now func() time.Time) Progress {
	if info, err := out.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return &bar{out: out, title: title}
	}
	return &plain{out: out, title: title, now: now}
}

// bar draws with mpb.
type bar struct {
	out   io.Writer
	title string
	all   *mpb.Progress
	bar   *mpb.Bar
	rows  int64
}

func (b *bar) Start(total int64) {
	b.all = mpb.New(mpb.WithOutput(b.out), mpb.WithWidth(60))
	b.bar = b.all.AddBar(total,
		mpb.PrependDecorators(decor.Name(b.title+" "), decor.CountersKibiByte("% .1f / % .1f")),
		mpb.AppendDecorators(decor.Percentage(), decor.AverageETA(decor.ET_STYLE_GO, decor.WC{W: 8})),
	)
}

func (b *bar) At(read, rows int64) {
	b.bar.SetCurrent(read)
	b.rows = rows
}

// End leaves the bar where it is.
func (b *bar) End() {
	b.bar.Abort(false)
	b.all.Wait()
	fmt.Fprintf(b.out, "%s: %s rows\n", b.title, humanize.Comma(b.rows))
}

// plain prints.
type plain struct {
	out   io.Writer
	title string
	now   func() time.Time
	total int64
	last  time.Time
}

const lineEvery = 5 * time.Second

func (l *plain) Start(total int64) { l.total, l.last = total, l.now() }

func (l *plain) At(read, rows int64) {
	if l.now().Sub(l.last) < lineEvery {
		return
	}
	l.last = l.now()
	fmt.Fprintf(l.out, "%s: %d%%, %s rows\n", l.title, read*100/max(l.total, 1), humanize.Comma(rows))
}

func (l *plain) End() {}
