package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Aims of a page.
const (
	paintAim  = 300 // ms until the largest thing is painted
	weightAim = 60  // kB of a first view, product pictures aside
	cpuAim    = 2   // ms of CPU beside what its queries take
)

// pages measures the shop's pages on the demo marketplace: what a browser sees of them, what they cost, and how long they
// take when many ask.
func (b *bench) pages() error {
	if err := b.close(); err != nil {
		return err
	}
	if err := b.compile(); err != nil {
		return err
	}
	s, err := b.demo()
	if err != nil {
		return err
	}
	kinds, err := pageKinds(s)
	if err != nil {
		return err
	}
	if err := b.paint(s, kinds); err != nil {
		return err
	}
	whole := map[string]float64{}
	for _, k := range kinds {
		if whole[k.name], err = b.servePages(s, k); err != nil {
			return err
		}
	}
	if err := b.close(); err != nil {
		return err
	}
	return b.splitPages(kinds, whole)
}

// demo starts a shop on a fresh folder, lets it fill itself, and waits until it is done.
func (b *bench) demo() (*shop, error) {
	s, err := startChild(b.ctx, b.binary, b.demoData(), "RIALTO_DEMO=on", "RIALTO_DEMO_SPEED=0")
	if err != nil {
		return nil, err
	}
	b.open = s
	b.table.add("first start of the demo to ready", s.ready.Seconds(), seconds, atMost(15))
	began := time.Now()
	if err := b.demoDone(); err != nil {
		return nil, err
	}
	b.table.add("its history, after that", time.Since(began).Seconds(), seconds, atMost(60))
	return s, s.quiet(b.ctx)
}

// demoDone waits until the folder says that its demo is complete: the seeder rests between pieces, so that a quiet shop may
// not be done.
func (b *bench) demoDone() error {
	ctx, cancel := context.WithTimeout(b.ctx, quietLimit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(fileText(filepath.Join(b.demoData(), "demo.json")), `"done"`) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for the demo's history: %w", ctx.Err())
		}
	}
	return nil
}

func (b *bench) demoData() string { return filepath.Join(b.work, "demo") }

// pageKind is a page of the shop and the addresses it is asked at.
type pageKind struct {
	name  string
	shown string   // the one that a browser looks at
	paths []string // those that many clients ask for
	p99   float64  // aim in ms; 0 = none
}

const pagePaths = 2000

// pageKinds finds what there is to look at as a shopper can: through the public API.
func pageKinds(s *shop) ([]pageKind, error) {
	c, err := dial(s.addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	products, err := walk(c)
	if err != nil {
		return nil, err
	}
	seen := &sample{products: products}
	product := aimed(seen.lookups(pagePaths), "/v1/products/", "/p/")
	search := aimed(seen.searches(pagePaths), "/v1/search?", "/search?")
	return []pageKind{
		{"home", "/", []string{"/"}, 0},
		{"search", "/search?q=" + strings.Fields(products[0].Title)[0], search, 60},
		{"product", product[0], product, 25},
	}, nil
}

// aimed turns requests of the API into those of the page that shows the same.
func aimed(paths []string, from, to string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = to + strings.TrimPrefix(p, from)
	}
	return out
}

// get asks for one of a page's addresses as a browser does: it takes the answer compressed.
func (k pageKind) get(c *conn, i int) error {
	_, err := c.want(200, request{method: "GET", path: k.paths[i%len(k.paths)], gzip: true})
	return err
}

// pageJobs is how many pages of a kind many clients ask for.
func (b *bench) pageJobs() int { return b.opts.few(8000, 800) }

// servePages asks for a page from many clients and returns its CPU in microseconds, the whole of it.
func (b *bench) servePages(s *shop, k pageKind) (float64, error) {
	if _, err := b.drive(s, phase{k.name + " page warm-up", readers, b.pageJobs() / 10, k.get}); err != nil {
		return 0, err
	}
	l, err := b.drive(s, phase{k.name + " page", readers, b.pageJobs(), k.get})
	if err != nil {
		return 0, err
	}
	var worst *aim
	if k.p99 > 0 {
		worst = atMost(k.p99)
	}
	b.table.add(k.name+" page at 16 clients", l.rate(), perSecond, nil)
	b.table.add(k.name+" page p50", l.quantile(.50), milliseconds, nil)
	b.table.add(k.name+" page p99", l.quantile(.99), milliseconds, worst)
	return l.cpu(l.shop), nil
}

// splitPages runs the same load on a shop within this process under a profiler, which tells a page's own work from that
// of the rooms it asks, and applies the shares to what the page cost as a whole.
func (b *bench) splitPages(kinds []pageKind, whole map[string]float64) error {
	s, err := startInProcess(b.ctx, b.demoData())
	if err != nil {
		return err
	}
	b.open = s
	for _, k := range kinds {
		share, err := b.roomShare(s, k)
		if err != nil {
			return fmt.Errorf("%s page: %w", k.name, err)
		}
		b.table.add("CPU per "+k.name+" page, shop, whole", whole[k.name]/1000, milliseconds, nil)
		b.table.add("of it within rooms: its queries", 100*share, percent, nil)
		b.table.add("CPU per "+k.name+" page above its queries", whole[k.name]/1000*(1-share), milliseconds, atMost(cpuAim))
	}
	return b.close()
}
