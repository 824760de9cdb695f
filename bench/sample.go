package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
)

// sample is what shoppers look at: products of the loaded catalogue, found by walking its categories and brands as a
// shopper can. It knows nothing of the files that were loaded.
type sample struct {
	products []product
	hot      []string // product ids that can be bought without end
}

type product struct {
	ID       string `json:"product_id"`
	External string `json:"external_id"`
	Title    string `json:"title"`
	Brand    string `json:"brand"`
	Category string `json:"category_path"`
}

type page struct {
	Total  int64     `json:"total"`
	Items  []product `json:"items"`
	Facets struct {
		Brand    []value `json:"brand"`
		Category []value `json:"category"`
	} `json:"facets"`
}

type value struct {
	Value string `json:"value"`
}

// pagesEach bounds how deep a category or brand is walked.
const pagesEach = 5

// sample looks around in the shop, once.
func (b *bench) sample(s *shop) (*sample, error) {
	if b.seen != nil {
		return b.seen, nil
	}
	c, err := dial(s.addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	var out sample
	if out.products, err = walk(c); err != nil {
		return nil, err
	}
	if out.hot, err = findHot(c); err != nil {
		return nil, err
	}
	b.say("  %d products seen", len(out.products))
	b.seen = &out
	return &out, nil
}

func walk(c *conn) ([]product, error) {
	first, err := look(c, "limit=100&sort=newest")
	if err != nil {
		return nil, err
	}
	var queries []string
	for _, v := range first.Facets.Category {
		queries = append(queries, "limit=100&category="+url.QueryEscape(v.Value))
	}
	for _, v := range first.Facets.Brand {
		queries = append(queries, "limit=100&brand="+url.QueryEscape(v.Value))
	}
	seen := map[string]bool{}
	var out []product
	for _, q := range queries {
		for n := 1; n <= pagesEach; n++ {
			got, err := look(c, q+"&page="+strconv.Itoa(n))
			if err != nil {
				return nil, err
			}
			for _, p := range got.Items {
				if !seen[p.ID] {
					seen[p.ID] = true
					out = append(out, p)
				}
			}
			if len(got.Items) < 100 {
				break
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("search shows no products: %d in all, %d categories", first.Total, len(first.Facets.Category))
	}
	return out, nil
}

func look(c *conn, query string) (page, error) {
	got, err := c.want(200, request{method: "GET", path: "/v1/search?" + query})
	var p page
	if err == nil {
		err = json.Unmarshal(got.body, &p)
	}
	return p, err
}

// findHot asks for the hot products by what their file calls them.
func findHot(c *conn) ([]string, error) {
	out := make([]string, hotProducts)
	for i := range out {
		got, err := c.want(200, request{method: "GET", path: fmt.Sprintf("/v1/products?external_id=%d&source=%s", i+1, hotSource)})
		if err != nil {
			return nil, err
		}
		var p page
		if err := json.Unmarshal(got.body, &p); err != nil {
			return nil, err
		}
		if len(p.Items) != 1 {
			return nil, fmt.Errorf("hot product %d is there %d times", i+1, len(p.Items))
		}
		out[i] = p.Items[0].ID
	}
	return out, nil
}

// lookups makes n product reads: by Zipf's law, as people look at products.
func (s *sample) lookups(n int) []string {
	r := rand.New(rand.NewPCG(3, 0))
	popular := rand.NewZipf(r, 1.05, 20, uint64(len(s.products)-1))
	out := make([]string, n)
	for i := range out {
		out[i] = "/v1/products/" + s.products[popular.Uint64()].ID
	}
	return out
}

// searches makes n queries of words that stand in titles. Of ten, four have two words, two have one, and four carry a
// filter: a brand, a category, a price range, a price range and an order by price.
func (s *sample) searches(n int) []string {
	r := rand.New(rand.NewPCG(4, 0))
	out := make([]string, n)
	for i := range out {
		p := s.products[r.IntN(len(s.products))]
		title := strings.Fields(p.Title)
		q := url.Values{"q": {title[r.IntN(len(title))]}}
		low := r.IntN(5_000)
		switch kind := r.IntN(10); kind {
		case 0, 1, 2, 3:
			q.Set("q", q.Get("q")+" "+title[r.IntN(len(title))])
		case 6:
			q.Set("brand", p.Brand)
		case 7:
			q.Set("category", p.Category)
		case 8, 9:
			q.Set("price_min", strconv.Itoa(low))
			q.Set("price_max", strconv.Itoa(low+10_000))
			if kind == 9 {
				q.Set("sort", "price_asc")
			}
		}
		out[i] = "/v1/search?" + q.Encode()
	}
	return out
}
