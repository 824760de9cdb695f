package payment

import (
	"context"
	"errors"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// withCard puts the token of the saved card into an attempt that names one. A repeat goes on though the card was removed
// since: its token is in the payment.
func (s *Service) withCard(ctx context.Context, attempt Payment) (Payment, error) {
	if attempt.CardID == 0 {
		return attempt, nil
	}
	attempt.SaveCard = false // it is saved
	card, err := s.store.Card(ctx, attempt.UserID, attempt.CardID)
	if err == nil {
		attempt.Token = card.Token
		return attempt, nil
	}
	if !errors.Is(err, ErrNoCard) {
		return Payment{}, fmt.Errorf("read the saved card: %w", err)
	}
	switch p, err := s.store.Get(ctx, attempt.Key); {
	case err == nil && p.CardID == attempt.CardID:
		attempt.Token = p.Token
		return attempt, nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return Payment{}, fmt.Errorf("read the payment: %w", err)
	}
	return Payment{}, errs.Invalid("card_unknown", "This saved card does not exist; choose another one.")
}

// ListCards implements the contract.
func (s *Service) ListCards(ctx context.Context, req *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error) {
	if req.GetUserId() <= 0 {
		return nil, errs.InvalidFields(errs.Field{Name: "user_id", Problem: "must be a positive number"})
	}
	cards, err := s.store.ListCards(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("list saved cards: %w", err)
	}
	out := &paymentv1.ListCardsResponse{}
	for _, c := range cards {
		out.Cards = append(out.Cards, &paymentv1.Card{CardId: c.ID, Brand: c.Brand, LastFour: c.LastFour, SavedAt: c.SavedAt})
	}
	return out, nil
}

// RemoveCard implements the contract. Payments that were made with the card keep what they need.
func (s *Service) RemoveCard(ctx context.Context, req *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error) {
	var bad []errs.Field
	if req.GetUserId() <= 0 {
		bad = append(bad, errs.Field{Name: "user_id", Problem: "must be a positive number"})
	}
	if req.GetCardId() <= 0 {
		bad = append(bad, errs.Field{Name: "card_id", Problem: "must be a positive number"})
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	if err := s.store.RemoveCard(ctx, commerce.UserID(req.GetUserId()), req.GetCardId()); err != nil {
		return nil, fmt.Errorf("remove the card: %w", err)
	}
	return &paymentv1.RemoveCardResponse{}, nil
}
