package giftcard

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
)

const (
	checkDefault = 1_000
	checkMost    = 5_000
	// Pages walk the cards first and their uses after them; the cursor says which.
	inCards = "card"
	inUses  = "use"
)

// Check judges cards as stock is judged: 0 <= held <= balance (I1), held is what the uses hold (I2), the history folds to
// the balance (I3), and no more was taken than was issued (I25); and uses: refunds are in the bounds of what was spent
// (I12). It states a fact "gift_card" per use, id = the card's: status held | spent | released, amount = what is held, or
// spent and not refunded.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	limit := pageSize(req.GetLimit(), checkDefault, checkMost)
	where, rest, _ := strings.Cut(req.GetCursor(), "/")
	text, order, _ := strings.Cut(rest, "/")
	after, err := strconv.ParseInt(text, 10, 64)
	switch {
	case where == "":
		return s.checkCards(ctx, 0, limit)
	case err == nil && where == inCards:
		return s.checkCards(ctx, CardID(after), limit)
	case err == nil && where == inUses:
		return s.checkUses(ctx, CardID(after), commerce.OrderID(order), limit)
	}
	return nil, badCursor("Check")
}

func (s *Service) checkCards(ctx context.Context, after CardID, limit int) (*checkv1.CheckResponse, error) {
	page, err := s.store.Folds(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("page gift cards: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: inUses + "/0/"}
	for _, f := range page {
		out.Violations = append(out.Violations, f.faults()...)
	}
	if len(page) == limit {
		out.NextCursor = inCards + "/" + formatID(page[limit-1].Card.ID)
	}
	return out, nil
}

func (s *Service) checkUses(ctx context.Context, card CardID, order commerce.OrderID, limit int) (*checkv1.CheckResponse, error) {
	page, err := s.store.UseFolds(ctx, card, order, limit)
	if err != nil {
		return nil, fmt.Errorf("page uses of gift cards: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(page))}
	for _, f := range page {
		out.Violations = append(out.Violations, f.faults()...)
		out.Facts = append(out.Facts, f.Use.fact())
	}
	if len(page) == limit {
		last := page[limit-1].Use
		out.NextCursor = fmt.Sprintf("%s/%d/%s", inUses, last.Card, last.Order)
	}
	return out, nil
}

// faults lists where a card is not what its rows say.
func (f Fold) faults() (out []*checkv1.Violation) {
	c := f.Card
	say := func(invariant, format string, args ...any) {
		out = append(out, &checkv1.Violation{
			Invariant: invariant, Subject: fmt.Sprintf("gift card %d (···· %s)", c.ID, c.LastFour), Detail: fmt.Sprintf(format, args...),
		})
	}
	if c.Held < 0 || c.Held > c.Balance {
		say("I1", "held %d of a balance of %d", c.Held, c.Balance)
	}
	if c.Held != f.UsesHeld {
		say("I2", "held %d, its uses hold %d", c.Held, f.UsesHeld)
	}
	if c.Balance != f.HistoryBalance || c.Held != f.HistoryHeld || c.Version != f.Changes {
		say("I3", "balance %d, held %d, version %d; its history of %d rows gives %d and %d",
			c.Balance, c.Held, c.Version, f.Changes, f.HistoryBalance, f.HistoryHeld)
	}
	if c.Balance != c.Issued-f.UsesTaken || f.UsesTaken < 0 {
		say("I25", "issued %d, taken %d, balance %d", c.Issued, f.UsesTaken, c.Balance)
	}
	return out
}

// faults says where a use's refunds are not what their rows say. A release of spent money refunds without a row.
func (f UseFold) faults() []*checkv1.Violation {
	u := f.Use
	sound := u.Refunded >= 0 && u.Refunded <= u.Amount && f.Refunds <= u.Refunded &&
		(u.State == Released || u.Refunded == f.Refunds) && (u.State != Held || u.Refunded == 0)
	if sound {
		return nil
	}
	return []*checkv1.Violation{{
		Invariant: "I12", Subject: fmt.Sprintf("gift card %d, order %s", u.Card, u.Order),
		Detail: fmt.Sprintf("%s %d, refunded %d, its refunds sum to %d", u.State, u.Amount, u.Refunded, f.Refunds),
	}}
}

func (u Use) fact() *checkv1.Fact {
	amount := u.Taken()
	if u.State == Held {
		amount = u.Amount
	}
	return &checkv1.Fact{
		Kind: "gift_card", UserId: int64(u.User), OrderId: string(u.Order), Id: formatID(u.Card), Status: string(u.State),
		Amount: amount, Currency: u.Currency, At: u.ChangedAt,
	}
}
