// Package importer brings the files of another shop in: products for the catalogue and past orders for the history that
// ranking learns from. It owns no rows, only the note of how far an interrupted import came.
//
// The idea: every row is an upsert, so importing again is always safe and everything else follows from it. Rows stream
// from the file (CSV or JSON Lines, plain or gzip, told apart by content) through a compiled mapping into batches, one
// goroutine reading and one sending; what was acknowledged is noted, and the same command continues there. A row that
// makes no sense is reported with its line and left out; only what spoils every row (no such column, a currency that is
// not enabled, a broken file) stops an import.
//
// It asks catalog to put products, set prices and translate ids, inventory to spread stock, analytics to keep history.
// It publishes nothing and never touches the order book. Memory is bounded by a few batches plus, per product, 16 bytes
// (products) or one price (orders with SetPrices).
package importer

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rialto/internal/commerce"
)

// Options say what to import and how to read it.
type Options struct {
	File   string // path; a name that ends in .gz or not makes no difference
	Source string // whose ids these are; empty: the file's name up to its first dot

	// Map holds `field=column` or `field=template`, see Mapping. Fields without an entry read the column of their name.
	Map []string
	// Set holds `field=text`: a constant for every row.
	Set []string

	Currency   string   // of rows that name none; empty: the first of Currencies
	Currencies []string // enabled in the shop; a row in another one stops the import

	SetPrices bool // orders: sets each product's featured offer to its latest unit price that is not zero
	MaxErrors int  // row errors kept for printing, default 20; all are counted

	State string           // file that notes how far the import came; empty: an interrupted import starts over
	Now   func() time.Time // for durations only; nil: time.Now
}

const defaultMaxErrors = 20

// prepared fills defaults and says what is wrong with the options.
func (o Options) prepared() (Options, error) {
	if o.File == "" {
		return o, errors.New("no file was named")
	}
	if len(o.Currencies) == 0 {
		return o, errors.New("no currency is enabled: see the setting `currencies`")
	}
	base, _, _ := strings.Cut(filepath.Base(o.File), ".")
	o.Source = cmp.Or(strings.TrimSpace(o.Source), base)
	o.Currency = cmp.Or(o.Currency, o.Currencies[0])
	o.MaxErrors = cmp.Or(o.MaxErrors, defaultMaxErrors)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Source == "" {
		return o, fmt.Errorf("%s gives no name for the source: say --source NAME", o.File)
	}
	return o, o.enabled(o.Currency)
}

// enabled refuses a currency that the shop does not have, naming the setting. It stops an import: every row would fail.
func (o Options) enabled(currency string) error {
	switch {
	case !commerce.ValidCurrency(currency):
		return fmt.Errorf("currency %.20q is not three upper-case letters such as USD", currency)
	case !slices.Contains(o.Currencies, currency):
		return fmt.Errorf("currency %s is not enabled: add it to the setting `currencies` (now %s)",
			currency, strings.Join(o.Currencies, ", "))
	}
	return nil
}
