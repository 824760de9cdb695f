package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) paymentMethodRoutes() {
	route(g, huma.Operation{
		OperationID: "list-payment-methods", Method: http.MethodGet, Path: "/v1/payment-methods", Tags: []string{"checkout"},
		Summary: "The ways to pay, and one's own saved cards",
	}, rule{access: door.Shopper, class: door.Personal}, g.listPaymentMethods)
	route(g, huma.Operation{
		OperationID: "forget-card", Method: http.MethodDelete, Path: "/v1/payment-methods/{card_id}", Tags: []string{"checkout"},
		Summary: "Forget a saved card",
	}, rule{access: door.Shopper, class: door.Personal}, g.forgetCard)
}

// paymentMethods are what a tender may name.
type paymentMethods struct {
	Methods []paymentMethod `json:"methods"`
	Cards   []savedCard     `json:"cards" doc:"Own saved cards, newest first: card_id goes into a tender."`
}

type paymentMethod struct {
	Method string `json:"method" enum:"card,gift_card,bank_transfer,cash_on_delivery"`
	Title  string `json:"title" doc:"For people."`
}

// savedCard is enough to recognise a card by; nothing here pays outside of this shop.
type savedCard struct {
	CardID   id        `json:"card_id"`
	Brand    string    `json:"brand" example:"visa"`
	LastFour string    `json:"last_four" example:"4242"`
	SavedAt  time.Time `json:"saved_at"`
}

// methods are all that an order takes, in the order in which most people want them.
var methods = []paymentMethod{
	{"card", "Card"}, {"gift_card", "Gift card"}, {"bank_transfer", "Bank transfer"}, {"cash_on_delivery", "Cash on delivery"},
}

func (g *Gateway) listPaymentMethods(ctx context.Context, v *door.Visit, _ *nothing) (*output[paymentMethods], error) {
	got, err := g.needs.Payment.ListCards(ctx, &paymentv1.ListCardsRequest{UserId: v.Who.UserID()})
	if err != nil {
		return nil, err
	}
	return &output[paymentMethods]{paymentMethods{methods, each(got.GetCards(), func(c *paymentv1.Card) savedCard {
		return savedCard{idOf(c.GetCardId()), c.GetBrand(), c.GetLastFour(), commerce.FromMicros(c.GetSavedAt())}
	})}}, nil
}

// CardKey is a card's id in an address: a saved one here, a gift card for staff.
type CardKey struct {
	CardID id `path:"card_id"`
}

// forgetCard names the user with the card, so that another's id removes nothing.
func (g *Gateway) forgetCard(ctx context.Context, v *door.Visit, in *CardKey) (*nothing, error) {
	_, err := g.needs.Payment.RemoveCard(ctx, &paymentv1.RemoveCardRequest{UserId: v.Who.UserID(), CardId: in.CardID.int64()})
	return nil, err
}
