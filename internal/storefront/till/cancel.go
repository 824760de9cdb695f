package till

import (
	"net/http"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

// cancelOrder stops what has not left yet. Too late, or a moment too early, is said on the order's page.
func (s *pages) cancelOrder(p *page.Page) error {
	id := p.R.PathValue("order_id")
	got, err := s.shop.Needs.Order.Cancel(p.Ctx, &orderv1.CancelRequest{
		UserId: p.Who.UserID(), OrderId: id, IdempotencyKey: or(p.Value("key"), s.newKey()),
	})
	switch {
	case errs.HasCode(err, "canceling"):
		return p.Redirect(orderPath(&orderv1.Order{OrderId: id}) + "?notice=canceling")
	case errs.Is(err, errs.KindConflict):
		return s.notCanceled(p, errs.As(err))
	case err != nil:
		return err
	case got.GetOrder().GetStatus() != "canceled":
		return p.Redirect(orderPath(got.GetOrder()) + "?notice=canceled-in-part")
	}
	return p.Redirect(orderPath(got.GetOrder()) + "?notice=canceled")
}

func (s *pages) notCanceled(p *page.Page, why *errs.Error) error {
	o, err := s.order(p.Ctx, p)
	if err != nil {
		return err
	}
	return s.orderPage(p, http.StatusConflict, o, why)
}
