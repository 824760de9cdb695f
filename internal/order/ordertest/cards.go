package ordertest

import (
	"context"
	"sync"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/platform/errs"
)

// Cards is a gift card room that keeps the contract: holds by (card, order), barriers, refunds by id.
type Cards struct {
	mu    sync.Mutex
	cards map[int64]*giftcardv1.GiftCard
	codes map[string]int64
	uses  map[use]*giftcardv1.Use
	paid  map[string]int64 // refund id → amount
}

type use struct {
	card  int64
	order string
}

// NewCards returns a room without cards.
func NewCards() *Cards {
	return &Cards{
		cards: map[int64]*giftcardv1.GiftCard{}, codes: map[string]int64{}, uses: map[use]*giftcardv1.Use{}, paid: map[string]int64{},
	}
}

// Issue makes a card in USD.
func (c *Cards) Issue(id int64, code string, amount int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cards[id] = &giftcardv1.GiftCard{CardId: id, LastFour: code[len(code)-4:], Currency: "USD", Balance: amount, State: "good"}
	c.codes[code] = id
}

// Change alters a card.
func (c *Cards) Change(id int64, change func(*giftcardv1.GiftCard)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c.cards[id])
}

// Balance is what is on a card, held parts included, and Held how much of it is held.
func (c *Cards) Balance(id int64) (balance, held int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cards[id].Balance, c.cards[id].Held
}

// State is what an order has of a card: "", held, spent or released, and what of it came back.
func (c *Cards) State(id int64, order string) (state string, refunded int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.uses[use{id, order}]
	return u.GetState(), u.GetRefunded()
}

// Spent is what all orders took of all cards and did not give back.
func (c *Cards) Spent() (sum int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, u := range c.uses {
		if u.State == "spent" {
			sum += u.Amount - u.Refunded
		}
	}
	return sum
}

// LookUp implements order.GiftCards.
func (c *Cards) LookUp(_ context.Context, req *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	card := c.cards[c.codes[req.GetCode()]]
	if card == nil {
		return nil, errs.NotFound("gift_card_unknown", "There is no such card.")
	}
	out := &giftcardv1.GiftCard{CardId: card.CardId, LastFour: card.LastFour, Currency: card.Currency, State: card.State}
	if card.State == "good" {
		out.Available = card.Balance - card.Held
	}
	return out, nil
}

// Hold implements order.GiftCards.
func (c *Cards) Hold(_ context.Context, req *giftcardv1.HoldRequest) (*giftcardv1.Use, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	card, key, amount := c.cards[req.GetCardId()], use{req.GetCardId(), req.GetOrderId()}, req.GetAmount().GetAmount()
	known := c.uses[key]
	switch {
	case card == nil:
		return nil, errs.NotFound("gift_card_unknown", "There is no such card.")
	case known.GetState() == "released":
		return nil, errs.Conflict("gift_card_released", "The order gave this card back.")
	case known != nil && known.Amount != amount:
		return nil, errs.Conflict("hold_differs", "The order holds another amount.")
	case known != nil:
		return answered(known), nil
	case card.State != "good":
		return nil, errs.Conflict("gift_card_expired", "The card has expired.")
	case card.Held+amount > card.Balance:
		return nil, errs.Conflict("gift_card_short", "There is not enough on the card.")
	}
	card.Held += amount
	c.uses[key] = &giftcardv1.Use{CardId: key.card, OrderId: key.order, State: "held", Amount: amount}
	return answered(c.uses[key]), nil
}

func answered(u *giftcardv1.Use) *giftcardv1.Use {
	return &giftcardv1.Use{CardId: u.CardId, OrderId: u.OrderId, State: u.State, Amount: u.Amount, Refunded: u.Refunded}
}

// Spend implements order.GiftCards.
func (c *Cards) Spend(_ context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.uses[use{req.GetCardId(), req.GetOrderId()}]
	switch u.GetState() {
	case "held":
		card := c.cards[u.CardId]
		card.Balance, card.Held, u.State = card.Balance-u.Amount, card.Held-u.Amount, "spent"
	case "spent":
	default:
		return nil, errs.Conflict("gift_card_released", "The order does not hold this card.")
	}
	return answered(u), nil
}

// Release implements order.GiftCards.
func (c *Cards) Release(_ context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := use{req.GetCardId(), req.GetOrderId()}
	u := c.uses[key]
	if u == nil {
		u = &giftcardv1.Use{CardId: key.card, OrderId: key.order}
		c.uses[key] = u
	}
	switch card := c.cards[key.card]; u.State {
	case "held":
		card.Held -= u.Amount
	case "spent":
		card.Balance += u.Amount - u.Refunded
	}
	u.State = "released"
	return answered(u), nil
}

// Refund implements order.GiftCards.
func (c *Cards) Refund(_ context.Context, req *giftcardv1.RefundRequest) (*giftcardv1.Use, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, amount := c.uses[use{req.GetCardId(), req.GetOrderId()}], req.GetAmount().GetAmount()
	if _, known := c.paid[req.GetRefundId()]; !known {
		if u.GetState() != "spent" || u.Refunded+amount > u.Amount {
			return nil, errs.Conflict("over_refund", "That is more than is left.")
		}
		c.paid[req.GetRefundId()] = amount
		u.Refunded += amount
		c.cards[u.CardId].Balance += amount
	}
	return answered(u), nil
}
