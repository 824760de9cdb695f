package app

import (
	"context"
	"crypto/rand"

	"rialto/gen/rialto/analytics/v1/analyticsv1connect"
	"rialto/gen/rialto/browse/v1/browsev1connect"
	"rialto/gen/rialto/bus/v1/busv1connect"
	"rialto/gen/rialto/cart/v1/cartv1connect"
	"rialto/gen/rialto/catalog/v1/catalogv1connect"
	"rialto/gen/rialto/drop/v1/dropv1connect"
	"rialto/gen/rialto/fulfillment/v1/fulfillmentv1connect"
	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	"rialto/gen/rialto/notification/v1/notificationv1connect"
	"rialto/gen/rialto/order/v1/orderv1connect"
	"rialto/gen/rialto/pricing/v1/pricingv1connect"
	"rialto/gen/rialto/search/v1/searchv1connect"
	"rialto/gen/rialto/shipping/v1/shippingv1connect"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticsdb"
	"rialto/internal/browse"
	"rialto/internal/cart"
	"rialto/internal/cart/cartdb"
	"rialto/internal/catalog"
	"rialto/internal/catalog/catalogdb"
	"rialto/internal/drop"
	"rialto/internal/drop/dropdb"
	"rialto/internal/fulfillment"
	"rialto/internal/fulfillment/fulfillmentdb"
	"rialto/internal/giftcard"
	"rialto/internal/giftcard/giftcarddb"
	"rialto/internal/identity"
	"rialto/internal/identity/identitydb"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/ledger"
	"rialto/internal/ledger/ledgerdb"
	"rialto/internal/notification"
	"rialto/internal/notification/mailfile"
	"rialto/internal/notification/notificationdb"
	"rialto/internal/order"
	"rialto/internal/order/orderdb"
	"rialto/internal/platform/bus/eventsdb"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingdb"
	"rialto/internal/search"
	"rialto/internal/search/searchindex"
	"rialto/internal/shipping"
	"rialto/internal/shipping/shippingdb"
)

func (a *App) startBus(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "bus", eventsdb.Migrations())
	if err != nil {
		return err
	}
	log := eventsdb.New(db, a.now)
	a.here.Bus = log
	m.serve(busv1connect.NewBusServiceHandler(log, handlerOptions()...))
	m.loop(a.purgeEvents(log))
	return nil
}

func (a *App) startIdentity(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "identity", identitydb.Migrations())
	if err != nil {
		return err
	}
	svc, err := identity.New(a.cfg.Identity, identitydb.New(db), identity.Deps{Now: a.now, IDs: a.ids, Rand: rand.Reader, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Identity = svc
	m.serve(identityv1connect.NewIdentityServiceHandler(svc, handlerOptions()...))
	m.loop(svc.Run)
	if err := a.firstOperator(ctx, svc); err != nil {
		return err
	}
	return a.closeKnownPasswords(ctx, svc)
}

func (a *App) startCatalog(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "catalog", catalogdb.Migrations())
	if err != nil {
		return err
	}
	svc, err := catalog.New(a.cfg.Catalog, catalogdb.New(db), a.now, a.ids)
	if err != nil {
		return err
	}
	a.here.Catalog = svc
	m.serve(catalogv1connect.NewCatalogServiceHandler(svc, handlerOptions()...))
	m.events(db)
	m.consume(svc.Subscriptions()...)
	return nil
}

func (a *App) startInventory(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "inventory", inventorydb.Migrations())
	if err != nil {
		return err
	}
	svc, err := inventory.New(a.cfg.Inventory, inventorydb.New(db), a.now, a.ids)
	if err != nil {
		return err
	}
	a.here.Inventory = svc
	a.countStock(svc)
	m.serve(inventoryv1connect.NewInventoryServiceHandler(svc, handlerOptions()...))
	m.events(db)
	if a.opts.Still {
		return nil
	}
	return svc.EnsureWarehouses(ctx, inventory.DefaultWarehouses())
}

func (a *App) startAnalytics(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "analytics", analyticsdb.Migrations())
	if err != nil {
		return err
	}
	svc, err := analytics.New(a.cfg.Analytics, analyticsdb.New(db), analytics.Deps{Now: a.now, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Analytics = svc
	m.serve(analyticsv1connect.NewAnalyticsServiceHandler(svc, handlerOptions()...))
	m.events(db)
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startShipping(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "shipping", shippingdb.Migrations())
	if err != nil {
		return err
	}
	svc, err := shipping.New(a.cfg.Shipping, shippingdb.New(db), a.connected().Inventory, a.now, a.ids)
	if err != nil {
		return err
	}
	a.here.Shipping = svc
	m.serve(shippingv1connect.NewShippingServiceHandler(svc, handlerOptions()...))
	return nil
}

func (a *App) startPricing(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "pricing", pricingdb.Migrations())
	if err != nil {
		return err
	}
	near := a.connected()
	svc, err := pricing.New(a.cfg.Pricing, pricingdb.New(db), near.Catalog, near.Shipping,
		pricing.Deps{Now: a.now, IDs: a.ids, Rand: rand.Reader})
	if err != nil {
		return err
	}
	a.here.Pricing = svc
	m.serve(pricingv1connect.NewPricingServiceHandler(svc, handlerOptions()...))
	return nil
}

