package backofficetest

import (
	"context"
	"slices"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	mediav1 "rialto/gen/rialto/media/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

const forever = 4_000_000_000_000_000

// identity; everybody's password is "right".

func (t *Town) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	leave, err := t.enter("sessions")
	defer leave()
	u := t.Users[q.GetToken()]
	if err == nil && u == nil {
		err = errs.Unauthenticated("Unknown token.")
	}
	return &identityv1.AuthenticateResponse{User: u, ExpiresAt: forever}, err
}

func (t *Town) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	leave, err := t.enter("sessions")
	defer leave()
	for token, u := range t.Users {
		if err == nil && u.GetEmail() == q.GetEmail() && q.GetEmail() != "" && q.GetPassword() == "right" {
			return &identityv1.SignInResponse{Token: token, UserId: u.GetUserId(), ExpiresAt: forever}, nil
		}
	}
	if err == nil {
		err = errs.Unauthenticated("E-mail or password is wrong.")
	}
	return nil, err
}

func (t *Town) SignOut(_ context.Context, q *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	leave, err := t.enter("sessions")
	defer leave()
	delete(t.Users, q.GetToken())
	return &identityv1.SignOutResponse{}, err
}

func (*Town) Register(context.Context, *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return nil, errs.Conflict("email_taken", "Taken.")
}

func (*Town) CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	return nil, errs.Unavailable("no_guests", "No guests here.")
}

func (*Town) Merge(context.Context, *cartv1.MergeRequest) (*cartv1.Cart, error) {
	return &cartv1.Cart{}, nil
}

func (t *Town) GetUser(_ context.Context, q *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	return t.user(func(u *identityv1.User) bool { return u.GetUserId() == q.GetUserId() })
}

func (t *Town) FindUser(_ context.Context, q *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error) {
	got, err := t.user(func(u *identityv1.User) bool { return strings.EqualFold(u.GetEmail(), q.GetEmail()) })
	return &identityv1.FindUserResponse{User: got.GetUser()}, err
}

func (t *Town) user(is func(*identityv1.User) bool) (*identityv1.GetUserResponse, error) {
	leave, err := t.enter("identity")
	defer leave()
	for _, u := range t.Users {
		if err == nil && is(u) {
			return &identityv1.GetUserResponse{User: u}, nil
		}
	}
	if err == nil {
		err = errs.NotFound("user_not_found", "There is no such user.")
	}
	return nil, err
}

// catalog and what shows it

func (t *Town) GetProducts(_ context.Context, q *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error) {
	leave, err := t.enter("catalog")
	defer leave()
	out := &catalogv1.GetProductsResponse{}
	if err == nil && len(q.GetProductIds()) > 200 {
		err = errs.Invalid("too_many", "At most 200.")
	}
	for _, id := range q.GetProductIds() {
		if p := t.product(id); p != nil && err == nil {
			out.Products = append(out.Products, p)
		}
	}
	return out, err
}

func (t *Town) product(id int64) *catalogv1.Product {
	for _, p := range t.Products {
		if p.GetProductId() == id {
			return p
		}
	}
	return nil
}

func (t *Town) PutProducts(_ context.Context, q *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	leave, err := t.enter("catalog")
	defer leave()
	if err == nil {
		err = t.changed("PutProducts", q)
	}
	result := &catalogv1.PutResult{ProductId: Lamp, Outcome: "created"}
	if t.Reason != "" {
		result = &catalogv1.PutResult{Outcome: "refused", Problem: t.Reason}
	}
	return &catalogv1.PutProductsResponse{Results: []*catalogv1.PutResult{result}}, err
}

func (t *Town) PatchProduct(_ context.Context, q *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error) {
	leave, err := t.enter("catalog")
	defer leave()
	if err == nil {
		err = t.changed("PatchProduct", q)
	}
	if p := t.product(q.GetProductId()); err == nil && len(q.GetImageUrls()) > 0 {
		p.ImageUrls = q.GetImageUrls()
	}
	return &catalogv1.PatchProductResponse{}, err
}

func (t *Town) SetPrices(_ context.Context, q *catalogv1.SetPricesRequest) (*catalogv1.SetPricesResponse, error) {
	leave, err := t.enter("prices")
	defer leave()
	if err == nil {
		err = t.changed("SetPrices", q)
	}
	return &catalogv1.SetPricesResponse{}, err
}

func (t *Town) FindExternal(_ context.Context, q *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error) {
	leave, err := t.enter("catalog")
	defer leave()
	out := &catalogv1.FindExternalResponse{}
	for _, p := range t.Products {
		if p.GetExternalId() == q.GetExternalId() {
			out.Products = append(out.Products, p)
		}
	}
	return out, err
}

func (t *Town) ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	return &catalogv1.ListOffersResponse{}, nil
}

func (t *Town) ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	return &catalogv1.ListCategoriesResponse{}, nil
}

func (t *Town) ListSellers(context.Context, *catalogv1.ListSellersRequest) (*catalogv1.ListSellersResponse, error) {
	leave, err := t.enter("catalog")
	defer leave()
	if err != nil {
		return nil, err
	}
	return &catalogv1.ListSellersResponse{Sellers: t.Sellers}, nil
}

