package till

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/mail"
	"strconv"
	"strings"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/storefront"
)

// newAddress is the choice of an address that is not saved.
const newAddress = "new"

// form is the checkout as it was filled in. Everything in it comes back with every answer.
type form struct {
	Email    string // of guests
	Choice   string // a saved address by its id, or newAddress
	To       commerce.Address
	Save     bool // keep the new address with the account
	Delivery string
	Coupon   string
	Card     string // how what the gift card leaves is paid: see pay.go
	SaveCard bool   // keep the card for next time
	Gift     string // code of a gift card
	Again    bool   // the buyer knows that they bought the same a moment ago
	Ticket   string // of a waiting room

	Quote string // token of the quote that was shown; "" = none yet
	Asked string // mark of what it was shown for
	Key   string // of the order that this form makes
}

func readForm(p *page.Page) form {
	f := form{
		Email: p.Value("email"), Choice: p.Value("address"), Save: p.Value("save_address") != "",
		To:       storefront.ReadAddress(p),
		Delivery: p.Value("delivery"), Coupon: strings.ToUpper(p.Value("coupon")), Card: p.Value("card"),
		SaveCard: p.Value("save_card") != "", Gift: strings.ToUpper(p.Value("gift_card")), Again: p.Value("again") != "",
		Ticket: p.Value("ticket"),
		Quote:  p.Value("quote_token"), Asked: p.Value("asked"), Key: p.Value("key"),
	}
	if !guest(p) {
		f.Email = ""
	}
	return f.usual()
}

// usual fills in what a form has before anybody chose.
func (f form) usual() form {
	f.Choice = or(f.Choice, newAddress)
	f.Delivery = or(f.Delivery, "standard")
	f.To.Country = or(f.To.Country, storefront.UsualCountry)
	f.Card = or(f.Card, cards[0].Token)
	return f
}

// mark is the same for two forms that would be given the same quote, the cart aside. How it is paid does not count, but for a gift card, which changes what is left to pay.
func (f form) mark() string {
	to := f.To
	if f.Choice != newAddress {
		to = commerce.Address{}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []string{
		f.Email, f.Choice, to.Name, to.Line1, to.Line2, to.City, to.Region, to.PostalCode, to.Country, f.Delivery, f.Coupon, f.Gift,
	}))
	return hex.EncodeToString(sum[:12])
}

// accepted reports whether the buyer saw a quote for exactly this form.
func (f form) accepted() bool { return f.Quote != "" && f.Asked == f.mark() }

// wrong are the problems that can be told without asking, by field.
func (f form) wrong(guest bool) map[string]string {
	out := map[string]string{}
	if a, err := mail.ParseAddress(f.Email); guest && (err != nil || a.Address != f.Email || len(f.Email) > 254) {
		out["email"] = "Please give an e-mail address such as ada@example.org: the confirmation goes there."
	}
	if f.Choice != newAddress {
		if _, err := strconv.ParseInt(f.Choice, 10, 64); err != nil {
			out["address"] = "Please choose an address."
		}
		return out
	}
	maps.Copy(out, storefront.AddressProblems(f.To))
	return out
}

// blank reports a form whose address nobody has finished; asking for its quote would only scold.
func (f form) blank() bool {
	return f.Choice == newAddress && (f.To.Name == "" || f.To.Line1 == "" || f.To.City == "" || f.To.Country == "US" && f.To.Region == "")
}

// ask is the quote that the form asks for. The coupon is the cart's, which has the form's by then.
func (f form) ask(user int64, guest bool) *orderv1.QuoteRequest {
	req := &orderv1.QuoteRequest{UserId: user, Delivery: f.Delivery}
	if guest {
		req.Email = f.Email
	}
	if id, err := strconv.ParseInt(f.Choice, 10, 64); err == nil {
		req.AddressId = id
	} else {
		req.Address = storefront.AddressProto(f.To)
	}
	return req
}
