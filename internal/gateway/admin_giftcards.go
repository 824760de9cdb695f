package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) adminGiftCardRoutes() {
	route(g, huma.Operation{
		OperationID: "issue-gift-card", Method: http.MethodPost, Path: "/v1/admin/gift-cards", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated, Summary: "Issue a gift card, once per Idempotency-Key",
		Description: "The code is in this answer and in no other: the shop keeps only its hash. The same request with the same key gives it again.",
	}, rule{access: door.Operator}, g.issueGiftCard)
	route(g, huma.Operation{
		OperationID: "list-gift-cards", Method: http.MethodGet, Path: "/v1/admin/gift-cards", Tags: []string{"admin"},
		Summary: "Gift cards, newest first",
	}, rule{access: door.Operator}, g.listGiftCards)
	route(g, huma.Operation{
		OperationID: "get-gift-card", Method: http.MethodGet, Path: "/v1/admin/gift-cards/{card_id}", Tags: []string{"admin"},
		Summary: "A gift card and what orders took from it, newest first",
	}, rule{access: door.Operator}, g.getGiftCard)
	route(g, huma.Operation{
		OperationID: "block-gift-card", Method: http.MethodPost, Path: "/v1/admin/gift-cards/{card_id}/block", Tags: []string{"admin"},
		Summary: "End a gift card for good: what it holds stays owed, nothing more can be taken from it",
	}, rule{access: door.Operator}, g.blockGiftCard)
}

// GiftCard is a card as staff see it, without its code. (Embedded, hence exported: Huma reads exported fields only.)
type GiftCard struct {
	CardID    id         `json:"card_id"`
	LastFour  string     `json:"last_four" doc:"Of the code."`
	State     string     `json:"state" enum:"good,expired,blocked"`
	Issued    money      `json:"issued"`
	Balance   money      `json:"balance" doc:"Held ones included."`
	Held      money      `json:"held" doc:"For orders that are being paid."`
	Available money      `json:"available"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Absent: never."`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	Note      string     `json:"note,omitempty"`
}

func giftCardOf(c *giftcardv1.GiftCard) GiftCard {
	in := func(amount int64) money { return money{amount, c.GetCurrency()} }
	return GiftCard{
		idOf(c.GetCardId()), c.GetLastFour(), c.GetState(), in(c.GetIssued()), in(c.GetBalance()), in(c.GetHeld()),
		in(c.GetAvailable()), timeOf(c.GetExpiresAt()), timeOf(c.GetCreatedAt()), c.GetNote(),
	}
}

type issueInput struct {
	Idempotent
	Body newGiftCard
}

type newGiftCard struct {
	Amount    money      `json:"amount"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Default: never."`
	Note      string     `json:"note,omitempty" maxLength:"200" doc:"For staff."`
}

// issuedGiftCard is the only answer with a code.
type issuedGiftCard struct {
	GiftCard
	Code string `json:"code" example:"XXXX-XXXX-XXXX-XXXX"`
}

// createdOnce is a 201 answer of what must not happen twice.
type createdOnce[T any] struct {
	Location string `header:"Location"`
	Replayed string `header:"Idempotent-Replayed" doc:"\"true\" when this answers a repeat."`
	Body     T
}

func (g *Gateway) issueGiftCard(ctx context.Context, _ *door.Visit, in *issueInput) (*createdOnce[issuedGiftCard], error) {
	key, err := in.required()
	if err != nil {
		return nil, err
	}
	got, err := g.needs.GiftCards.Issue(ctx, &giftcardv1.IssueRequest{
		IdempotencyKey: key, Amount: in.Body.Amount.proto(), ExpiresAt: microsOf(in.Body.ExpiresAt), Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	out := issuedGiftCard{giftCardOf(got.GetCard()), got.GetCode()}
	return &createdOnce[issuedGiftCard]{"/v1/admin/gift-cards/" + string(out.CardID), replayed(got.GetReplayed()), out}, nil
}

func (g *Gateway) listGiftCards(ctx context.Context, _ *door.Visit, in *pageInput) (*output[list[GiftCard]], error) {
	got, err := g.needs.GiftCards.List(ctx, &giftcardv1.ListRequest{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[GiftCard]]{listOf(got.GetCards(), giftCardOf, got.GetNextCursor())}, nil
}

// giftCardHistory is a card with what became of it.
type giftCardHistory struct {
	GiftCard
	Uses []giftCardUse `json:"uses" doc:"Newest first, at most 200."`
}

type giftCardUse struct {
	OrderID  string    `json:"order_id"`
	State    string    `json:"state" enum:"held,spent,released"`
	Amount   money     `json:"amount"`
	Refunded money     `json:"refunded"`
	At       time.Time `json:"at"`
}

func (g *Gateway) getGiftCard(ctx context.Context, _ *door.Visit, in *CardKey) (*output[giftCardHistory], error) {
	got, err := g.needs.GiftCards.Get(ctx, &giftcardv1.GetRequest{CardId: in.CardID.int64()})
	if err != nil {
		return nil, err
	}
	currency := got.GetCard().GetCurrency()
	return &output[giftCardHistory]{giftCardHistory{giftCardOf(got.GetCard()), each(got.GetUses(), func(u *giftcardv1.Use) giftCardUse {
		return giftCardUse{
			u.GetOrderId(), u.GetState(), money{u.GetAmount(), currency}, money{u.GetRefunded(), currency}, commerce.FromMicros(u.GetAt()),
		}
	})}}, nil
}

func (g *Gateway) blockGiftCard(ctx context.Context, _ *door.Visit, in *CardKey) (*output[GiftCard], error) {
	got, err := g.needs.GiftCards.Block(ctx, &giftcardv1.BlockRequest{CardId: in.CardID.int64()})
	if err != nil {
		return nil, err
	}
	return &output[GiftCard]{giftCardOf(got)}, nil
}
