package searchindex

import "sync"

// core is one generation of the index: what Rebuild replaces as a whole. One writer at a time changes it.
type core struct {
	cfg   *Config
	mu    sync.RWMutex // queries read, a change writes for microseconds
	lex   lexicon
	table table
	segs  []*segment
	next  uint32 // id of the next segment
	// changes counts documents inserted, changed or deleted, and stock that came or went.
	changes int64

	merging    sync.Mutex // one merge at a time
	background *sync.WaitGroup
}

func newCore(cfg Config, background *sync.WaitGroup) *core {
	return &core{cfg: &cfg, lex: newLexicon(), table: newTable(len(cfg.Currencies)), next: 1, background: background}
}

// bytes estimates the memory held: arrays by capacity, map entries and strings by typical cost.
func (c *core) bytes() int64 {
	const rowBytes, factBytes, mapEntry, surface = 20, 80, 32, 48
	n := int64(cap(c.table.rows))*rowBytes + int64(cap(c.table.facts))*factBytes + int64(cap(c.table.owner))*4
	n += int64(cap(c.table.rows)) * 8 * int64(len(c.table.prices))
	n += int64(len(c.table.slots)) * mapEntry
	n += int64(len(c.lex.words))*(mapEntry+surface) + int64(len(c.lex.stems))*(mapEntry+surface) + int64(cap(c.lex.df))*4
	n += c.table.titleBytes
	for _, s := range c.segs {
		n += s.bytes()
	}
	return n
}
