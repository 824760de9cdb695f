package ledgerdb

import (
	"context"
	"encoding/json"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
	"rialto/internal/platform/sqldb"
)

// KeepCharges implements ledger.Store.
func (s *Store) KeepCharges(ctx context.Context, charges []ledger.Charge) error {
	byUser := map[commerce.UserID][]ledger.Charge{}
	for _, c := range charges {
		byUser[c.User] = append(byUser[c.User], c)
	}
	return eachKey(s, ctx, byUser, func(tx sqldb.Tx, _ commerce.UserID, of []ledger.Charge) error {
		for _, c := range of {
			_, err := tx.Exec(`INSERT INTO charges (user_id, order_id, state, currency, amount, captured, refunded, at, due_at)
				VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT (user_id, order_id) DO UPDATE SET state = excluded.state,
					currency = excluded.currency, amount = excluded.amount, captured = excluded.captured,
					refunded = excluded.refunded, at = excluded.at, due_at = excluded.due_at
				WHERE charges.at <= excluded.at AND (charges.state <> excluded.state OR charges.currency <> excluded.currency
					OR charges.amount <> excluded.amount OR charges.captured <> excluded.captured OR charges.refunded <> excluded.refunded)`,
				c.User, c.Order, c.State, c.Currency, c.Amount, c.Captured, c.Refunded, c.At, c.DueAt)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ChargeOf implements ledger.Store.
func (s *Store) ChargeOf(ctx context.Context, key ledger.Key) (c ledger.Charge, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT user_id, order_id, state, currency, amount, captured, refunded, at, due_at FROM charges
			WHERE user_id = $1 AND order_id = $2`, key.User, key.Order).
			Scan(&c.User, &c.Order, &c.State, &c.Currency, &c.Amount, &c.Captured, &c.Refunded, &c.At, &c.DueAt)
	})
	if sqldb.NoRows(err) {
		return ledger.Charge{}, nil
	}
	return c, err
}

// Changed implements ledger.Store.
func (s *Store) Changed(ctx context.Context, booked bool, after ledger.Mark, until int64, limit int) (page []ledger.Mark, err error) {
	query := `SELECT due_at, user_id, order_id FROM charges WHERE (due_at, user_id, order_id) > ($1, $2, $3) AND due_at <= $4
		ORDER BY due_at, user_id, order_id LIMIT $5`
	if booked {
		query = `SELECT at, user_id, order_id FROM books WHERE (at, user_id, order_id) > ($1, $2, $3) AND at <= $4
			ORDER BY at, user_id, order_id LIMIT $5`
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (m ledger.Mark, err error) {
			return m, r.Scan(&m.At, &m.User, &m.Order)
		}, query, after.At, after.User, after.Order, until, limit)
		return err
	})
	return page, err
}

const findingColumns = `user_id, order_id, kind, detail, first_seen, last_seen, opened_at, explained_at`

func scanFinding(r sqldb.Row) (f ledger.Finding, err error) {
	return f, r.Scan(&f.User, &f.Order, &f.Kind, &f.Detail, &f.FirstSeen, &f.LastSeen, &f.OpenedAt, &f.ExplainedAt)
}

// Found implements ledger.Store.
func (s *Store) Found(ctx context.Context, key ledger.Key, wrong []ledger.Problem, at, grace int64) (opened []ledger.Finding, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		opened = nil
		known, err := sqldb.Collect(tx, scanFinding, `SELECT `+findingColumns+` FROM findings WHERE user_id = $1 AND order_id = $2`,
			key.User, key.Order)
		if err != nil {
			return err
		}
		next := ledger.Weigh(key, known, wrong, at, grace)
		for _, f := range next.Forgotten {
			if _, err := tx.Exec(`DELETE FROM findings WHERE user_id = $1 AND order_id = $2 AND kind = $3`, f.User, f.Order, f.Kind); err != nil {
				return err
			}
		}
		for _, f := range next.Kept {
			if err := saveFinding(tx, f); err != nil {
				return err
			}
		}
		opened = next.Opened
		return nil
	})
	return opened, err
}

func saveFinding(tx sqldb.Tx, f ledger.Finding) error {
	_, err := tx.Exec(`INSERT INTO findings (`+findingColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (user_id, order_id, kind) DO UPDATE SET detail = excluded.detail, first_seen = excluded.first_seen,
			last_seen = excluded.last_seen, opened_at = excluded.opened_at, explained_at = excluded.explained_at`,
		f.User, f.Order, f.Kind, f.Detail, f.FirstSeen, f.LastSeen, f.OpenedAt, f.ExplainedAt)
	return err
}

// Unexplained implements ledger.Store.
func (s *Store) Unexplained(ctx context.Context, limit int) ([]ledger.Finding, error) {
	return s.findings(ctx, `WHERE explained_at = 0 ORDER BY last_seen, user_id, order_id, kind LIMIT $1`, limit)
}

// Findings implements ledger.Store.
func (s *Store) Findings(ctx context.Context, openOnly bool, limit int) ([]ledger.Finding, error) {
	if openOnly {
		return s.findings(ctx, `WHERE opened_at > 0 AND explained_at = 0
			ORDER BY first_seen DESC, user_id, order_id, kind LIMIT $1`, limit)
	}
	return s.findings(ctx, `WHERE opened_at > 0 ORDER BY CASE WHEN explained_at = 0 THEN 0 ELSE 1 END, first_seen DESC,
		user_id, order_id, kind LIMIT $1`, limit)
}

func (s *Store) findings(ctx context.Context, where string, limit int) (page []ledger.Finding, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scanFinding, `SELECT `+findingColumns+` FROM findings `+where, limit)
		return err
	})
	return page, err
}

// CountOpen implements ledger.Store.
func (s *Store) CountOpen(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM findings WHERE opened_at > 0 AND explained_at = 0`).Scan(&n)
	})
	return n, err
}

// Pass implements ledger.Store.
func (s *Store) Pass(ctx context.Context) (p ledger.Pass, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var text string
		err := tx.QueryRow(`SELECT state FROM passes WHERE id = 1`).Scan(&text)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &p)
	})
	return p, err
}

// SavePass implements ledger.Store.
func (s *Store) SavePass(ctx context.Context, p ledger.Pass) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO passes (id, state) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET state = excluded.state`, string(text))
		return err
	})
}
