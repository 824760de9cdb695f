package giftcard

import (
	busv1 "rialto/gen/rialto/bus/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

func (c Card) proto(now int64) *giftcardv1.GiftCard {
	return &giftcardv1.GiftCard{
		CardId: int64(c.ID), LastFour: c.LastFour, Currency: c.Currency, Issued: c.Issued, Balance: c.Balance, Held: c.Held,
		Available: c.Available(now), ExpiresAt: c.ExpiresAt, CreatedAt: c.CreatedAt, Note: c.Note, State: c.State(now),
	}
}

func (u Use) proto() *giftcardv1.Use {
	return &giftcardv1.Use{
		CardId: int64(u.Card), OrderId: string(u.Order), State: string(u.State), Amount: u.Amount, Refunded: u.Refunded,
		LastFour: u.LastFour, At: u.ChangedAt,
	}
}

// Event is giftcard.use_changed for the version that the use has now; stores append it with the change.
func (u Use) Event() (*busv1.Event, error) {
	aggregate := string(u.Order) + "/gift/" + formatID(u.Card)
	e, err := outbox.Event(bus.GiftCardEvents, "giftcard.use_changed", aggregate, string(u.Order), u.Version, u.ChangedAt,
		&giftcardv1.UseChanged{
			UserId: int64(u.User), OrderId: string(u.Order), CardId: int64(u.Card), State: string(u.State),
			Currency: u.Currency, Amount: u.Amount, Refunded: u.Refunded, Version: u.Version,
		})
	if err == nil {
		e.UserId = int64(u.User)
	}
	return e, err
}
