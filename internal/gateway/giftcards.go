package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) giftCardRoutes() {
	route(g, huma.Operation{
		OperationID: "gift-card-balance", Method: http.MethodPost, Path: "/v1/gift-cards/balance", Tags: []string{"checkout"},
		Summary: "What a gift card can still pay",
		Description: "A POST, because addresses end up in logs and a code is money. Wrong codes are counted, by client and by user, here " +
			"and with orders: after ten within an hour, 429.",
		Responses: map[string]*huma.Response{"404": problemResponse("gift_card_unknown")},
	}, rule{access: door.Open, class: door.Personal}, g.giftCardBalance)
}

type giftCardInput struct {
	Body giftCardCode
}

type giftCardCode struct {
	Code string `json:"code" minLength:"1" maxLength:"100" doc:"As printed; spaces, dashes and case do not matter."`
}

// giftCardBalance is what a card's owner is told.
type giftCardBalance struct {
	LastFour  string     `json:"last_four" doc:"Of the code."`
	Available money      `json:"available"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Absent: never."`
}

// giftCardBalance asks nobody who they are: a code belongs to whoever has it.
func (g *Gateway) giftCardBalance(ctx context.Context, v *door.Visit, in *giftCardInput) (*output[giftCardBalance], error) {
	door.NoStore(v.W)
	c, err := tryCode(g, v, func() (*giftcardv1.GiftCard, error) {
		return g.needs.GiftCards.LookUp(ctx, &giftcardv1.LookUpRequest{Code: in.Body.Code})
	})
	if err != nil {
		return nil, err
	}
	return &output[giftCardBalance]{giftCardBalance{
		c.GetLastFour(), money{c.GetAvailable(), c.GetCurrency()}, timeOf(c.GetExpiresAt()),
	}}, nil
}

// tryCode runs what needs a right code. A wrong one stays counted against the client and the user; anything else that happens
// says nothing about the code and is not counted.
func tryCode[A any](g *Gateway, v *door.Visit, try func() (A, error)) (A, error) {
	notWrong, err := g.door.Guess(v)
	if err != nil {
		var none A
		return none, err
	}
	got, err := try()
	if !errs.HasCode(err, "gift_card_unknown") {
		notWrong()
	}
	return got, err
}
