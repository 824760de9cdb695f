package backoffice_test

import (
	"errors"
	"net/http"
	"testing"

	"rialto/internal/backoffice"
	"rialto/internal/backoffice/backofficetest"
)

func TestWhatHasNoNameIsShownByNumber(t *testing.T) {
	t.Parallel()
	names := backoffice.Names{Kind: "Seller", ByID: map[int64]string{7: "Lamps & Co"}}
	if got := names.Of(7) + "; " + names.Of(8); got != "Lamps & Co; Seller 8" {
		t.Error(got)
	}
	shelf := backoffice.Shelf{}
	if shelf.Title(9) != "Product 9" || shelf.Picture(9) != "" {
		t.Errorf("%q, %q", shelf.Title(9), shelf.Picture(9))
	}
}

func TestARoomWithoutAnswerCostsNamesNotThePage(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/inventory").Has(http.StatusOK, "Brass lamp", "Lamps &amp; Co", "Seattle")
	town.Down["catalog"] = errors.New("gone")
	desk.Get("/admin/inventory").Has(http.StatusOK, "Product 101", "Seller 7", "Seattle", "!gone")
}
