package catalogdb

import (
	"context"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
)

const productColumns = `product_id, source, external_id, family_id, title, description, brand, category_path, image_urls,
	prime, ean, options, attributes, avg_rating, review_count, featured_seller, created_at, updated_at, version`

// Products implements catalog.Store.
func (s *Store) Products(ctx context.Context, ids []commerce.ProductID) ([]*catalog.Product, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, args := in(1, ids)
	return s.read(ctx, `WHERE product_id IN `+list+` ORDER BY product_id`, args...)
}

// Page implements catalog.Store.
func (s *Store) Page(ctx context.Context, after commerce.ProductID, limit int) ([]*catalog.Product, error) {
	return s.read(ctx, `WHERE product_id > $1 ORDER BY product_id LIMIT $2`, after, limit)
}

// read returns the products of one condition with their offers, from one snapshot.
func (s *Store) read(ctx context.Context, where string, args ...any) (products []*catalog.Product, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		products, err = sqldb.Collect(tx, scanProduct, `SELECT `+productColumns+` FROM products `+where, args...)
		if err != nil || len(products) == 0 {
			return err
		}
		return readOffers(tx, products)
	})
	return products, err
}

func scanProduct(r sqldb.Row) (*catalog.Product, error) {
	p := &catalog.Product{}
	var path, images, options, attributes string
	var prime int64
	err := r.Scan(&p.ID, &p.Source, &p.ExternalID, &p.FamilyID, &p.Title, &p.Description, &p.Brand, &path, &images,
		&prime, &p.EAN, &options, &attributes, &p.Rating.Average, &p.Rating.Count, &p.Featured, &p.CreatedAt, &p.UpdatedAt, &p.Version)
	if err != nil {
		return nil, err
	}
	p.CategoryPath, p.Prime = splitPath(path), prime == 1
	if err := decodeJSON(images, &p.ImageURLs); err != nil {
		return nil, err
	}
	if err := decodeJSON(attributes, &p.Attributes); err != nil {
		return nil, err
	}
	return p, decodeJSON(options, &p.Options)
}

// offerRow is an offer beside the product it belongs to.
type offerRow struct {
	product commerce.ProductID
	offer   catalog.Offer
}

// readOffers hands every offer to its product; products are sorted by id, and so is what the query returns.
func readOffers(tx sqldb.Tx, products []*catalog.Product) error {
	ids := make([]commerce.ProductID, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	list, args := in(1, ids)
	found, err := sqldb.Collect(tx, scanOffer, `SELECT o.product_id, o.seller_id, s.name, o.prices, o.handling_days, o.version
		FROM offers o JOIN sellers s ON s.seller_id = o.seller_id
		WHERE o.product_id IN `+list+` ORDER BY o.product_id, o.seller_id`, args...)
	if err != nil {
		return err
	}
	for _, p := range products {
		for len(found) > 0 && found[0].product == p.ID {
			p.Offers = append(p.Offers, found[0].offer)
			found = found[1:]
		}
	}
	return nil
}

func scanOffer(r sqldb.Row) (offerRow, error) {
	var row offerRow
	var prices string
	o := &row.offer
	if err := r.Scan(&row.product, &o.Seller, &o.SellerName, &prices, &o.HandlingDays, &o.Version); err != nil {
		return offerRow{}, err
	}
	var err error
	o.Prices, err = decodePrices(prices)
	return row, err
}

// Family implements catalog.Store.
func (s *Store) Family(ctx context.Context, family int64, limit int) (ids []commerce.ProductID, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		ids, err = sqldb.Collect(tx, scanProductID,
			`SELECT product_id FROM products WHERE family_id = $1 ORDER BY product_id LIMIT $2`, family, limit)
		return err
	})
	return ids, err
}

func scanProductID(r sqldb.Row) (id commerce.ProductID, err error) {
	err = r.Scan(&id)
	return id, err
}

// CountCategories implements catalog.Store: one walk over the index of paths.
func (s *Store) CountCategories(ctx context.Context) (counts []catalog.CategoryCount, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		counts, err = sqldb.Collect(tx, func(r sqldb.Row) (catalog.CategoryCount, error) {
			var path string
			var c catalog.CategoryCount
			err := r.Scan(&path, &c.Count)
			c.Path = splitPath(path)
			return c, err
		}, `SELECT category_path, COUNT(*) FROM products WHERE category_path <> '' GROUP BY category_path`)
		return err
	})
	return counts, err
}

func splitPath(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(path, catalog.PathSeparator)
}
