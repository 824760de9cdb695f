package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

// TestPictures goes through the pages that the README shows. With RIALTO_SCREENSHOTS=FOLDER it keeps what it sees.
func TestPictures(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{Calm: true})
	v.open("/")
	v.shows("home")
	v.open("/search?q=lamp")
	v.shows("search")
	v.open("/p/" + v.shop.product)
	v.shows("product")
	v.see(chrome.View{Calm: true, Dark: true})
	v.shows("product-dark")
	v.see(chrome.View{Calm: true})
	v.withCart()
	v.checksOut("ada@rialto.test")
	eval[bool](v, "scrollTo(0, 0), true")
	v.shows("checkout")
	v.pays(cardThatWorks)
	order := v.arrivesAtOrder()
	v.delivered()
	v.shows("order")

	o := here.visit(t, chrome.View{Calm: true})
	o.operator()
	o.shows("dashboard")
	o.open("/admin/orders/" + order)
	o.sees("Delivered")
	o.shows("admin-order")
}

// shows wants every picture in view to be one, and keeps what there is to see.
func (v *visitor) shows(name string) {
	v.t.Helper()
	v.wait("the pictures in view", `[...document.images].filter(i => i.checkVisibility()).filter(i => (r => r.top < innerHeight && r.left < innerWidth)(i.getBoundingClientRect()))
		.every(i => i.complete && i.naturalWidth > 0)`)
	v.picture(name)
}
