package paymentdb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

const cardColumns = `user_id, card_id, token, brand, last_four, saved_at`

func scanCard(row sqldb.Row) (c payment.Card, err error) {
	err = row.Scan(&c.UserID, &c.ID, &c.Token, &c.Brand, &c.LastFour, &c.SavedAt)
	return c, err
}

// keepCard saves a card once per token and forgets the oldest beyond the limit.
func keepCard(tx sqldb.Tx, c payment.Card) error {
	n, err := tx.Exec(`INSERT INTO cards (`+cardColumns+`) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (user_id, token) DO NOTHING`,
		c.UserID, c.ID, c.Token, c.Brand, c.LastFour, c.SavedAt)
	if err != nil || n == 0 {
		return doing("save card", err)
	}
	_, err = tx.Exec(`DELETE FROM cards WHERE user_id = $1 AND removed = 0 AND card_id NOT IN (SELECT card_id FROM cards
		WHERE user_id = $1 AND removed = 0 ORDER BY saved_at DESC, card_id DESC LIMIT $2)`, c.UserID, payment.MaxCards)
	return doing("forget the oldest card", err)
}

// ListCards implements payment.Store.
func (s *Store) ListCards(ctx context.Context, user commerce.UserID) (cards []payment.Card, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		cards, err = sqldb.Collect(tx, scanCard, `SELECT `+cardColumns+` FROM cards WHERE user_id = $1 AND removed = 0
			ORDER BY saved_at DESC, card_id DESC LIMIT $2`, user, payment.MaxCards)
		return doing("list cards", err)
	})
	return cards, err
}

// Card implements payment.Store.
func (s *Store) Card(ctx context.Context, user commerce.UserID, id int64) (c payment.Card, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		c, err = scanCard(tx.QueryRow(`SELECT `+cardColumns+` FROM cards WHERE user_id = $1 AND card_id = $2 AND removed = 0`,
			user, id))
		if sqldb.NoRows(err) {
			return payment.ErrNoCard
		}
		return doing("select card", err)
	})
	return c, err
}

// RemoveCard implements payment.Store. The token gives way to the card's own number, so that the card can be saved anew.
func (s *Store) RemoveCard(ctx context.Context, user commerce.UserID, id int64) error {
	n, err := s.exec(ctx, "remove card", `UPDATE cards SET token = $3, brand = '', last_four = '', removed = 1
		WHERE user_id = $1 AND card_id = $2`, user, id, fmt.Sprintf("removed %d", id))
	if err == nil && n == 0 {
		err = payment.ErrNoCard
	}
	return err
}
