package gateway

import "testing"

func staff(line string, body ...string) request {
	r := request{line: line, as: operatorToken}
	if len(body) > 0 {
		r.body = body[0]
	}
	return r
}

func TestAdminProducts(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a new product", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","category_path":"Home > Light","price":12.50,"stock":100,"prime":true,"image_url":"https://x.test/a.jpg"}`), status: 201,
			has: []string{`"product_id":"101"`}, headers: map[string]string{"Location": "/v1/products/101"}, asked: "PutProducts",
			with: `{"source":"admin","products":[{"external_id":"SKU1","title":"Lamp","category_path":["Home","Light"],"image_urls":["https://x.test/a.jpg"],"prime":true,"price":{"amount":1250,"currency":"USD"}}]}`},
		{name: "its stock is spread", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","stock":100}`), status: 201, asked: "SpreadStock", with: `{"stocks":[{"product_id":101,"seller_id":7,"quantity":100}]}`},
		{name: "without stock nothing is spread", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp"}`), status: 201, asked: "!SpreadStock"},
		{name: "a price as text in another currency", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","price":"1250","currency":"JPY"}`), status: 201, asked: "PutProducts", with: `"price":{"amount":1250,"currency":"JPY"}`},
		{name: "a price too fine", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","price":12.505}`), status: 422, has: []string{`"field":"price"`, "decimals"}, asked: "!PutProducts"},
		{name: "a negative price", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","price":-1}`), status: 422, has: []string{`"field":"price"`}},
		{name: "a known product", request: staff("POST /v1/admin/products", `{"product_id":"known","title":"Lamp"}`), status: 200},
		{name: "a refused product", request: staff("POST /v1/admin/products", `{"product_id":"bad","title":"Lamp"}`), status: 422, has: []string{`"code":"product_refused"`, "ean is not an EAN"}},
		{name: "a new price", request: staff("PATCH /v1/admin/products/101", `{"price":{"amount":999,"currency":"EUR"}}`), status: 200, has: []string{`"price":{"amount":999,"currency":"EUR"}`}, asked: "PatchProduct", with: `{"product_id":101,"price":{"amount":999,"currency":"EUR"}}`},
		{name: "a price below zero", request: staff("PATCH /v1/admin/products/101", `{"price":{"amount":-1,"currency":"USD"}}`), status: 422, has: []string{`"field":"price.amount"`}},
		{name: "a price of an unknown product", request: staff("PATCH /v1/admin/products/102", `{"price":{"amount":1,"currency":"USD"}}`), status: 404},
		{name: "attributes of a product", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","attributes":`+threeKinds+`}`), status: 201, asked: "PutProducts", with: threeRead},
		{name: "other attributes", request: staff("PATCH /v1/admin/products/101", `{"attributes":`+threeKinds+`}`), status: 200, asked: "PatchProduct", with: threeRead},
		{name: "values of another kind", request: staff("PATCH /v1/admin/products/101", `{"attributes":[{"name":"a","kind":"number","value":"1"},{"name":"b","kind":"yes_no","value":1},{"name":"c","kind":"text","value":true}]}`), status: 422, asked: "!PatchProduct",
			has: []string{`{"field":"attributes[0].value","problem":"must be a number"}`, `{"field":"attributes[1].value","problem":"must be true or false"}`, `{"field":"attributes[2].value","problem":"must be text"}`}},
		{name: "attributes of nonsense", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","attributes":[{"name":"","kind":"size","value":{},"unit":"a unit of far too many letters"}]}`), status: 422, asked: "!PutProducts",
			has: []string{`"field":"attributes[0].name"`, `"field":"attributes[0].kind"`, `{"field":"attributes[0].value","problem":"must be of a type that /openapi.yaml lists for it"}`, `"field":"attributes[0].unit"`}},
		{name: "an attribute without a value", request: staff("POST /v1/admin/products", `{"product_id":"SKU1","title":"Lamp","attributes":[{"name":"a","kind":"text"}]}`), status: 422, has: []string{`{"field":"attributes[0].value","problem":"is required"}`}},
	})
}

const (
	threeKinds = `[{"name":"a","kind":"text","value":"x"},{"name":"b","kind":"number","value":-1.5,"unit":"m"},{"name":"c","kind":"yes_no","value":true}]`
	threeRead  = `"attributes":[{"name":"a","kind":"text","text":"x"},{"name":"b","kind":"number","number":-1.5,"unit":"m"},{"name":"c","kind":"yes_no","yes":true}]`
)

func TestAdminInventory(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "stock", request: staff("GET /v1/admin/inventory/101"), status: 200,
			has: []string{`{"product_id":"101","warehouses":[{"warehouse_id":"3","seller_id":"7","available_qty":10,"reserved_qty":2,"sellable":8}]}`}},
		{name: "stock of nothing", request: staff("GET /v1/admin/inventory/102"), status: 404},
		{name: "a count", request: staff("PUT /v1/admin/inventory/101/3", `{"available_qty":5}`), status: 200,
			has: []string{`"available_qty":5,"reserved_qty":2,"sellable":3`}, asked: "SetStock", with: `{"product_id":101,"seller_id":7,"warehouse_id":3,"available_qty":5}`},
		{name: "a count below what is reserved", request: staff("PUT /v1/admin/inventory/101/3", `{"available_qty":1}`), status: 409, has: []string{`"code":"below_reserved"`}},
		{name: "a count of another seller", request: staff("PUT /v1/admin/inventory/101/3", `{"available_qty":5,"seller_id":"8"}`), status: 404, asked: "!SetStock"},
		{name: "a negative count", request: staff("PUT /v1/admin/inventory/101/3", `{"available_qty":-1}`), status: 422},
		{name: "warehouses", request: staff("GET /v1/admin/warehouses"), status: 200, has: []string{`"items":[{"warehouse_id":"3","name":"Seattle"`}},
		{name: "a new warehouse", request: staff("POST /v1/admin/warehouses", `{"name":"Reno","city":"Reno","region":"NV","country":"US","latitude":39.5,"longitude":-119.8}`), status: 201,
			has: []string{`"warehouse_id":"4"`}, asked: "CreateWarehouse", with: `"latitude":39.5,"longitude":-119.8`},
		{name: "a warehouse beyond the pole", request: staff("POST /v1/admin/warehouses", `{"name":"X","city":"X","country":"US","latitude":91,"longitude":0}`), status: 422, has: []string{`"field":"latitude"`}},
		{name: "a warehouse with an id of its own", request: staff("POST /v1/admin/warehouses", `{"warehouse_id":"9","name":"X","city":"X","country":"US","latitude":1,"longitude":0}`), status: 422, has: []string{`"field":"warehouse_id"`}},
	})
}

