package importer

import (
	"encoding/binary"
	"hash/maphash"

	"google.golang.org/protobuf/proto"
)

// A window ends at so many products or bytes; so many products are remembered as they were last sent.
const (
	windowProducts = 10_000
	windowBytes    = 8 << 20
	maxRemembered  = 1 << 20
)

// fold gathers the rows of a window and keeps one entry per product, so that a file of sales, which repeats its products
// thousands of times, becomes one upsert each. The last value that is not empty wins, as it would row by row.
type fold struct {
	entries []*entry
	last    map[string]*entry // external id → its newest entry
	bytes   int
	folded  int64
	seed    maphash.Seed
	sent    map[uint64]uint64 // hash of external id → hash of what was last sent
}

func newFold() *fold {
	return &fold{last: map[string]*entry{}, seed: maphash.MakeSeed(), sent: map[uint64]uint64{}}
}

// add folds an entry into an earlier one of the same product and seller, if nothing about another seller lies between.
func (f *fold) add(e *entry) {
	id := e.input.GetExternalId()
	old, known := f.last[id]
	if known && old.input.GetSeller() == e.input.GetSeller() {
		old.merge(e)
		f.folded++
		return
	}
	f.last[id] = e
	f.entries = append(f.entries, e)
	f.bytes += proto.Size(e.input)
}

// merge lets what is not empty in the newer entry win. Lists and options are replaced whole.
func (e *entry) merge(newer *entry) {
	in := newer.input
	if len(in.GetCategoryPath()) > 0 {
		e.input.CategoryPath = nil
	}
	if len(in.GetImageUrls()) > 0 {
		e.input.ImageUrls = nil
	}
	if len(in.GetOptions()) > 0 {
		e.input.Options = nil
	}
	if in.GetPrice() != nil {
		e.input.Price = nil
	}
	proto.Merge(e.input, in)
	if newer.stocked {
		e.stock, e.stocked = newer.stock, true
	}
	e.line = newer.line
}

func (f *fold) full() bool { return len(f.entries) >= windowProducts || f.bytes >= windowBytes }

// cut returns the window's entries but for those that would repeat what was sent before.
func (f *fold) cut() []*entry {
	out := f.entries[:0:0]
	for _, e := range f.entries {
		if f.repeats(e) {
			f.folded++
			continue
		}
		out = append(out, e)
	}
	f.entries, f.bytes = nil, 0
	clear(f.last)
	return out
}

// repeats remembers an entry and reports whether the last one of its product was the same. Two different entries would
// need the same 64 bits to be confused, and the seed is new for each import.
func (f *fold) repeats(e *entry) bool {
	key := maphash.String(f.seed, e.input.GetExternalId())
	hash, err := f.hash(e)
	if err != nil {
		return false
	}
	if old, known := f.sent[key]; known && old == hash {
		return true
	}
	if len(f.sent) >= maxRemembered {
		clear(f.sent)
	}
	f.sent[key] = hash
	return false
}

func (f *fold) hash(e *entry) (uint64, error) {
	text, err := proto.MarshalOptions{Deterministic: true}.Marshal(e.input)
	if err != nil {
		return 0, err
	}
	text = binary.AppendVarint(text, e.stock)
	if e.stocked {
		text = append(text, 1)
	}
	return maphash.Bytes(f.seed, text), nil
}
