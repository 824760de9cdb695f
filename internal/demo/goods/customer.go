package goods

import (
	"fmt"
	"math/rand/v2"
	"strings"

	commercev1 "rialto/gen/rialto/commerce/v1"
)

// Customer is somebody who shops at the demo.
type Customer struct {
	Name, Email string
	Currency    string // USD in America, EUR elsewhere
	Address     *commercev1.Address
}

// Customer makes up the n-th customer. Their addresses are in real cities, in streets that many cities have; mail to
// rialto.test reaches nobody.
func (c *Catalogue) Customer(n int) Customer {
	r, w := stream(c.seed, "customer", n), c.words.people
	first, last, place := w.First[n%len(w.First)], pick(r, w.Last), pick(r, w.Places)
	customer := Customer{
		Name: first + " " + last, Currency: "USD",
		Email: fmt.Sprintf("%s.%s.%d@rialto.test", strings.ToLower(first), strings.ToLower(last), n+1),
		Address: &commercev1.Address{
			Name: first + " " + last, Line1: w.street(r, place[3]), City: place[0], Region: place[1], PostalCode: place[2], Country: place[3],
		},
	}
	if place[3] != "US" {
		customer.Currency = "EUR"
	}
	return customer
}

func (w people) street(r *rand.Rand, country string) string {
	number, street := 1+r.IntN(240), pick(r, w.Streets)
	if country == "US" {
		return fmt.Sprintf("%d %s", number*4, street)
	}
	return fmt.Sprintf("%s %d", street, number)
}

// Purse is what a customer puts into the cart of the n-th order: a basket as others bought it, of things that are not
// about to be gone and that together fit a household's purse.
func (p *Past) Purse(n int) []Purchase {
	var lines []Purchase
	for try := 0; len(lines) == 0; try++ {
		for _, l := range p.Basket(-1 - n - 10_000*try).Lines {
			if product := p.c.Products[l.Product]; product.Stock >= 12 && product.Dollars < 60_000 {
				lines = append(lines, l)
			}
		}
	}
	return lines
}
