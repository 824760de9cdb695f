// Package goods is the part of the back office that is about things: products with their prices and pictures, stock by
// warehouse with its ledger, coupons, and drops.
//
// The one idea: a form shows what the rooms hold and sends back what is to change; whether it may be is the room's word, and
// its sentence stands at the field it is about. What was typed is never lost.
//
// It owns nothing. Stock is set, never added, so that a form that is sent twice is no second delivery.
package goods

import (
	"math"
	"strconv"
	"strings"

	"rialto/internal/backoffice"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

type pages struct{ *backoffice.Office }

// uploadBytes is a picture of 10 MB with the form around it.
const uploadBytes = 10<<20 + 64<<10

// formBytes is a product with a long description, as browsers write it: up to three bytes for each that was typed.
const formBytes = 256 << 10

// Routes adds the pages to the office.
func Routes(office *backoffice.Office) {
	s := pages{office}
	form, upload := backoffice.Staff, backoffice.Staff
	form.Body, upload.Body = formBytes, uploadBytes
	office.Handle("GET /admin/products", backoffice.Staff, s.listProducts)
	office.Handle("GET /admin/products/new", backoffice.Staff, s.newProduct)
	office.Handle("POST /admin/products", form, s.createProduct)
	office.Handle("GET /admin/products/{product_id}", backoffice.Staff, s.showProduct)
	office.Handle("POST /admin/products/{product_id}", form, s.changeProduct)
	office.Handle("POST /admin/products/{product_id}/pictures", upload, s.addPicture)
	office.Handle("POST /admin/products/{product_id}/pictures/remove", backoffice.Staff, s.removePicture)
	office.Handle("GET /admin/inventory", backoffice.Staff, s.inventory)
	office.Handle("GET /admin/inventory/{product_id}", backoffice.Staff, s.stockOfProduct)
	office.Handle("POST /admin/inventory/{product_id}", backoffice.Staff, s.setStock)
	office.Handle("GET /admin/coupons", backoffice.Staff, s.listCoupons)
	office.Handle("POST /admin/coupons", backoffice.Staff, s.createCoupon)
	office.Handle("GET /admin/drops", backoffice.Staff, s.listDrops)
	office.Handle("POST /admin/drops", backoffice.Staff, s.createDrop)
	office.Handle("POST /admin/drops/{product_id}/waiting-room", backoffice.Staff, s.switchRoom)
	office.Handle("POST /admin/drops/{product_id}/end", backoffice.Staff, s.endDrop)
}

// number reads an id or a quantity of a form or an address; what is none is not ok.
func number(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n < math.MaxInt64
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// productOf reads the product of an address.
func productOf(p *page.Page) (int64, error) {
	id, ok := number(p.R.PathValue("product_id"))
	if !ok || id == 0 {
		return 0, errs.NotFound("product_not_found", "There is no such product.")
	}
	return id, nil
}

// decimal writes an amount for a form: 12.50.
func decimal(m commerce.Money) string {
	amount, _, _ := strings.Cut(m.String(), " ")
	return amount
}
