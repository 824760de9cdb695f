package searchindex

import (
	"math"
	"slices"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// row is what a match needs of its product, packed so that a pass over many touches little memory.
type row struct {
	static   float32 // the part of the score that no query changes
	brand    uint32
	category uint32
	buckets  [search.MaxCurrencies]uint8 // of the price facet by currency, noBucket without a price
	rating   uint16                      // thousandths of a star
	flags    uint8
}

const (
	prime    uint8 = 1 << iota
	inStock        // a unit can be sold now
	unpriced       // no price in any currency
	grouped        // has siblings in its family
	several        // offered by more than one seller
)

const (
	maxBounds       = 15
	noBucket  uint8 = 255
	noPrice   int64 = -1
	noVersion int64 = math.MinInt64
)

// fact is what only few products of a query need: hits, ties, sorts and updates.
type fact struct {
	product       commerce.ProductID
	family        int64
	created       int64
	version       int64
	signalVersion int64
	textHash      uint64 // of what was analysed; equal means a change of numbers alone
	velocity      float32
	conversion    float32
	reviews       uint32
	seller        uint32
	title         string
}

// table holds the columns by slot. A slot is made at the first mention of a product, be it its document, its stock or its
// signal, and stays for the life of the index.
type table struct {
	slots  map[commerce.ProductID]uint32
	rows   []row
	facts  []fact
	owner  []uint32  // segment that speaks for the slot, 0 = no document
	prices [][]int64 // by currency, noPrice where absent
	live   int

	titleBytes int64

	brands     names
	categories names
	parents    []uint32 // of each category; 0 above the outermost
	sellers    map[commerce.SellerID]uint32
	others     map[uint32][]uint32 // sellers beyond the first, by slot
	siblings   map[int64]int       // live members of a family that are not its namesake
}

func newTable(currencies int) table {
	t := table{
		slots: map[commerce.ProductID]uint32{}, prices: make([][]int64, currencies),
		brands: newNames(), categories: newNames(), parents: []uint32{0},
		sellers: map[commerce.SellerID]uint32{}, others: map[uint32][]uint32{}, siblings: map[int64]int{},
	}
	return t
}

// slot returns the product's slot, making it if need be.
func (t *table) slot(product commerce.ProductID) uint32 {
	if s, ok := t.slots[product]; ok {
		return s
	}
	s := uint32(len(t.rows))
	t.slots[product] = s
	t.rows = append(t.rows, row{})
	t.facts = append(t.facts, fact{product: product, version: noVersion, signalVersion: noVersion})
	t.owner = append(t.owner, 0)
	for c := range t.prices {
		t.prices[c] = append(t.prices[c], noPrice)
	}
	return s
}

// set writes the columns of a document.
func (t *table) set(cfg *Config, s uint32, d *search.Document) {
	r, f := &t.rows[s], &t.facts[s]
	t.leaveFamily(s)
	f.family, f.created, f.version = d.FamilyID, max(d.CreatedAt, 0), d.Version
	t.setTitle(f, d.Title)
	f.reviews = uint32(min(max(d.ReviewCount, 0), math.MaxInt32))
	r.rating = uint16(math.Round(1000 * min(max(d.AvgRating, 0), 5)))
	t.tally(r, -1)
	r.brand = t.brands.id(strings.TrimSpace(d.Brand))
	r.category = t.category(d.Category)
	t.tally(r, +1)
	t.setSellers(s, d.SellerIDs)
	t.setPrices(cfg, s, d)
	r.set(prime, d.Prime)
	t.joinFamily(s)
	t.score(cfg, s)
}

// clear takes the document out of the counts; stock and signals stay.
func (t *table) clear(s uint32) {
	t.leaveFamily(s)
	r := &t.rows[s]
	t.tally(r, -1)
	r.brand, r.category = 0, 0
	t.setSellers(s, nil)
	f := &t.facts[s]
	f.family, f.textHash = 0, 0
	t.setTitle(f, "")
}

func (t *table) setTitle(f *fact, title string) {
	if f.title != title {
		t.titleBytes += int64(len(title) - len(f.title))
		f.title = strings.Clone(title)
	}
}

func (t *table) setPrices(cfg *Config, s uint32, d *search.Document) {
	r := &t.rows[s]
	for c, cur := range cfg.Currencies {
		t.prices[c][s], r.buckets[c] = noPrice, noBucket
		for _, p := range d.Prices {
			if p.Currency == cur.Code && p.Amount >= 0 {
				t.prices[c][s], r.buckets[c] = p.Amount, bucket(cur.Bounds, p.Amount)
			}
		}
	}
	r.set(unpriced, len(d.Prices) == 0)
}

// bucket is the index of the price range: how many bounds the amount has reached.
func bucket(bounds []int64, amount int64) uint8 {
	n, found := slices.BinarySearch(bounds, amount)
	if found {
		n++
	}
	return uint8(n)
}

func (t *table) setSellers(s uint32, sellers []commerce.SellerID) {
	delete(t.others, s)
	t.facts[s].seller = 0
	t.rows[s].set(several, len(sellers) > 1)
	for i, id := range sellers {
		if n := t.sellerID(id); i == 0 {
			t.facts[s].seller = n
		} else {
			t.others[s] = append(t.others[s], n)
		}
	}
}

// sellerID numbers sellers from 1.
func (t *table) sellerID(seller commerce.SellerID) uint32 {
	n, ok := t.sellers[seller]
	if !ok {
		n = uint32(len(t.sellers) + 1)
		t.sellers[seller] = n
	}
	return n
}

func (t *table) soldBy(s, seller uint32) bool {
	return t.facts[s].seller == seller || t.rows[s].flags&several != 0 && slices.Contains(t.others[s], seller)
}

// score recomputes the static part of the ranking.
func (t *table) score(cfg *Config, s uint32) {
	t.rows[s].static = float32(cfg.Ranking.Static(t.terms(cfg, s)))
}

// terms are the static terms of the ranking formula.
func (t *table) terms(cfg *Config, s uint32) search.Terms {
	r, f := &t.rows[s], &t.facts[s]
	terms := search.Terms{
		Velocity:   float64(f.velocity),
		Rating:     cfg.Ranking.RatingTerm(float64(r.rating)/1000, int(f.reviews)),
		Conversion: float64(f.conversion),
	}
	if r.flags&prime != 0 {
		terms.Prime = 1
	}
	return terms
}

// category returns the number of a path, registering every step of it.
func (t *table) category(path []string) uint32 {
	var id uint32
	steps := search.SplitPath(search.JoinPath(path))
	for i := range steps {
		parent := id
		id = t.categories.id(search.JoinPath(steps[:i+1]))
		if int(id) == len(t.parents) {
			t.parents = append(t.parents, parent)
		}
	}
	return id
}

// tally adds n to the live documents of a row's brand and of its category with all above it.
func (t *table) tally(r *row, n int) {
	if r.brand != 0 {
		t.brands.live[r.brand] += n
	}
	for c := r.category; c != 0; c = t.parents[c] {
		t.categories.live[c] += n
	}
}

func (r *row) set(flag uint8, on bool) {
	if on {
		r.flags |= flag
	} else {
		r.flags &^= flag
	}
}
