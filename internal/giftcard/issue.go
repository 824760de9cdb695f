package giftcard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	longestKey  = 255
	longestNote = 200
)

// Issue makes a card, once per idempotency key and for ever. A repeat gives the same card, as it is now, and its code.
func (s *Service) Issue(ctx context.Context, req *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	if problems := issueProblems(req); problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	if resp, err := s.issued(ctx, req); !errors.Is(err, ErrNoCard) {
		return resp, err
	}
	now := s.now()
	if end := req.GetExpiresAt(); end != 0 && end <= now {
		return nil, errs.InvalidFields(errs.Field{Name: "expires_at", Problem: "must be in the future, or 0 for never"})
	}
	c := s.newCard(req, now)
	err := s.store.Issue(ctx, req.GetIdempotencyKey(), requestHash(req), c)
	if errors.Is(err, ErrKeyUsed) { // a twin was faster
		return s.issued(ctx, req)
	}
	if err != nil {
		return nil, fmt.Errorf("issue gift card: %w", err)
	}
	return &giftcardv1.IssueResponse{Card: c.proto(now), Code: printed(makeCode(s.deps.Secret, c.ID))}, nil
}

func (s *Service) newCard(req *giftcardv1.IssueRequest, now int64) Card {
	id := CardID(s.deps.IDs.Next())
	code := makeCode(s.deps.Secret, id)
	return Card{
		ID: id, CodeHash: hashCode(code), LastFour: code[codeLength-4:], Currency: req.GetAmount().GetCurrency(),
		Issued: req.GetAmount().GetAmount(), Balance: req.GetAmount().GetAmount(), ExpiresAt: req.GetExpiresAt(),
		CreatedAt: now, Note: req.GetNote(), Version: 1,
	}
}

// issued answers a repeat; ErrNoCard where the key is new.
func (s *Service) issued(ctx context.Context, req *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	c, hash, err := s.store.Issued(ctx, req.GetIdempotencyKey())
	switch {
	case errors.Is(err, ErrNoCard):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("look for an earlier issue: %w", err)
	case hash != requestHash(req):
		return nil, errs.Invalid("idempotency_mismatch", "This idempotency key has issued another card.")
	}
	code := makeCode(s.deps.Secret, c.ID)
	if hashCode(code) != c.CodeHash {
		return nil, errs.Conflict("gift_card_code_lost",
			"The secret behind this card's code was changed, so it cannot be told again: block the card and issue another.")
	}
	return &giftcardv1.IssueResponse{Card: c.proto(s.now()), Code: printed(code), Replayed: true}, nil
}

func issueProblems(req *giftcardv1.IssueRequest) (out []errs.Field) {
	if !printable(req.GetIdempotencyKey(), 1, longestKey) {
		out = append(out, errs.Field{Name: "idempotency_key", Problem: "must have 1 to 255 printable characters"})
	}
	amount := commerce.MoneyOf(req.GetAmount())
	if _, err := commerce.NewMoney(amount.Amount, amount.Currency); err != nil || amount.Amount == 0 {
		out = append(out, errs.Field{Name: "amount", Problem: "must be a positive amount in a currency such as USD"})
	}
	if req.GetExpiresAt() < 0 {
		out = append(out, errs.Field{Name: "expires_at", Problem: "must be in the future, or 0 for never"})
	}
	if !printable(req.GetNote(), 0, longestNote) {
		out = append(out, errs.Field{Name: "note", Problem: "must have at most 200 printable characters"})
	}
	return out
}

func printable(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	if n < least || n > most || !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// requestHash tells two requests apart that come with one key.
func requestHash(req *giftcardv1.IssueRequest) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %d %s",
		req.GetAmount().GetAmount(), req.GetAmount().GetCurrency(), req.GetExpiresAt(), req.GetNote()))
	return hex.EncodeToString(sum[:])
}
