package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// short makes a data folder whose path fits into a socket's address.
func short(t *testing.T) Config {
	dir, err := os.MkdirTemp("", "r")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	cfg := DefaultConfig()
	cfg.Data, cfg.Listen = filepath.Join(dir, "d"), "127.0.0.1:0"
	return cfg
}

func warehouses(t *testing.T, o Opened) int {
	t.Helper()
	got, err := o.Rooms.Inventory.ListWarehouses(t.Context(), &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return len(got.GetWarehouses())
}

func TestACommandOpensAFolderThatNobodyServes(t *testing.T) {
	t.Parallel()
	cfg := short(t)
	o, err := Open(t.Context(), cfg, Options{}, "bus", "catalog", "inventory")
	if err != nil {
		t.Fatal(err)
	}
	if o.Serving || warehouses(t, o) != 3 {
		t.Error("a new folder has three warehouses and nobody serves it")
	}
	if _, err := o.Rooms.Catalog.PutProducts(t.Context(), &catalogv1.PutProductsRequest{Source: "s",
		Products: []*catalogv1.ProductInput{{ExternalId: "1", Title: "Lamp"}}}); err != nil {
		t.Error(err)
	}
	if err := o.Done(); err != nil {
		t.Fatal(err)
	}
}

func TestACommandUsesTheShopThatServesTheFolder(t *testing.T) {
	t.Parallel()
	cfg := short(t)
	a, err := New(cfg, Options{AdminSocket: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	select {
	case <-a.Ready():
	case err := <-ended:
		t.Fatal(err)
	}
	o, err := Open(t.Context(), cfg, Options{}, "bus", "catalog", "inventory")
	if err != nil {
		t.Fatal(err)
	}
	if !o.Serving || warehouses(t, o) != 3 {
		t.Error("the command did not reach the shop")
	}
	if err := o.Done(); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatalf("stop: %v", err)
	}
}

func TestASecondStartGoesOnWhereTheFirstWas(t *testing.T) {
	t.Parallel()
	cfg := short(t)
	for want := range 2 {
		o, err := Open(t.Context(), cfg, Options{}, "bus", "catalog", "inventory")
		if err != nil {
			t.Fatal(err)
		}
		found, err := o.Rooms.Catalog.FindExternal(t.Context(), &catalogv1.FindExternalRequest{ExternalId: "1"})
		if err != nil || len(found.GetProducts()) != want {
			t.Fatalf("start %d found %d products, %v", want+1, len(found.GetProducts()), err)
		}
		if _, err := o.Rooms.Catalog.PutProducts(t.Context(), &catalogv1.PutProductsRequest{Source: "s",
			Products: []*catalogv1.ProductInput{{ExternalId: "1", Title: "Lamp"}}}); err != nil {
			t.Fatal(err)
		}
		if err := o.Done(); err != nil {
			t.Fatal(err)
		}
	}
}

// A command that only looks must not use up the moment in which the operator's password is made and said.
func TestLookingLeavesTheFirstStartToTheShop(t *testing.T) {
	t.Parallel()
	cfg := short(t)
	cfg.OperatorPassword = "chosen-by-the-merchant"
	o, err := Open(t.Context(), cfg, Options{Still: true}, "bus", "identity", "catalog", "inventory")
	if err != nil {
		t.Fatal(err)
	}
	if warehouses(t, o) != 0 {
		t.Error("looking made warehouses")
	}
	signIn := &identityv1.SignInRequest{Email: "operator@rialto.test", Password: cfg.OperatorPassword}
	if _, err := o.Rooms.Identity.SignIn(t.Context(), signIn); err == nil {
		t.Error("looking made an operator")
	}
	if err := o.Done(); err != nil {
		t.Fatal(err)
	}
	if o, err = Open(t.Context(), cfg, Options{}, "bus", "identity", "catalog", "inventory"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Rooms.Identity.SignIn(t.Context(), signIn); err != nil || warehouses(t, o) != 3 {
		t.Errorf("the first start: %v", err)
	}
	if err := o.Done(); err != nil {
		t.Fatal(err)
	}
}
