package identitydb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/platform/sqldb"
)

// AddAddress implements identity.Addresses. The count stands in the user's row, so that two adds at once cannot both take
// the last place.
func (s *Store) AddAddress(ctx context.Context, id commerce.UserID, a identity.Address) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE users SET addresses = addresses + 1 WHERE user_id = $1 AND addresses < $2`,
			id, identity.MaxAddresses)
		if err != nil {
			return fmt.Errorf("count address: %w", err)
		}
		if n == 0 {
			if _, err := getUser(tx, id); err != nil {
				return err
			}
			return identity.ErrTooManyAddresses
		}
		_, err = tx.Exec(`INSERT INTO addresses (user_id, address_id, name, line1, line2, city, region, postal_code, country)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			id, a.ID, a.Name, a.Line1, a.Line2, a.City, a.Region, a.PostalCode, a.Country)
		if err != nil {
			return fmt.Errorf("insert address: %w", err)
		}
		return nil
	})
}

// Addresses implements identity.Addresses.
func (s *Store) Addresses(ctx context.Context, id commerce.UserID) (list []identity.Address, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		list, err = sqldb.Collect(tx, scanAddress, `SELECT address_id, name, line1, line2, city, region, postal_code, country
			FROM addresses WHERE user_id = $1 ORDER BY address_id LIMIT $2`, id, identity.MaxAddresses)
		return err
	})
	return list, err
}

func scanAddress(row sqldb.Row) (a identity.Address, err error) {
	err = row.Scan(&a.ID, &a.Name, &a.Line1, &a.Line2, &a.City, &a.Region, &a.PostalCode, &a.Country)
	return a, err
}

// DeleteAddress implements identity.Addresses.
func (s *Store) DeleteAddress(ctx context.Context, id commerce.UserID, addressID int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM addresses WHERE user_id = $1 AND address_id = $2`, id, addressID)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(`UPDATE users SET addresses = addresses - 1 WHERE user_id = $1`, id)
		return err
	})
}
