package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/app"
	"rialto/test/browser/chrome"
)

// facts are what the tests know beforehand of the demo.
type facts struct {
	product  string // id of one that can be bought and has variants
	title    string // its
	category string // its page
	order    string // id of the shopper's newest order
	drop     string // id of another product, which many wait for
	card     string // id of a gift card
}

// learn asks the rooms for them. The demo's orders are placed after the shop is open, so it waits for the shopper's.
func learn(ctx context.Context, rooms app.Rooms) (f facts, err error) {
	if err := f.learnProduct(ctx, rooms); err != nil {
		return f, err
	}
	if err := f.makeMoney(ctx, rooms); err != nil {
		return f, err
	}
	user, err := rooms.Identity.FindUser(ctx, &identityv1.FindUserRequest{Email: shopperEmail})
	if err != nil {
		return f, fmt.Errorf("find the shopper: %w", err)
	}
	err = eventually(ctx, "an order of the shopper", func() bool {
		got, err := rooms.Order.List(ctx, &orderv1.ListRequest{UserId: user.GetUser().GetUserId(), Limit: 1})
		if err == nil && len(got.GetOrders()) > 0 {
			f.order = got.GetOrders()[0].GetOrderId()
		}
		return f.order != ""
	})
	return f, err
}

func (f *facts) learnProduct(ctx context.Context, rooms app.Rooms) error {
	got, err := rooms.Browse.SearchPage(ctx, &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{Q: "lamp", InStock: new(true), PageSize: 48}})
	if err != nil {
		return fmt.Errorf("look for a product: %w", err)
	}
	for _, card := range got.GetItems() {
		p := card.GetProduct()
		page, err := rooms.Browse.ProductPage(ctx, &browsev1.ProductPageRequest{ProductId: p.GetProductId()})
		if err != nil {
			return fmt.Errorf("look at a product: %w", err)
		}
		if f.product != "" && page.GetSellable() > 0 {
			f.drop = strconv.FormatInt(p.GetProductId(), 10)
			return nil
		}
		if len(page.GetVariants()) > 1 && page.GetSellable() > 40 {
			f.product, f.title = strconv.FormatInt(p.GetProductId(), 10), p.GetTitle()
			for _, name := range p.GetCategoryPath() {
				f.category += "/" + url.PathEscape(name)
			}
			f.category = "/c" + strings.TrimSuffix(f.category, "/")
		}
	}
	return errors.New("the demo has no lamp with variants")
}

// makeMoney issues a gift card and announces a drop with a waiting room, so that their pages show something.
func (f *facts) makeMoney(ctx context.Context, rooms app.Rooms) error {
	made, err := rooms.GiftCards.Issue(ctx, &giftcardv1.IssueRequest{
		IdempotencyKey: "browser", Amount: &commercev1.Money{Amount: 2500, Currency: "USD"}, Note: "For the tests",
	})
	if err != nil {
		return fmt.Errorf("issue a gift card: %w", err)
	}
	f.card = strconv.FormatInt(made.GetCard().GetCardId(), 10)
	product, err := strconv.ParseInt(f.drop, 10, 64)
	if err != nil {
		return fmt.Errorf("no product for a drop: %w", err)
	}
	start := time.Now().Add(time.Hour)
	_, err = rooms.Drops.CreateDrop(ctx, &dropv1.CreateDropRequest{Drop: &dropv1.Drop{
		ProductId: product, StartsAt: start.UnixMicro(), EndsAt: start.Add(time.Hour).UnixMicro(), LimitPerBuyer: 1, WaitingRoom: true,
	}})
	return err
}

// eventually asks again until something is so; what names it. It looks often and gives up late.
func eventually(ctx context.Context, what string, is func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 4*chrome.Patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
	return nil
}
