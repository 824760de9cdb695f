// Package analytics turns what people do into the numbers that ranking uses: how fast a product sells and how often a
// look becomes a purchase; and what operators watch, how much is sold a day. It owns one tally per product, one page per
// day and currency (sales.go), the purchase history that other systems left, and the signals made from both.
//
// The idea: counting is exact, telling is lazy. A confirmed order or a look changes its product's tally once, whatever
// is delivered twice. Decay runs forward (velocity.go), so counting is an addition and old tallies are never touched
// again. Once a second the products that changed are scored among all others, and only those whose signal moved
// noticeably get a new version and are told, up to 500 in one event.
//
// It asks nothing of neighbours; it hears order-events and user-activity and publishes signal-events. It never touches
// the order book and keeps nothing about a person but what an imported file calls its buyers.
package analytics

import "context"

// Tally is what was counted for one product, and what was last told about it.
type Tally struct {
	ProductID    int64
	Live         float64 // units of live orders, weighed by a Basis
	History      float64 // units of imported purchases, each decayed to the newest of its source
	LiveUnits    int64
	HistoryUnits int64
	Purchases    int64 // lines of live orders, canceled ones left out
	Views        int64
	Carts        int64
	Touched      int64 // grows with every change of the above
	Settled      int64 // Touched when it was last looked at
	Told         Signal
}

// Signal is what ranking knows of a product. Version 0 = nothing was told yet.
type Signal struct {
	ProductID  int64
	Velocity   float64 // 0..1, among all products
	Conversion float64 // 0..1, smoothed purchases per view
	UnitsSold  int64   // all time, history included
	Version    int64
}

// Effect is what one event does to one product's tally.
type Effect struct {
	EventID string
	Kind    EffectKind
	OrderID string // of Sold and Unsold
	Units   int64  // of Sold
	At      int64  // of Sold, UTC µs
	Views   int64  // of Seen
	Carts   int64  // of Seen
}

// EffectKind says what an effect is.
type EffectKind int

// The kinds. Sold and Unsold happen once per (product, order), Unsold only after Sold; Seen once per (product, event).
const (
	Sold EffectKind = iota + 1
	Unsold
	Seen
)

// Verdict is what became of a tally that was looked at: Signal is its score now, Moved whether that is worth telling.
type Verdict struct {
	Tally  Tally
	Signal Signal
	Moved  bool
}

// Purchase is a line of another system's sales.
type Purchase struct {
	Row       int64 // line of the file, unique in its source
	Basket    string
	Buyer     string // empty: nobody knows, the basket stands for them
	ProductID int64
	Quantity  int64
	UnitPrice int64 // minor units
	Currency  string
	OrderedAt int64 // UTC µs
}

// Receipt is a confirmed order, or the end of one, as it is counted for the day on which it was placed. Both kinds of
// event name that day, so a canceled order leaves the day that it was counted for.
type Receipt struct {
	OrderID  string
	Canceled bool // takes off what the order added, once; an order that was never confirmed added nothing
	Currency string
	Lines    []ProductSales // one per product
}

// Total adds up what was sold: orders (of imported history: baskets), units, and the lines' revenue before discount and tax in
// minor units.
type Total struct{ Orders, Units, Revenue int64 }

// ProductSales is what was sold of one product.
type ProductSales struct{ ProductID, Units, Revenue int64 }

// DaySales is what was sold on one day, counted in days since 1970 (UTC): the shop's own orders and imported purchases.
type DaySales struct {
	Day             int64
	Orders, History Total
}

// Summary counts what analytics knows.
type Summary struct {
	HistoryLines, OrderLines, Views, Products int64
}

// Store keeps tallies by product, sales by day and history by source. Unsettled, Page, Peak and Summary look across
// products, Sales across days, and AddHistory, FoldHistory and History across one source or all: they are for the telling
// loop, operators, imports and rebuilds, never on a shopper's path.
type Store interface {
	// Apply carries out the effects of one product in the order given, all or none, each once, weighing sales by b.
	Apply(ctx context.Context, b Basis, productID int64, effects []Effect) error
	// Basis returns how Live scores are weighed; the zero Basis before the first Rebase.
	Basis(ctx context.Context) (Basis, error)
	// Rebase weighs every sale anew and then remembers the basis. Nobody may Apply meanwhile.
	Rebase(ctx context.Context, b Basis) error

	// Unsettled lists tallies that changed since they were looked at, by product.
	Unsettled(ctx context.Context, limit int) ([]Tally, error)
	// Page returns tallies of products that something was told about, by product after the given one.
	Page(ctx context.Context, after int64, limit int) ([]Tally, error)
	// Peak returns the highest Live × decay + History of any product; 0 when there is none.
	Peak(ctx context.Context, decay float64) (float64, error)
	// Settle marks tallies as looked at, up to their Touched, and gives each that moved its signal with the next version.
	// Those are told in one event, sorted by product. A tally whose version changed since it was read is left alone.
	Settle(ctx context.Context, verdicts []Verdict, at int64) error

	// CountOrders counts the receipts of one day in the order given, all or none: each order once, and its end once.
	CountOrders(ctx context.Context, day int64, receipts []Receipt) error
	// Sales returns the days from ≤ day < to on which anything was sold in a currency, in order, and what was sold of each
	// product in all of them, orders and history together.
	Sales(ctx context.Context, currency string, from, to int64) ([]DaySales, []ProductSales, error)

	// AddHistory keeps purchases once per (source, row), counts those that were new for their day, in the same transaction,
	// and returns their number. A basket counts on the day of its first line that came, once per currency.
	AddHistory(ctx context.Context, source string, purchases []Purchase) (added int, err error)
	// FoldHistory sets History and HistoryUnits of every product that history names: the sum over its purchases of
	// quantity × weight(µs between the purchase and the newest one of the same source).
	FoldHistory(ctx context.Context, weight func(age int64) float64) error
	// History returns purchases of a source by row; none for an unknown source.
	History(ctx context.Context, source string, afterRow int64, limit int) ([]Purchase, error)
	// Summary adds up what there is.
	Summary(ctx context.Context) (Summary, error)
}
