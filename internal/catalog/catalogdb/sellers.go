package catalogdb

import (
	"cmp"
	"context"
	"slices"

	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
)

// Sellers implements catalog.Store.
func (s *Store) Sellers(ctx context.Context, limit int) ([]catalog.Seller, error) {
	return s.sellers(ctx, `ORDER BY seller_id LIMIT $1`, limit)
}

// SellersByID implements catalog.Store.
func (s *Store) SellersByID(ctx context.Context, ids []commerce.SellerID) ([]catalog.Seller, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, args := in(1, ids)
	return s.sellers(ctx, `WHERE seller_id IN `+list+` ORDER BY seller_id`, args...)
}

func (s *Store) sellers(ctx context.Context, where string, args ...any) (sellers []catalog.Seller, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		sellers, err = sqldb.Collect(tx, func(r sqldb.Row) (seller catalog.Seller, err error) {
			err = r.Scan(&seller.ID, &seller.Name)
			return seller, err
		}, `SELECT seller_id, name FROM sellers `+where, args...)
		return err
	})
	return sellers, err
}

// EnsureSellers implements catalog.Store. Nearly always all of them are there and nothing is written.
func (s *Store) EnsureSellers(ctx context.Context, wanted []catalog.Seller) ([]catalog.Seller, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	names := make([]string, len(wanted))
	for i, seller := range wanted {
		names[i] = seller.Name
	}
	list, args := in(1, names)
	byName := `WHERE name IN ` + list + ` ORDER BY seller_id`
	found, err := s.sellers(ctx, byName, args...)
	if err != nil || len(found) == len(wanted) {
		return found, err
	}
	if err := s.addSellers(ctx, wanted); err != nil {
		return nil, err
	}
	return s.sellers(ctx, byName, args...)
}

// addSellers makes those whose names are free, in the order that everybody writes them in.
func (s *Store) addSellers(ctx context.Context, wanted []catalog.Seller) error {
	sorted := slices.SortedFunc(slices.Values(wanted), func(a, b catalog.Seller) int { return cmp.Compare(a.Name, b.Name) })
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		for _, seller := range sorted {
			if _, err := tx.Exec(`INSERT INTO sellers (seller_id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
				seller.ID, seller.Name); err != nil {
				return err
			}
		}
		return nil
	})
}
