package paygateway

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

const (
	dueBatch = 100
	maxPause = 5 * time.Minute
)

// notice is a webhook on its way.
type notice struct {
	orderID commerce.OrderID
	eventID string
	body    string
	tries   int64
}

// decide moves a charge that waits to its end and writes the webhook that tells so, in one transaction. false: it did not
// wait in that state any more.
func (s *Sandbox) decide(ctx context.Context, order commerce.OrderID, chargeID string, from, to payment.ChargeState, decline string) (decided bool, err error) {
	now := s.micros()
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		c, err := scan(tx.QueryRow(`UPDATE charges SET state = $3, decline_code = $4, updated_at = $5
			WHERE order_id = $1 AND charge_id = $2 AND state = $6 RETURNING `+columns, order, chargeID, to, decline, now, from))
		if decided = err == nil; !decided {
			if sqldb.NoRows(err) {
				return nil
			}
			return fmt.Errorf("decide: %w", err)
		}
		n, err := noticeOf(c)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO notices (order_id, event_id, body, next_at) VALUES ($1,$2,$3,$4)`,
			n.orderID, n.eventID, n.body, now)
		return err
	})
	return decided && err == nil, err
}

func noticeOf(c charge) (notice, error) {
	type about struct {
		ID      string `json:"id"`
		OrderID string `json:"order_id"`
		UserID  string `json:"user_id"`
		State   string `json:"state"`
	}
	n := notice{orderID: c.OrderID, eventID: fmt.Sprintf("evt_%s_%s", c.OrderID, c.State)}
	body, err := json.Marshal(struct {
		ID     string `json:"id"`
		Type   string `json:"type"`
		Charge about  `json:"charge"`
	}{n.eventID, "charge." + string(c.State), about{c.ID, string(c.OrderID), commerce.FormatID(c.UserID), string(c.State)}})
	n.body = string(body)
	return n, err
}

// Run decides what is late and delivers webhooks until ctx ends. What it has not done stays in the database.
func (s *Sandbox) Run(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.Every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := s.turn(ctx); err != nil && ctx.Err() == nil {
				s.deps.Log.Warn("sandbox gateway", "error", err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// turn does what is due once.
func (s *Sandbox) turn(ctx context.Context) error {
	late, notices, err := s.due(ctx)
	if err != nil {
		return err
	}
	for _, c := range late {
		if _, err := s.decide(ctx, c.OrderID, c.ID, payment.ChargeProcessing, payment.ChargeAuthorized, ""); err != nil {
			return err
		}
	}
	for _, n := range notices {
		if err := s.deliver(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sandbox) due(ctx context.Context) (late []charge, notices []notice, err error) {
	now := s.micros()
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		late, err = sqldb.Collect(tx, scan, `SELECT `+columns+` FROM charges WHERE state = 'processing' AND decides_at <= $1
			ORDER BY decides_at LIMIT $2`, now, dueBatch)
		if err != nil {
			return fmt.Errorf("list what is late: %w", err)
		}
		notices, err = sqldb.Collect(tx, func(row sqldb.Row) (n notice, err error) {
			return n, row.Scan(&n.orderID, &n.eventID, &n.body, &n.tries)
		}, `SELECT order_id, event_id, body, tries FROM notices WHERE delivered_at = 0 AND next_at <= $1
			ORDER BY next_at LIMIT $2`, now, dueBatch)
		return err
	})
	return late, notices, err
}

// deliver hands a webhook over once and notes how that went; the pause doubles from one second.
func (s *Sandbox) deliver(ctx context.Context, n notice) error {
	trying, cancel := context.WithTimeout(ctx, s.cfg.DeliverTimeout)
	defer cancel()
	refused := s.deps.Deliver(trying, []byte(n.body), payment.Sign(s.cfg.Secret, s.deps.Now(), []byte(n.body)))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := s.micros()
	if refused != nil {
		s.deps.Log.Warn("webhook refused", "event_id", n.eventID, "tries", n.tries+1, "error", refused)
		pause := min(time.Second<<min(n.tries, 16), maxPause)
		return s.mark(ctx, `UPDATE notices SET tries = tries + 1, next_at = $3 WHERE order_id = $1 AND event_id = $2`,
			n.orderID, n.eventID, now+pause.Microseconds())
	}
	return s.mark(ctx, `UPDATE notices SET delivered_at = $3 WHERE order_id = $1 AND event_id = $2`, n.orderID, n.eventID, now)
}

func (s *Sandbox) mark(ctx context.Context, query string, args ...any) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
}