func (t *Town) SearchPage(_ context.Context, q *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	leave, err := t.enter("browse")
	defer leave()
	if err != nil {
		return nil, err
	}
	cards := t.Found
	if cards == nil {
		for _, p := range t.Products {
			if q := q.GetSearch().GetQ(); strings.Contains(strings.ToLower(p.GetTitle()), strings.ToLower(q)) {
				cards = append(cards, &browsev1.Card{Product: p})
			}
		}
	}
	from := int(q.GetSearch().GetPage()-1) * int(q.GetSearch().GetPageSize())
	shown := cards[min(from, len(cards)):min(from+int(q.GetSearch().GetPageSize()), len(cards))]
	return &browsev1.SearchPageResponse{Search: &searchv1.SearchResponse{Total: int64(len(cards))}, Items: shown}, nil
}

func (t *Town) Status(context.Context, *searchv1.StatusRequest) (*searchv1.StatusResponse, error) {
	leave, err := t.enter("search")
	defer leave()
	return &searchv1.StatusResponse{Documents: t.Searchable}, err
}

// media knows a picture by its first letters.
func (t *Town) Put(_ context.Context, q *mediav1.PutRequest) (*mediav1.Picture, error) {
	leave, err := t.enter("media")
	defer leave()
	switch {
	case err != nil:
		return nil, err
	case len(q.GetContent()) > 10<<20:
		return nil, errs.Invalid("picture_too_large", "The picture has more than 10 MB.")
	case !strings.HasPrefix(string(q.GetContent()), "JPEG"):
		return nil, errs.Invalid("not_a_picture", "This is not a picture.")
	}
	return &mediav1.Picture{PictureId: "abc", Url: "/media/abc"}, t.changed("Put", len(q.GetContent()))
}

// pricing

func (t *Town) CreateCoupon(_ context.Context, q *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error) {
	leave, err := t.enter("pricing")
	defer leave()
	if err == nil {
		err = t.changed("CreateCoupon", q)
	}
	if err == nil && slices.ContainsFunc(t.Coupons, func(c *pricingv1.Coupon) bool { return c.GetCode() == q.GetCoupon().GetCode() }) {
		err = errs.Conflict("coupon_exists", "There is a coupon %s already.", q.GetCoupon().GetCode())
	}
	if err == nil {
		q.Coupon.CouponId = int64(len(t.Coupons) + 1)
		t.Coupons = append(t.Coupons, q.GetCoupon())
	}
	return &pricingv1.CreateCouponResponse{}, err
}

func (t *Town) ListCoupons(_ context.Context, q *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error) {
	leave, err := t.enter("pricing")
	defer leave()
	out := &pricingv1.ListCouponsResponse{}
	for _, c := range t.Coupons {
		if c.GetCouponId() > q.GetAfterCouponId() && len(out.Coupons) < int(q.GetLimit()) {
			out.Coupons = append(out.Coupons, c)
		}
	}
	return out, err
}

// notification and bus

func (t *Town) ListMailbox(_ context.Context, q *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error) {
	leave, err := t.enter("notification")
	defer leave()
	if err != nil {
		return nil, err
	}
	var all []*notificationv1.Mail
	for _, m := range t.Mails {
		if (q.GetTo() == "" || q.GetTo() == m.GetTo()) && (q.GetOrderId() == "" || q.GetOrderId() == m.GetOrderId()) {
			all = append(all, m)
		}
	}
	part, next, ok := cut(all, q.GetCursor(), q.GetLimit())
	if !ok || len(q.GetTo()) > 254 {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
	}
	return &notificationv1.ListMailboxResponse{Items: part, NextCursor: next, Waiting: t.Waiting}, nil
}

func (t *Town) Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	return &busv1.PublishResponse{}, nil
}

func (t *Town) Groups(context.Context, *busv1.GroupsRequest) (*busv1.GroupsResponse, error) {
	leave, err := t.enter("bus")
	defer leave()
	if err != nil {
		return nil, err
	}
	return &busv1.GroupsResponse{Groups: t.Readers}, nil
}

func (t *Town) Read(_ context.Context, q *busv1.ReadRequest) (*busv1.ReadResponse, error) {
	leave, err := t.enter("bus")
	defer leave()
	if err != nil {
		return nil, err
	}
	if q.GetKey() != "" && q.GetTopic() == "" || len(q.GetKey()) > 100 {
		return nil, errs.InvalidFields(errs.Field{Name: "key", Problem: "needs a topic"})
	}
	out := &busv1.ReadResponse{}
	for n, e := range t.Events {
		position := int64(len(t.Events) - n)
		if q.GetTopic() != "" && q.GetTopic() != e.GetTopic() || q.GetKey() != "" && q.GetKey() != e.GetKey() || q.GetAfter() > 0 && position >= q.GetAfter() {
			continue
		}
		if len(out.Events) == int(q.GetLimit()) {
			out.NextAfter = position + 1
			break
		}
		out.Events = append(out.Events, e)
	}
	if !q.GetNewestFirst() {
		slices.Reverse(out.Events)
	}
	return out, nil
}
