package browser

import (
	"net/url"
	"testing"

	"rialto/test/browser/chrome"
	"rialto/test/restclient"
)

// What somebody may store who means no good: as element, as the end of an attribute, as an address, as the end of a script.
var hostile = []string{
	`<script>document.title='owned'</script>`,
	`"><img src=x onerror="document.title='owned'">`,
	`</title></textarea></script><svg onload="document.title='owned'">`,
	`{{constructor.constructor('document.title="owned"')()}}`,
}

// TestHostileTextsDoNotRun sells products whose every text is hostile, and looks at them wherever they are shown.
func TestHostileTextsDoNotRun(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	operator := &restclient.Client{T: t, URL: v.shop.url}
	operator.SignIn(operatorEmail, demoPassword)
	paths := []string{}
	for _, text := range hostile {
		got := operator.Want(201, "POST", "/v1/admin/products", map[string]any{
			"product_id": text, "title": "Zyxomat " + text, "description": text, "brand": text, "category_path": "Oddities > " + text,
			"price": "1.00", "currency": "USD", "stock": 5,
			"seller": text, "attributes": []map[string]any{{"name": text[:min(len(text), 60)], "kind": "text", "value": text}},
		})
		paths = append(paths, "/p/"+got.Str("product_id"))
	}
	v.must(eventually(t.Context(), "the products to be found", func() bool {
		return operator.Send("GET", "/v1/search?q=zyxomat", nil).Num("total") == int64(len(hostile))
	}))
	paths = append(paths, "/search?q=zyxomat", "/search?q="+url.QueryEscape(hostile[1]), "/suggest?q=zyxo")
	for _, path := range paths {
		v.open(path)
		v.unowned(path)
	}
	v.open(paths[0])
	v.press("Add to cart", "main")
	v.sees("in your cart")
	v.open("/cart")
	v.unowned("/cart")
}

// unowned fails where a stored text became part of the page.
func (v *visitor) unowned(path string) {
	v.t.Helper()
	if owned := eval[bool](v, "document.title === 'owned' || !!document.querySelector('[onerror], [onload], img[src=x]')"); owned {
		v.t.Errorf("%s: a stored text runs", path)
	}
}
