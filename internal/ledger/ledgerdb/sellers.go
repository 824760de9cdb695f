package ledgerdb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
	"rialto/internal/platform/sqldb"
)

// BookSellers implements ledger.Store. An entry that is there already adds nothing.
func (s *Store) BookSellers(ctx context.Context, all map[commerce.SellerID][]ledger.SellerEntry) error {
	return eachKey(s, ctx, all, func(tx sqldb.Tx, seller commerce.SellerID, of []ledger.SellerEntry) error {
		sums := map[string]ledger.SellerBalance{}
		for _, e := range of {
			n, err := tx.Exec(`INSERT INTO seller_entries (seller_id, order_id, entry_id, user_id, currency, sales, fees, refunds, at)
				VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT (seller_id, order_id, entry_id) DO NOTHING`,
				e.Seller, e.Order, e.EntryID, e.User, e.Currency, e.Sales, e.Fees, e.Refunds, e.At)
			if err != nil {
				return err
			}
			if n == 1 {
				sums[e.Currency] = sums[e.Currency].Plus(e)
			}
		}
		for currency, sum := range sums {
			if err := addBalance(tx, seller, currency, sum); err != nil {
				return err
			}
		}
		return nil
	})
}

func addBalance(tx sqldb.Tx, seller commerce.SellerID, currency string, sum ledger.SellerBalance) error {
	_, err := tx.Exec(`INSERT INTO seller_balances (seller_id, currency, sales, fees, refunds) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (seller_id, currency) DO UPDATE SET sales = seller_balances.sales + excluded.sales,
			fees = seller_balances.fees + excluded.fees, refunds = seller_balances.refunds + excluded.refunds`,
		seller, currency, sum.Sales, sum.Fees, sum.Refunds)
	return err
}

func balanceFields(b *ledger.SellerBalance) []any {
	return []any{&b.Seller, &b.Currency, &b.Sales, &b.Fees, &b.Refunds}
}

// Sellers implements ledger.Store.
func (s *Store) Sellers(ctx context.Context, after ledger.SellerBalance, limit int) (page []ledger.SellerBalance, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (b ledger.SellerBalance, err error) {
			return b, r.Scan(balanceFields(&b)...)
		}, `SELECT seller_id, currency, sales, fees, refunds FROM seller_balances WHERE (seller_id, currency) > ($1, $2)
			ORDER BY seller_id, currency LIMIT $3`, after.Seller, after.Currency, limit)
		return err
	})
	return page, err
}

// SellerAudits implements ledger.Store.
func (s *Store) SellerAudits(ctx context.Context, after ledger.SellerBalance, limit int) (page []ledger.SellerAudit, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (a ledger.SellerAudit, err error) {
			err = r.Scan(append(balanceFields(&a.Balance), &a.Fold.Sales, &a.Fold.Fees, &a.Fold.Refunds)...)
			a.Fold.Seller, a.Fold.Currency = a.Balance.Seller, a.Balance.Currency
			return a, err
		}, `SELECT b.seller_id, b.currency, b.sales, b.fees, b.refunds, CAST(COALESCE(SUM(e.sales), 0) AS bigint),
				CAST(COALESCE(SUM(e.fees), 0) AS bigint), CAST(COALESCE(SUM(e.refunds), 0) AS bigint)
			FROM seller_balances b LEFT JOIN seller_entries e ON e.seller_id = b.seller_id AND e.currency = b.currency
			WHERE (b.seller_id, b.currency) > ($1, $2)
			GROUP BY b.seller_id, b.currency, b.sales, b.fees, b.refunds ORDER BY b.seller_id, b.currency LIMIT $3`,
			after.Seller, after.Currency, limit)
		return err
	})
	return page, err
}
