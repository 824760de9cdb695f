package giftcard

import (
	"context"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Hold takes an amount for an order, at most once; repeats change nothing.
func (s *Service) Hold(ctx context.Context, req *giftcardv1.HoldRequest) (*giftcardv1.Use, error) {
	key, amount := keyOf(req), commerce.MoneyOf(req.GetAmount())
	if problems := append(key.problems(), amountProblems(amount)...); problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	use, err := s.store.Hold(ctx, key, amount, s.now())
	fault.Point("giftcard.held")
	return answer("hold gift card", use, err)
}

// Spend makes a hold final.
func (s *Service) Spend(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	key := keyOf(req)
	if problems := key.problems(); problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	use, err := s.store.Spend(ctx, key, s.now())
	fault.Point("giftcard.spent")
	return answer("spend gift card", use, err)
}

// Release gives a hold back, final or not, once; with none there it forbids a late hold.
func (s *Service) Release(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	key := keyOf(req)
	if problems := key.problems(); problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	now := s.now()
	use, err := s.store.Release(ctx, key, now, s.reopen(now))
	fault.Point("giftcard.released")
	return answer("release gift card", use, err)
}

// Refund gives part of what was spent back, once per refund_id.
func (s *Service) Refund(ctx context.Context, req *giftcardv1.RefundRequest) (*giftcardv1.Use, error) {
	key, amount := keyOf(req), commerce.MoneyOf(req.GetAmount())
	problems := append(key.problems(), amountProblems(amount)...)
	if !printable(req.GetRefundId(), 1, longestKey) {
		problems = append(problems, errs.Field{Name: "refund_id", Problem: "must have 1 to 255 printable characters"})
	}
	if problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	now := s.now()
	use, err := s.store.Refund(ctx, key, req.GetRefundId(), amount, now, s.reopen(now))
	fault.Point("giftcard.refunded")
	return answer("refund gift card", use, err)
}

// answer turns what a store's step returned into what the caller gets.
func answer(doing string, u Use, err error) (*giftcardv1.Use, error) {
	if err != nil {
		return nil, refusal(doing, err)
	}
	return u.proto(), nil
}

// keyOf reads the three ids that every step names; nil requests have none.
func keyOf(req interface {
	GetCardId() int64
	GetUserId() int64
	GetOrderId() string
}) UseKey {
	return UseKey{CardID(req.GetCardId()), commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId())}
}

func (k UseKey) problems() (out []errs.Field) {
	if k.Card <= 0 {
		out = append(out, errs.Field{Name: "card_id", Problem: "must be a positive id"})
	}
	if k.User <= 0 {
		out = append(out, errs.Field{Name: "user_id", Problem: "must be a positive id"})
	}
	if !printable(string(k.Order), 1, 20) {
		out = append(out, errs.Field{Name: "order_id", Problem: "must have 1 to 20 characters"})
	}
	return out
}

func amountProblems(m commerce.Money) []errs.Field {
	if _, err := commerce.NewMoney(m.Amount, m.Currency); err != nil || m.Amount == 0 {
		return []errs.Field{{Name: "amount", Problem: "must be a positive amount in a currency such as USD"}}
	}
	return nil
}
