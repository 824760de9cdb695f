package gateway

import (
	"strings"
	"testing"

	"rialto/internal/platform/errs"
)

func TestAccount(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "registration", request: request{line: "POST /v1/account", body: `{"email":"new@example.test","password":"long enough","name":"New"}`}, status: 201,
			has: []string{`{"user_id":"31"}`}, headers: map[string]string{"Location": "/v1/me", "Cache-Control": "no-store"}},
		{name: "a guest becomes an account", request: request{line: "POST /v1/account", headers: []string{"X-Cart-Token: " + guestToken}, body: `{"email":"new@example.test","password":"long enough"}`},
			status: 201, has: []string{`{"user_id":"21"}`}, asked: "Register", with: `"guest_token":"guest-token"`},
		{name: "a guest's cookie has served", request: request{line: "POST /v1/account", headers: []string{"Cookie: rialto_cart=" + guestToken}, body: `{"email":"new@example.test","password":"long enough"}`},
			status: 201, headers: map[string]string{"Set-Cookie": "rialto_cart=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"}},
		{name: "a taken e-mail", request: request{line: "POST /v1/account", body: `{"email":"ann@example.test","password":"long enough"}`}, status: 409, has: []string{`"code":"email_taken"`}},
		{name: "the room's own findings are passed on", request: request{line: "POST /v1/account", body: `{"email":"new@example.test","password":"short"}`}, status: 422,
			has: []string{`"errors":[{"field":"password","problem":"must be at least 8 characters"}]`}},
		{name: "sign-in", request: request{line: "POST /v1/sessions", body: `{"email":"ann@example.test","password":"correct horse"}`}, status: 200,
			has: []string{`{"token":"tok-customer","user_id":"11","expires_at":"2030-03-17T17:46:40Z"}`}, asked: "!Merge",
			headers: map[string]string{"Set-Cookie": "rialto_session=tok-customer; Path=/; Expires=Sun, 17 Mar 2030 17:46:40 GMT; HttpOnly; SameSite=Lax"}},
		{name: "a wrong password", request: request{line: "POST /v1/sessions", body: `{"email":"ann@example.test","password":"wrong"}`}, status: 401,
			has: []string{`"code":"unauthenticated"`}, headers: map[string]string{"Set-Cookie": "", "WWW-Authenticate": `Bearer realm="rialto"`}},
		{name: "sign-in brings the guest's cart along", request: request{line: "POST /v1/sessions", headers: []string{"X-Cart-Token: " + guestToken}, body: `{"email":"ann@example.test","password":"correct horse"}`},
			status: 200, asked: "Merge", with: `{"from_user_id":21,"to_user_id":11}`},
		{name: "one can sign in while carts are away", request: request{line: "POST /v1/sessions", headers: []string{"Cookie: rialto_cart=" + guestToken}, body: `{"email":"ann@example.test","password":"correct horse"}`},
			status: 200, fail: map[string]error{"Merge": errs.Unavailable("down", "Down.")},
			headers: map[string]string{"Set-Cookie": "rialto_session=tok-customer; Path=/; Expires=Sun, 17 Mar 2030 17:46:40 GMT; HttpOnly; SameSite=Lax"}},
		{name: "sign-out", request: request{line: "DELETE /v1/sessions/current", as: customerToken}, status: 204, asked: "SignOut", with: `"token":"tok-customer"`},
		{name: "sign-out of a browser", request: request{line: "DELETE /v1/sessions/current", headers: []string{"Cookie: rialto_session=" + customerToken}}, status: 204,
			headers: map[string]string{"Set-Cookie": "rialto_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"}},
		{name: "sign-out of nobody", request: request{line: "DELETE /v1/sessions/current"}, status: 401, asked: "!SignOut"},
		{name: "who am I", request: request{line: "GET /v1/me", as: customerToken}, status: 200,
			has: []string{`{"user_id":"11","kind":"customer","email":"ann@example.test","name":"","created_at":"2023-11-14T22:13:20Z"}`}, headers: map[string]string{"Cache-Control": "no-store"}},
		{name: "a guest is somebody", request: request{line: "GET /v1/me", headers: []string{"X-Cart-Token: " + guestToken}}, status: 200, has: []string{`"kind":"guest"`}},
		{name: "own addresses", request: request{line: "GET /v1/me/addresses", as: customerToken}, status: 200, has: []string{`"items":[{"address_id":"61","name":"Ann"`}, asked: "ListAddresses", with: `"user_id":11`},
		{name: "a new address", request: request{line: "POST /v1/me/addresses", as: customerToken, body: `{"name":"Ann","line1":"1 Pike St","city":"Seattle","region":"WA","postal_code":"98101","country":"US"}`},
			status: 201, headers: map[string]string{"Location": "/v1/me/addresses/61"}, has: []string{`"postal_code":"98101"`}, asked: "AddAddress", with: `"user_id":11`},
		{name: "an address for somebody else is no field", request: request{line: "POST /v1/me/addresses", as: customerToken, body: `{"name":"Ann","line1":"1","city":"S","country":"US","user_id":"12"}`},
			status: 422, has: []string{`"field":"user_id"`}, asked: "!AddAddress"},
		{name: "an address less", request: request{line: "DELETE /v1/me/addresses/61", as: customerToken}, status: 204, asked: "DeleteAddress", with: `{"user_id":11,"address_id":61}`},
	})
}

func TestMergedCartCookieIsTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.do(request{line: "POST /v1/sessions", headers: []string{"Cookie: rialto_cart=" + guestToken}, body: `{"email":"ann@example.test","password":"correct horse"}`})
	cookies := strings.Join(w.Header().Values("Set-Cookie"), "\n")
	if !strings.Contains(cookies, "rialto_cart=; ") || !strings.Contains(cookies, "rialto_session=tok-customer; ") {
		t.Fatalf("cookies: %s", cookies)
	}
}