func (a *App) startCart(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "cart", cartdb.Migrations())
	if err != nil {
		return err
	}
	svc, err := cart.New(a.cfg.Cart, cartdb.New(db), a.connected().Catalog, cart.Deps{Now: a.now, IDs: a.ids, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Cart = svc
	m.serve(cartv1connect.NewCartServiceHandler(svc, handlerOptions()...))
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startGiftCards(ctx context.Context, m *member) error {
	secret, err := a.secret("giftcard")
	if err != nil {
		return err
	}
	db, err := a.database(ctx, "giftcard", giftcarddb.Migrations())
	if err != nil {
		return err
	}
	svc, err := giftcard.New(a.cfg.GiftCard, giftcarddb.New(db), giftcard.Deps{Now: a.now, IDs: a.ids, Secret: secret, Log: a.log})
	if err != nil {
		return err
	}
	a.here.GiftCards = svc
	m.serve(giftcardv1connect.NewGiftCardServiceHandler(svc, handlerOptions()...))
	m.events(db)
	return nil
}

func (a *App) startDrops(ctx context.Context, m *member) error {
	secret, err := a.secret("drop")
	if err != nil {
		return err
	}
	db, err := a.database(ctx, "drop", dropdb.Migrations())
	if err != nil {
		return err
	}
	svc, err := drop.New(a.cfg.Drop, dropdb.New(db), drop.Deps{Now: a.now, IDs: a.ids, Rand: rand.Reader, Secret: secret, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Drops = svc
	m.serve(dropv1connect.NewDropServiceHandler(svc, handlerOptions()...))
	m.loop(svc.Run)
	return nil
}

func (a *App) startLedger(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "ledger", ledgerdb.Migrations())
	if err != nil {
		return err
	}
	near := a.connected()
	svc, err := ledger.New(a.cfg.Ledger, ledgerdb.New(db), ledger.Needs{Orders: near.Order, Payments: near.Payment},
		ledger.Deps{Now: a.now, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Ledger = svc
	a.countFindings(svc)
	m.serve(ledgerv1connect.NewLedgerServiceHandler(svc, handlerOptions()...))
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startOrder(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "order", orderdb.Migrations())
	if err != nil {
		return err
	}
	near := a.connected()
	svc, err := order.New(a.cfg.Order, orderdb.New(db), order.Needs{
		Cart: near.Cart, Pricing: near.Pricing, Inventory: near.Inventory, Payment: near.Payment, Identity: near.Identity,
		GiftCards: near.GiftCards, Drops: near.Drops,
	}, order.Deps{Now: a.now, IDs: a.ids, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Order = svc
	a.countOrders(svc)
	m.serve(orderv1connect.NewOrderServiceHandler(svc, handlerOptions()...))
	m.events(db)
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startFulfillment(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "fulfillment", fulfillmentdb.Migrations())
	if err != nil {
		return err
	}
	near := a.connected()
	svc, err := fulfillment.New(a.cfg.Fulfillment, fulfillmentdb.New(db), near.Order, near.Inventory, near.Shipping,
		fulfillment.Deps{Now: a.now, Log: a.log})
	if err != nil {
		return err
	}
	a.here.Fulfillment = svc
	m.serve(fulfillmentv1connect.NewFulfillmentServiceHandler(svc, handlerOptions()...))
	m.events(db)
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startNotification(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "notification", notificationdb.Migrations())
	if err != nil {
		return err
	}
	outgoing, err := mailfile.New(a.cfg.file("mail"), a.cfg.MailFrom)
	if err != nil {
		return err
	}
	var mailer notification.Outgoing = outgoing
	if a.trouble != nil {
		mailer = stoppable{outgoing, a.trouble}
	}
	near := a.connected()
	svc := notification.New(notificationdb.New(db), near.Order, near.Identity, mailer, notification.Deps{Now: a.now, Log: a.log})
	a.here.Notification = svc
	m.serve(notificationv1connect.NewNotificationServiceHandler(svc, handlerOptions()...))
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	return nil
}

func (a *App) startSearch(_ context.Context, m *member) error {
	cfg := searchindex.Config{Path: a.cfg.file("search.index")}
	for _, code := range a.cfg.Currencies {
		cfg.Currencies = append(cfg.Currencies, searchindex.Currency{Code: code})
	}
	index, err := searchindex.Open(cfg)
	if err != nil {
		return err
	}
	if problem := index.Problem(); problem != nil {
		a.log.Warn("the search index is rebuilt", "why", problem)
	}
	near := a.connected()
	svc, err := search.New(a.cfg.Search, index, near.Catalog, near.Inventory, near.Analytics, a.now, a.log)
	if err != nil {
		return err
	}
	var answers searchv1connect.SearchServiceHandler = svc
	if a.trouble != nil {
		answers = slowed{svc, a.trouble}
	}
	a.here.Search = answers
	m.serve(searchv1connect.NewSearchServiceHandler(answers, handlerOptions()...))
	m.consume(svc.Subscriptions()...)
	m.loop(svc.Run)
	m.ends = append(m.ends, index.Close)
	return nil
}

func (a *App) startBrowse(_ context.Context, m *member) error {
	near := a.connected()
	svc, err := browse.New(a.cfg.Browse, browse.Needs{Search: near.Search, Catalog: near.Catalog, Inventory: near.Inventory}, a.log)
	if err != nil {
		return err
	}
	a.here.Browse = svc
	m.serve(browsev1connect.NewBrowseServiceHandler(svc, handlerOptions()...))
	return nil
}
