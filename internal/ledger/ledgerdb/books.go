package ledgerdb

import (
	"context"
	"errors"
	"maps"
	"sync"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
	"rialto/internal/platform/sqldb"
)

// atOnce is how many keys are written at the same time, so that they share a flush to disk.
const atOnce = 16

// eachKey runs one transaction per key, several at once, and returns their errors together.
func eachKey[K comparable, V any](s *Store, ctx context.Context, of map[K]V, write func(tx sqldb.Tx, key K, value V) error) error {
	slots := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for key, value := range of {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			err := s.db.Write(ctx, func(tx sqldb.Tx) error { return write(tx, key, value) })
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = errors.Join(failed, err)
			}
		})
	}
	wg.Wait()
	return failed
}

// Book implements ledger.Store.
func (s *Store) Book(ctx context.Context, facts map[commerce.UserID][]ledger.Fact, feePPM int64) (map[ledger.Key]ledger.Book, error) {
	all := map[ledger.Key]ledger.Book{}
	var mu sync.Mutex
	err := eachKey(s, ctx, facts, func(tx sqldb.Tx, _ commerce.UserID, of []ledger.Fact) error {
		books := map[ledger.Key]ledger.Book{}
		for _, f := range of {
			b, err := bookFact(tx, f, feePPM)
			if err != nil {
				return err
			}
			books[f.Key] = b
		}
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(all, books)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// bookFact books one fact in the transaction of its user.
func bookFact(tx sqldb.Tx, f ledger.Fact, feePPM int64) (ledger.Book, error) {
	b, err := book(tx, f.Key)
	if err != nil {
		return b, err
	}
	before := b.Version
	entries := b.Book(f, feePPM)
	if b.Version == before {
		return b, nil
	}
	if err := saveBook(tx, b); err != nil {
		return b, err
	}
	for i, e := range entries {
		if err := insertEntry(tx, f.Key, e, b.Version*100+int64(i)); err != nil {
			return b, err
		}
	}
	return b, nil
}

const bookColumns = `user_id, order_id, currency, sold, total, refunds, refunded, captured, paid_back, gift, gift_back, fee_ppm, at, version`

func scanBook(r sqldb.Row) (b ledger.Book, err error) {
	var sold int64
	err = r.Scan(&b.User, &b.Order, &b.Currency, &sold, &b.Total, &b.Refunds, &b.Refunded, &b.Captured, &b.PaidBack, &b.Gift,
		&b.GiftBack, &b.FeePPM, &b.At, &b.Version)
	b.Sold = sold == 1
	return b, err
}

func book(tx sqldb.Tx, key ledger.Key) (ledger.Book, error) {
	b, err := scanBook(tx.QueryRow(`SELECT `+bookColumns+` FROM books WHERE user_id = $1 AND order_id = $2`, key.User, key.Order))
	if sqldb.NoRows(err) {
		return ledger.Book{Key: key}, nil
	}
	return b, err
}

// saveBook writes the next version of a book, unless somebody else has.
func saveBook(tx sqldb.Tx, b ledger.Book) error {
	sold := 0
	if b.Sold {
		sold = 1
	}
	query := `UPDATE books SET currency = $3, sold = $4, total = $5, refunds = $6, refunded = $7, captured = $8, paid_back = $9,
		gift = $10, gift_back = $11, fee_ppm = $12, at = $13, version = $14
		WHERE user_id = $1 AND order_id = $2 AND version = $14 - 1`
	if b.Version == 1 {
		query = `INSERT INTO books (` + bookColumns + `) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
			ON CONFLICT (user_id, order_id) DO NOTHING`
	}
	n, err := tx.Exec(query, b.User, b.Order, b.Currency, sold, b.Total, b.Refunds, b.Refunded, b.Captured, b.PaidBack, b.Gift,
		b.GiftBack, b.FeePPM, b.At, b.Version)
	if err == nil && n == 0 {
		err = ledger.ErrRaced
	}
	return err
}

func insertEntry(tx sqldb.Tx, key ledger.Key, e ledger.Entry, seq int64) error {
	_, err := tx.Exec(`INSERT INTO entries (user_id, order_id, entry_id, seq, kind, currency, at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		key.User, key.Order, e.ID, seq, e.Kind, e.Currency, e.At)
	if err != nil {
		return err
	}
	for i, p := range e.Postings {
		_, err := tx.Exec(`INSERT INTO postings (user_id, order_id, entry_id, line, account, seller_id, currency, amount)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`, key.User, key.Order, e.ID, i, p.Account, p.Seller, e.Currency, p.Amount)
		if err != nil {
			return err
		}
	}
	return nil
}

// BookOf implements ledger.Store.
func (s *Store) BookOf(ctx context.Context, key ledger.Key) (b ledger.Book, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		b, err = book(tx, key)
		return err
	})
	return b, err
}

// Entries implements ledger.Store.
func (s *Store) Entries(ctx context.Context, key ledger.Key) (all []ledger.Entry, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		all, err = entries(tx, key)
		return err
	})
	return all, err
}

// line is a posting with the entry that it belongs to.
type line struct {
	ledger.Entry
	ledger.Posting
}

func entries(tx sqldb.Tx, key ledger.Key) (all []ledger.Entry, err error) {
	lines, err := sqldb.Collect(tx, func(r sqldb.Row) (l line, err error) {
		return l, r.Scan(&l.ID, &l.Kind, &l.Currency, &l.At, &l.Account, &l.Seller, &l.Amount)
	}, `SELECT e.entry_id, e.kind, e.currency, e.at, p.account, p.seller_id, p.amount FROM entries e
		JOIN postings p ON p.user_id = e.user_id AND p.order_id = e.order_id AND p.entry_id = e.entry_id
		WHERE e.user_id = $1 AND e.order_id = $2 ORDER BY e.seq, p.line`, key.User, key.Order)
	for _, l := range lines {
		if n := len(all); n == 0 || all[n-1].ID != l.ID {
			all = append(all, l.Entry)
		}
		last := &all[len(all)-1]
		last.Postings = append(last.Postings, l.Posting)
	}
	return all, err
}

// Trial implements ledger.Store.
func (s *Store) Trial(ctx context.Context) (all []ledger.AccountBalance, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		all, err = sqldb.Collect(tx, func(r sqldb.Row) (a ledger.AccountBalance, err error) {
			return a, r.Scan(&a.Account, &a.Currency, &a.Amount)
		}, `SELECT account, currency, CAST(SUM(amount) AS bigint) FROM postings GROUP BY account, currency ORDER BY account, currency`)
		return err
	})
	return all, err
}

// Audits implements ledger.Store.
func (s *Store) Audits(ctx context.Context, after ledger.Key, limit int) (page []ledger.Audit, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		books, err := sqldb.Collect(tx, scanBook, `SELECT `+bookColumns+` FROM books WHERE (user_id, order_id) > ($1, $2)
			ORDER BY user_id, order_id LIMIT $3`, after.User, after.Order, limit)
		page = make([]ledger.Audit, len(books))
		for i, b := range books {
			if err == nil {
				page[i].Book = b
				page[i].Entries, err = entries(tx, b.Key)
			}
		}
		return err
	})
	return page, err
}
