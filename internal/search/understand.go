package search

import (
	"regexp"
	"strings"

	"rialto/internal/commerce"
)

// Understood is what a shopper's words mean.
type Understood struct {
	Text     string // what is left to look for
	PriceMin *int64 // minor units, inclusive
	PriceMax *int64
	Notes    []string // for the shopper: "price up to 50.00 USD"
}

const amountPattern = `([$€£¥]?) ?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,4})?)(?: ?(dollars?|bucks|euros?|usd|eur|gbp|cad|aud|nzd|jpy|cny|chf|sek|nok|dkk|pln|inr)\b)?`

var (
	between = regexp.MustCompile(`(?i)\b(?:between|from) ` + amountPattern + ` (?:and|to|-) ` + amountPattern)
	atMost  = regexp.MustCompile(`(?i)\b(?:under|below|less than|cheaper than|up to|at most) ` + amountPattern)
	atLeast = regexp.MustCompile(`(?i)\b(?:over|above|more than|at least) ` + amountPattern)
	unitOf  = regexp.MustCompile(`(?i)^(?:["'°%.:/-]|[\pL\pN]| ?-?(?:inch|inches|in|ft|feet|cm|mm|m|gb|tb|mb|hz|mhz|ghz|kg|g|lb|lbs|oz|l|ml|w|watts?|v|volts?|mah|mp|x|percent|stars?|years?|months?|days?|hours?|hrs?|pieces?|pcs|packs?|count|ct|people|persons?|players?)\b)`)
)

// Understand reads price limits out of a query: "shoes under $50" is "shoes" with a highest price. Only amounts in the asked
// currency count, nothing is converted; a number that measures something else ("over 20 inch", "4 stars") stays a word.
func Understand(text, currency string) Understood {
	u := Understood{Text: strings.Join(strings.Fields(text), " ")}
	u.take(between, currency, &u.PriceMin, &u.PriceMax)
	u.take(atMost, currency, &u.PriceMax)
	u.take(atLeast, currency, &u.PriceMin)
	if u.PriceMin != nil {
		u.Notes = append(u.Notes, "price from "+commerce.Money{Amount: *u.PriceMin, Currency: currency}.String())
	}
	if u.PriceMax != nil {
		u.Notes = append(u.Notes, "price up to "+commerce.Money{Amount: *u.PriceMax, Currency: currency}.String())
	}
	return u
}

// take cuts the first phrase that limits a price out of the text and sets the bounds it names, unless they are set already.
func (u *Understood) take(phrase *regexp.Regexp, currency string, bounds ...**int64) {
	for _, at := range phrase.FindAllStringSubmatchIndex(u.Text, -1) {
		amounts, ok := amountsIn(u.Text, at, len(bounds), currency)
		if !ok || *bounds[0] != nil {
			continue
		}
		for i := range bounds {
			*bounds[i] = &amounts[i]
		}
		u.Text = strings.Join(strings.Fields(u.Text[:at[0]]+" "+u.Text[at[1]:]), " ")
		return
	}
}

// amountsIn reads n amounts from the groups of a match; false if one is no price in this currency.
func amountsIn(text string, at []int, n int, currency string) ([]int64, bool) {
	amounts := make([]int64, n)
	for i := range amounts {
		group := func(k int) (s string, end int) {
			from, to := at[2*(3*i+k)], at[2*(3*i+k)+1]
			if from < 0 {
				return "", -1
			}
			return text[from:to], to
		}
		symbol, _ := group(1)
		digits, end := group(2)
		word, _ := group(3)
		named := means(symbol, currency) || means(strings.ToLower(word), currency)
		if symbol+word != "" && !named || !named && unitOf.MatchString(text[end:]) {
			return nil, false
		}
		money, err := commerce.ParseMoney(strings.ReplaceAll(digits, ",", ""), currency)
		if err != nil {
			return nil, false
		}
		amounts[i] = money.Amount
	}
	return amounts, true
}

// means reports whether a sign or word stands for the currency here.
func means(sign, currency string) bool {
	switch sign {
	case "$", "dollar", "dollars", "bucks":
		return currency == "USD" || currency == "CAD" || currency == "AUD" || currency == "NZD"
	case "€", "euro", "euros":
		return currency == "EUR"
	case "£":
		return currency == "GBP"
	case "¥":
		return currency == "JPY" || currency == "CNY"
	}
	return sign == strings.ToLower(currency)
}
