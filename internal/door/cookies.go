package door

import (
	"net/http"

	"rialto/internal/commerce"
)

// Names of the cookies. Under https they carry the __Host- prefix, which binds them to this host and to Secure.
const (
	sessionName = "rialto_session"
	cartName    = "rialto_cart"
	hostPrefix  = "__Host-"
)

func (d *Door) SessionCookie() string { return d.cookieName(sessionName) }
func (d *Door) CartCookie() string    { return d.cookieName(cartName) }

func (d *Door) cookieName(name string) string {
	if d.https {
		return hostPrefix + name
	}
	return name
}

// cookie returns a cookie's value, "" where there is none. Looking before parsing keeps cookieless API clients cheap.
func cookie(r *http.Request, name string) string {
	if len(r.Header["Cookie"]) == 0 {
		return ""
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie stores a token in the browser until expires (UTC microseconds). Scripts cannot read it, other sites' pages
// do not make browsers send it with what changes something.
func (d *Door) setCookie(w http.ResponseWriter, name, token string, expires int64) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: token, Path: "/", Expires: commerce.FromMicros(expires),
		Secure: d.https, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// clearCookie repeats the attributes: browsers keep a __Host- cookie that is cleared without Secure.
func (d *Door) clearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Path: "/", MaxAge: -1, Secure: d.https, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// takeBack removes the cookie that a credential came from, if it did.
func (d *Door) takeBack(w http.ResponseWriter, via credential) {
	switch via {
	case sessionCookie:
		d.clearCookie(w, d.SessionCookie())
	case cartCookie:
		d.clearCookie(w, d.CartCookie())
	}
}
