package catalogdb

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// Save implements catalog.Store. Everybody writes rows in the same order, so that two saves wait for each other instead of
// blocking each other.
func (s *Store) Save(ctx context.Context, changes []catalog.Change, names []catalog.ExternalID) error {
	changes = slices.SortedFunc(slices.Values(changes), func(a, b catalog.Change) int {
		return cmp.Compare(a.Product.ID, b.Product.ID)
	})
	products, offers, err := encode(changes)
	if err != nil {
		return err
	}
	events, err := eventsOf(changes)
	if err != nil {
		return err
	}
	nameRows := encodeNames(names)
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		for _, part := range []struct {
			into table
			rows [][]any
		}{{externalIDs, nameRows}, {productRows, products}, {offerRows, offers}} {
			if err := part.into.put(tx, part.rows); err != nil {
				return err
			}
		}
		for i, e := range events {
			if err := outbox.Append(tx, int64(changes[i].Product.ID), e); err != nil {
				return err
			}
		}
		return nil
	})
}

// table is how many rows at once go into a table.
type table struct {
	name    string
	columns int
	insert  string // up to VALUES
	clash   string // what happens to a row that is there already; a row that is not returned was refused
}

var (
	externalIDs = table{"external ids", 4,
		`INSERT INTO external_ids (source, kind, name, id) VALUES `,
		` ON CONFLICT (source, kind, name) DO NOTHING RETURNING id`}
	productRows = table{"products", 19,
		`INSERT INTO products (` + productColumns + `) VALUES `,
		` ON CONFLICT (product_id) DO UPDATE SET family_id = excluded.family_id, title = excluded.title,
			description = excluded.description, brand = excluded.brand, category_path = excluded.category_path,
			image_urls = excluded.image_urls, prime = excluded.prime, ean = excluded.ean, options = excluded.options,
			attributes = excluded.attributes, avg_rating = excluded.avg_rating, review_count = excluded.review_count,
			featured_seller = excluded.featured_seller, updated_at = excluded.updated_at, version = excluded.version
		WHERE products.version = excluded.version - 1 RETURNING product_id`}
	offerRows = table{"offers", 5,
		`INSERT INTO offers (product_id, seller_id, prices, handling_days, version) VALUES `,
		` ON CONFLICT (product_id, seller_id) DO UPDATE SET prices = excluded.prices,
			handling_days = excluded.handling_days, version = excluded.version RETURNING product_id`}
)

// put writes rows. catalog.ErrStale: one of them lost to somebody else.
func (t table) put(tx sqldb.Tx, all [][]any) error {
	for piece := range pieces(all) {
		args := make([]any, 0, len(piece)*t.columns)
		for _, row := range piece {
			args = append(args, row...)
		}
		written, err := sqldb.Collect(tx, scanProductID, t.insert+rows(len(piece), t.columns)+t.clash, args...)
		if err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
		if len(written) < len(piece) {
			return fmt.Errorf("write %s: %w", t.name, catalog.ErrStale)
		}
	}
	return nil
}

// encode returns the rows of the products and of the offers that go with them.
func encode(changes []catalog.Change) (products, offers [][]any, err error) {
	for _, c := range changes {
		p := c.Product
		row, err := productRow(p)
		if err != nil {
			return nil, nil, err
		}
		products = append(products, row)
		for _, seller := range slices.Sorted(slices.Values(c.Offers)) {
			o := p.OfferOf(seller)
			prices, err := encodePrices(o.Prices)
			if err != nil {
				return nil, nil, err
			}
			offers = append(offers, []any{p.ID, o.Seller, prices, o.HandlingDays, o.Version})
		}
	}
	return products, offers, nil
}

// eventsOf returns one catalog.product_changed per change.
func eventsOf(changes []catalog.Change) ([]*busv1.Event, error) {
	events := make([]*busv1.Event, len(changes))
	for i, c := range changes {
		id := commerce.FormatID(c.Product.ID)
		e, err := outbox.Event(bus.CatalogEvents, catalog.TypeProductChanged, id, id, c.Product.Version, c.Product.UpdatedAt,
			&catalogv1.ProductChanged{ProductId: int64(c.Product.ID), Version: c.Product.Version})
		if err != nil {
			return nil, err
		}
		events[i] = e
	}
	return events, nil
}