func TestAdminRest(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a coupon", request: staff("POST /v1/admin/coupons", `{"code":"SAVE10","kind":"percent","percent":10,"max_redemptions":100,"min_subtotal":{"amount":1000,"currency":"USD"},"expires_at":"2030-01-01T00:00:00Z"}`), status: 201,
			has: []string{`"coupon_id":"41"`, `"expires_at":"2030-01-01T00:00:00Z"`, `"redeemed":0`}, asked: "CreateCoupon",
			with: `"percent":10,"max_redemptions":100,"min_subtotal":{"amount":1000,"currency":"USD"},"expires_at":1893456000000000`},
		{name: "a coupon of nonsense", request: staff("POST /v1/admin/coupons", `{"code":"","kind":"free","percent":101,"expires_at":"tomorrow","redeemed":5}`), status: 422,
			has: []string{`"field":"code"`, `"field":"kind"`, `"field":"percent"`, `"field":"expires_at"`, `"field":"redeemed"`}},
		{name: "coupons", request: staff("GET /v1/admin/coupons?limit=1"), status: 200, has: []string{`"code":"SAVE10"`, `"next_cursor":"41"`}},
		{name: "coupons after one", request: staff("GET /v1/admin/coupons?cursor=41"), status: 200, asked: "ListCoupons", with: `"after_coupon_id":41`, has: []string{`"next_cursor":""`}},
		{name: "coupons after nonsense", request: staff("GET /v1/admin/coupons?cursor=x"), status: 422, has: []string{`"field":"cursor"`}},
		{name: "every order", request: staff("GET /v1/admin/orders?status=shipped&cursor=c"), status: 200, has: []string{`"user_id":"11","email":"ann@example.test"`}, asked: "ListAll", with: `{"status":"shipped","cursor":"c","limit":20}`},
		{name: "any order", request: staff("GET /v1/admin/orders/9001"), status: 200, has: []string{`"order_id":"9001"`, `"user_id":"11"`}},
		{name: "sagas", request: staff("GET /v1/admin/sagas?needs_person=true"), status: 200, has: []string{`"step":"capture"`, `"log":[{"at":"2023-11-14T22:13:20Z"`}, asked: "ListSagas", with: `"needs_person_only":true`},
		{name: "the pick list", request: staff("GET /v1/admin/picks?warehouse_id=3"), status: 200, has: []string{`"status":"to_pick"`}, asked: "ListPicks", with: `"warehouse_id":3`},
		{name: "pick", request: staff("POST /v1/admin/shipments/71/pick"), status: 200, has: []string{`"status":"picked"`}},
		{name: "hand over", request: staff("POST /v1/admin/shipments/71/hand-over"), status: 200, has: []string{`"status":"handed_over"`}},
		{name: "deliver", request: staff("POST /v1/admin/shipments/71/deliver"), status: 200, has: []string{`"status":"delivered"`}},
		{name: "an unknown shipment", request: staff("POST /v1/admin/shipments/72/pick"), status: 404},
		{name: "an unknown step", request: staff("POST /v1/admin/shipments/71/lose"), status: 404, has: []string{`"code":"route_not_found"`}},
		{name: "the mailbox", request: staff("GET /v1/admin/mailbox?to=ann@example.test"), status: 200, has: []string{`"to":"ann@example.test"`, `"kind":"order_confirmed"`}},
	})
}
