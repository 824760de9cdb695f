package goods

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

var christmas = time.Date(2026, time.December, 25, 12, 0, 0, 0, time.UTC)

func pastOf(t *testing.T) (*Catalogue, *Past) {
	t.Helper()
	c := wholeCatalogue(t)
	return c, c.Past(christmas, 5000)
}

func TestABasketFollowsFromItsNumber(t *testing.T) {
	t.Parallel()
	_, p := pastOf(t)
	_, q := pastOf(t)
	for n := range 500 {
		if a, b := p.Basket(n), q.Basket(n); !reflect.DeepEqual(a, b) {
			t.Fatalf("basket %d is %v and %v", n, a, b)
		}
	}
}

func TestBasketsAreOfTwoYearsUpToYesterday(t *testing.T) {
	t.Parallel()
	_, p := pastOf(t)
	today := christmas.Truncate(day)
	recent := 0
	for n := range 5000 {
		b := p.Basket(n)
		at := today.Add(-b.Ago)
		if !at.Before(today) || at.Before(today.Add(-731*day)) || at.Hour() < 7 {
			t.Fatalf("basket %d is of %s", n, at)
		}
		if len(b.Lines) == 0 || len(b.Lines) > 7 || b.Buyer < 0 || b.Buyer >= 5000 {
			t.Fatalf("basket %d: %+v", n, b)
		}
		if at.After(today.Add(-365 * day)) {
			recent++
		}
	}
	if recent < 2700 {
		t.Errorf("%d of 5,000 baskets are of the last year: the shop has not grown", recent)
	}
}

// TestWhatGoesTogetherIsBoughtTogether measures lift: how much more often two categories meet in a basket than chance
// would have them.
func TestWhatGoesTogetherIsBoughtTogether(t *testing.T) {
	t.Parallel()
	c, p := pastOf(t)
	const baskets = 20_000
	alone := make([]float64, len(c.Leaves))
	together := map[[2]int]float64{}
	for n := range baskets {
		var leaves []int
		for _, l := range p.Basket(n).Lines {
			if leaf := c.Products[l.Product].Leaf; !slices.Contains(leaves, leaf) {
				leaves = append(leaves, leaf)
			}
		}
		for _, a := range leaves {
			alone[a]++
			for _, b := range leaves {
				together[[2]int{a, b}]++
			}
		}
	}
	number := func(name string) int {
		return slices.IndexFunc(c.Leaves, func(l *Leaf) bool { return l.Path[2] == name })
	}
	for _, pair := range [][2]string{{"Smartphones", "Phone Cases"}, {"Pasta", "Sauces"}, {"Coffee", "Mugs"}, {"Indoor Plants", "Planters"}, {"Mirrorless Cameras", "Camera Lenses"}} {
		a, b := number(pair[0]), number(pair[1])
		if lift := together[[2]int{a, b}] * baskets / alone[a] / alone[b]; lift < 2.5 {
			t.Errorf("%s and %s: lift %.1f", pair[0], pair[1], lift)
		}
	}
	if lift := together[[2]int{number("Pasta"), number("Tires")}] * baskets / alone[number("Pasta")] / alone[number("Tires")]; lift > 2 {
		t.Errorf("Pasta and Tires: lift %.1f", lift)
	}
}

func TestSomeProductsSellFarBetterThanMost(t *testing.T) {
	t.Parallel()
	c, p := pastOf(t)
	sold, total := make([]int, len(c.Products)), 0
	for n := range 20_000 {
		for _, l := range p.Basket(n).Lines {
			sold[l.Product]++
			total++
		}
	}
	slices.Sort(sold)
	top := 0
	for _, n := range sold[len(sold)*9/10:] {
		top += n
	}
	if share := float64(top) / float64(total); share < 0.35 || share > 0.95 {
		t.Errorf("the best tenth of products makes %.0f %% of sales", 100*share)
	}
}

func TestSeasonsShow(t *testing.T) {
	t.Parallel()
	c, p := pastOf(t)
	tents := slices.IndexFunc(c.Leaves, func(l *Leaf) bool { return l.Path[2] == "Tents" })
	summer, winter := 0, 0
	for n := range 50_000 {
		b := p.Basket(n)
		for _, l := range b.Lines {
			if c.Products[l.Product].Leaf == tents {
				switch christmas.Truncate(day).Add(-b.Ago).Month() {
				case time.June, time.July:
					summer++
				case time.December, time.January:
					winter++
				}
			}
		}
	}
	if summer < 2*winter {
		t.Errorf("%d tents in summer, %d in winter", summer, winter)
	}
}

func TestCustomersCanBeShippedToAndPayInTheirCurrency(t *testing.T) {
	t.Parallel()
	c, p := pastOf(t)
	emails, currencies := map[string]bool{}, map[string]int{}
	for n := range 120 {
		who := c.Customer(n)
		emails[who.Email] = true
		currencies[who.Currency]++
		if a := who.Address; a.GetCountry() == "US" && a.GetRegion() == "" || a.GetCity() == "" || a.GetLine1() == "" || (a.GetCountry() == "US") != (who.Currency == "USD") {
			t.Errorf("%v", who)
		}
		for _, l := range p.Purse(n) {
			if c.Products[l.Product].Stock < 12 {
				t.Errorf("order %d is of something that is nearly gone", n)
			}
		}
	}
	if len(emails) != 120 || currencies["USD"] < 40 || currencies["EUR"] < 20 {
		t.Errorf("%d e-mails, %v", len(emails), currencies)
	}
}
