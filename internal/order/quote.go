package order

import (
	"context"
	"net/mail"

	cartv1 "rialto/gen/rialto/cart/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Quote implements the contract: it collects cart, address and membership and lets pricing do the sums.
func (s *Service) Quote(ctx context.Context, req *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	who, err := s.needs.Identity.GetUser(ctx, &identityv1.GetUserRequest{UserId: req.GetUserId()})
	if err != nil {
		return nil, err
	}
	address, err := s.addressOf(ctx, req)
	if err != nil {
		return nil, err
	}
	email, err := contact(who.GetUser(), req.GetEmail())
	if err != nil {
		return nil, err
	}
	cart, err := s.needs.Cart.GetCart(ctx, &cartv1.GetCartRequest{UserId: req.GetUserId(), Currency: s.cfg.Currency})
	if err != nil {
		return nil, err
	}
	if len(cart.GetItems()) == 0 {
		return nil, errs.Conflict("cart_empty", "The cart is empty: there is nothing to quote.")
	}
	ask := &pricingv1.QuoteRequest{
		UserId: req.GetUserId(), Currency: cart.GetCurrency(), Coupon: cart.GetCoupon(), Address: address,
		Delivery: req.GetDelivery(), Member: who.GetUser().GetMemberUntil() > s.micros(), Email: email,
	}
	if req.GetCoupon() != "" {
		ask.Coupon = req.GetCoupon()
	}
	if ask.Delivery == "" {
		ask.Delivery = "standard"
	}
	for _, it := range cart.GetItems() {
		ask.Lines = append(ask.Lines, &pricingv1.QuoteRequestLine{
			ProductId: it.GetProductId(), SellerId: it.GetSellerId(), Quantity: it.GetQuantity(), SeenPrice: it.GetAddedPrice(),
		})
	}
	return s.needs.Pricing.Quote(ctx, ask)
}

// addressOf takes the address of the request or the saved one it names, never both.
func (s *Service) addressOf(ctx context.Context, req *orderv1.QuoteRequest) (*commercev1.Address, error) {
	if req.GetAddressId() == 0 {
		if req.GetAddress() == nil {
			return nil, errs.InvalidFields(errs.Field{Name: "address", Problem: "is required, or address_id"})
		}
		return req.GetAddress(), checkAddress(req.GetAddress())
	}
	if req.GetAddress() != nil {
		return nil, errs.InvalidFields(errs.Field{Name: "address_id", Problem: "cannot be given together with address"})
	}
	saved, err := s.needs.Identity.ListAddresses(ctx, &identityv1.ListAddressesRequest{UserId: req.GetUserId()})
	if err != nil {
		return nil, err
	}
	for _, a := range saved.GetAddresses() {
		if a.GetAddressId() == req.GetAddressId() {
			return a.GetAddress(), nil
		}
	}
	return nil, errs.NotFound("address_not_found", "You have no address with this id.")
}

func checkAddress(a *commercev1.Address) error {
	var fields []errs.Field
	for _, p := range commerce.AddressOf(a).Problems() {
		fields = append(fields, errs.Field{Name: "address." + p.Field, Problem: p.Problem})
	}
	if fields == nil {
		return nil
	}
	return errs.InvalidFields(fields...)
}

// contact returns where mail about the order goes: a guest must say, an account may say another address.
func contact(who *identityv1.User, given string) (string, error) {
	if given == "" {
		if who.GetKind() == "guest" {
			return "", errs.Invalid("email_required", "Guests must give an e-mail address for the confirmation.")
		}
		return "", nil
	}
	if a, err := mail.ParseAddress(given); err != nil || a.Address != given || len(given) > 254 {
		return "", errs.InvalidFields(errs.Field{Name: "email", Problem: "is not an e-mail address"})
	}
	return given, nil
}
