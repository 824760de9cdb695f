package giftcard

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	listDefault = 50
	listMost    = 200
	usesMost    = 200
)

// List pages through cards, newest first.
func (s *Service) List(ctx context.Context, req *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error) {
	var before int64
	if text := req.GetCursor(); text != "" {
		var err error
		if before, err = commerce.ParseID(text); err != nil {
			return nil, badCursor("List")
		}
	}
	limit := pageSize(req.GetLimit(), listDefault, listMost)
	page, err := s.store.Cards(ctx, CardID(before), limit)
	if err != nil {
		return nil, fmt.Errorf("list gift cards: %w", err)
	}
	resp, now := &giftcardv1.ListResponse{}, s.now()
	for _, c := range page {
		resp.Cards = append(resp.Cards, c.proto(now))
	}
	if len(page) == limit {
		resp.NextCursor = formatID(page[limit-1].ID)
	}
	return resp, nil
}

// Get returns a card and the newest 200 of its uses.
func (s *Service) Get(ctx context.Context, req *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error) {
	c, err := s.store.Card(ctx, CardID(req.GetCardId()))
	if err != nil {
		return nil, refusal("read gift card", err)
	}
	uses, err := s.store.Uses(ctx, c.ID, usesMost)
	if err != nil {
		return nil, fmt.Errorf("read uses of a gift card: %w", err)
	}
	resp := &giftcardv1.GetResponse{Card: c.proto(s.now())}
	for _, u := range uses {
		resp.Uses = append(resp.Uses, u.proto())
	}
	return resp, nil
}

// LookUp finds a card by its code. An expired card is found, with nothing available; a blocked one is not.
func (s *Service) LookUp(ctx context.Context, req *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	code, ok := NormalCode(req.GetCode())
	if !ok {
		return nil, refusal("look up gift card", ErrNoCard)
	}
	c, err := s.store.ByCode(ctx, hashCode(code))
	if err == nil && c.BlockedAt != 0 {
		err = ErrNoCard
	}
	if err != nil {
		return nil, refusal("look up gift card", err)
	}
	out := c.proto(s.now())
	out.Note = "" // staff's own words
	return out, nil
}

// Block ends a card for good; what is held may still be spent.
func (s *Service) Block(ctx context.Context, req *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error) {
	now := s.now()
	c, err := s.store.Block(ctx, CardID(req.GetCardId()), now)
	if err != nil {
		return nil, refusal("block gift card", err)
	}
	return c.proto(now), nil
}

func pageSize(asked int32, normal, most int) int {
	if asked <= 0 {
		return normal
	}
	return min(int(asked), most)
}

func badCursor(of string) error {
	return errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that " + of + " returned"})
}

func formatID(id CardID) string { return strconv.FormatInt(int64(id), 10) }

// refusal gives the store's errors their kind and code.
func refusal(doing string, err error) error {
	var lack Lack
	switch {
	case errors.Is(err, ErrNoCard):
		return errs.NotFound("gift_card_unknown", "There is no such gift card.").Because(err)
	case errors.As(err, &lack):
		return errs.Conflict("gift_card_short", "The gift card has too little left.").
			With("available", strconv.FormatInt(lack.Available, 10)).Because(err)
	case errors.Is(err, ErrUnusable):
		return errs.Conflict("gift_card_expired", "The gift card is expired or blocked.").Because(err)
	case errors.Is(err, ErrCurrency):
		return errs.Invalid("gift_card_currency", "The gift card is of another currency.").Because(err)
	case errors.Is(err, ErrReleased):
		return errs.Conflict("gift_card_released", "The order does not hold this gift card any more.").Because(err)
	case errors.Is(err, ErrDiffers):
		return errs.Conflict("hold_differs", "The order has asked for another amount before.").Because(err)
	case errors.Is(err, ErrOverRefund):
		return errs.Conflict("over_refund", "More than the order still has of this gift card.").Because(err)
	case errors.Is(err, ErrForeign):
		return errs.NotFound("use_not_found", "The order holds nothing of this gift card.").Because(err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
