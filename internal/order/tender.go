package order

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Tender is what one way of paying bears of an order.
type Tender struct {
	Method Method `json:"method"`
	Amount int64  `json:"amount"` // minor units
	Label  string `json:"label,omitempty"`
	CardID int64  `json:"card_id,omitempty"` // of the gift card; its code is never kept
}

// Method is a way to pay.
type Method string

// The ways to pay. Payment takes all but gift cards.
const (
	Card           Method = "card"
	GiftCard       Method = "gift_card"
	BankTransfer   Method = "bank_transfer"
	CashOnDelivery Method = "cash_on_delivery"
)

// maxToken is payment's limit, so that what it would refuse never becomes an order.
const maxToken = 200

// maxCode bounds a gift card's code as it is typed.
const maxCode = 64

// offer is the tenders of a request: at most one of each kind.
type offer struct{ gateway, giftCard *orderv1.Tender }

// readOffer refuses tenders that no order can have.
func readOffer(tenders []*orderv1.Tender) (offer, error) {
	var of offer
	if n := len(tenders); n < 1 || n > 2 {
		return of, errs.InvalidFields(errs.Field{Name: "tenders", Problem: "must hold one tender, or a gift card and one other"})
	}
	for i, t := range tenders {
		place := &of.gateway
		if Method(t.GetMethod()) == GiftCard {
			place = &of.giftCard
		}
		if err := checkTender(i, t); err != nil {
			return of, err
		}
		if *place != nil {
			return of, errs.InvalidFields(errs.Field{Name: "tenders", Problem: "can hold a gift card and one other, not two of a kind"})
		}
		*place = t
	}
	return of, nil
}

func checkTender(i int, t *orderv1.Tender) error {
	bad := func(field, problem string) error {
		return errs.InvalidFields(errs.Field{Name: fmt.Sprintf("tenders[%d].%s", i, field), Problem: problem})
	}
	switch m := Method(t.GetMethod()); {
	case m != Card && m != GiftCard && m != BankTransfer && m != CashOnDelivery:
		return errs.Invalid("method_unavailable", "Payment method %.40q is not available. Use card, gift_card, bank_transfer or cash_on_delivery.", t.GetMethod())
	case m != Card && t.GetToken() != "":
		return bad("token", "belongs to the method card")
	case m != Card && t.GetCardId() != 0:
		return bad("card_id", "belongs to the method card")
	case m != Card && t.GetSave():
		return bad("save", "belongs to the method card")
	case m != GiftCard && t.GetCode() != "":
		return bad("code", "belongs to the method gift_card")
	case m == GiftCard && (len(t.GetCode()) > maxCode || plainCode(t.GetCode()) == ""):
		return bad("code", fmt.Sprintf("must be the code of a gift card: letters and digits, at most %d characters", maxCode))
	case m == Card:
		return checkCard(t, bad)
	}
	return nil
}

func checkCard(t *orderv1.Tender, bad func(field, problem string) error) error {
	switch {
	case t.GetCardId() < 0:
		return bad("card_id", "must be the id of one of your saved cards")
	case t.GetCardId() > 0 && t.GetToken() != "":
		return bad("card_id", "cannot be given together with token")
	case t.GetCardId() == 0 && !printable(t.GetToken(), maxToken):
		return bad("token", "must be a gateway token: 1 to 200 printable ASCII characters without spaces")
	case cardNumber(t.GetToken()):
		return bad("token", "looks like a card number; give that to the payment gateway alone, and its token to the shop")
	}
	return nil
}

// cardNumber reports 13 to 19 digits with a right check digit, dashes aside. Such a thing must not even be stored.
func cardNumber(token string) bool {
	digits := strings.ReplaceAll(token, "-", "")
	if len(digits) < 13 || len(digits) > 19 {
		return false
	}
	sum := 0
	for i, r := range digits {
		if r < '0' || r > '9' {
			return false
		}
		d := int(r - '0')
		if (len(digits)-i)%2 == 0 { // every second one from the right counts twice, its digits added up
			d = 2*d/10 + 2*d%10
		}
		sum += d
	}
	return sum%10 == 0
}

// plainCode is a gift card's code without what people add when they type it.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, code)
}

// requestHash covers what the buyer asked for. Key, wait, ticket and "I mean it" are not part of it: they may differ when the
// same request is sent again. What is empty adds nothing, so that a key from before gift cards still replays.
func requestHash(req *orderv1.PlaceRequest) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q", req.GetQuoteToken())
	for _, t := range req.GetTenders() {
		fmt.Fprintf(h, "|%q|%q", t.GetMethod(), t.GetToken())
		if code := plainCode(t.GetCode()); code != "" {
			fmt.Fprintf(h, "|code %q", code)
		}
		if t.GetCardId() != 0 || t.GetSave() {
			fmt.Fprintf(h, "|card %d %t", t.GetCardId(), t.GetSave())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// fingerprint names something without telling it.
func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// share gives every tender its part of the total: the gift card pays what it can, the other the rest. A part of nothing is
// no tender.
func (s *Service) share(ctx context.Context, of offer, o *Order) error {
	rest := o.Total
	if of.giftCard != nil {
		card, err := s.lookUp(ctx, of.giftCard.GetCode(), o.Currency)
		if err != nil {
			return err
		}
		pays := min(card.GetAvailable(), rest)
		if pays < rest && of.gateway == nil {
			return errs.Conflict("gift_card_short", "This gift card has %s of the %s that are needed. Add another way to pay.",
				commerce.Money{Amount: pays, Currency: o.Currency}, commerce.Money{Amount: rest, Currency: o.Currency}).
				With("available", fmt.Sprint(pays)).With("currency", o.Currency)
		}
		if pays > 0 {
			o.Tenders = append(o.Tenders, Tender{Method: GiftCard, Amount: pays, Label: "Gift card ···· " + card.GetLastFour(), CardID: card.GetCardId()})
		}
		rest -= pays
	}
	if rest > 0 {
		o.Tenders = append(o.Tenders, Tender{Method: Method(of.gateway.GetMethod()), Amount: rest})
	}
	return nil
}

func (s *Service) lookUp(ctx context.Context, code, currency string) (*giftcardv1.GiftCard, error) {
	card, err := s.needs.GiftCards.LookUp(ctx, &giftcardv1.LookUpRequest{Code: code})
	switch {
	case errs.Is(err, errs.KindNotFound):
		return nil, errs.Invalid("gift_card_unknown", "There is no gift card with this code.")
	case err != nil:
		return nil, fmt.Errorf("look the gift card up: %w", err)
	case card.GetState() == "expired":
		return nil, errs.Invalid("gift_card_expired", "This gift card has expired.")
	case card.GetState() == "blocked":
		return nil, errs.Invalid("gift_card_unknown", "There is no gift card with this code.")
	case card.GetCurrency() != currency:
		return nil, errs.Invalid("gift_card_currency", "This gift card is in %s, the order in %s.", card.GetCurrency(), currency)
	}
	return card, nil
}

// gateway is the tender that payment takes, nil if there is none; giftCard likewise.
func (o *Order) gateway() *Tender {
	return o.tender(func(m Method) bool { return m != GiftCard })
}

func (o *Order) giftCard() *Tender {
	return o.tender(func(m Method) bool { return m == GiftCard })
}

func (o *Order) tender(is func(Method) bool) *Tender {
	for i := range o.Tenders {
		if is(o.Tenders[i].Method) {
			return &o.Tenders[i]
		}
	}
	return nil
}

// checkTenders refuses tenders that do not pay for the order, or two of a kind.
func (o *Order) checkTenders() error {
	sum, gateways, cards := int64(0), 0, 0
	for _, t := range o.Tenders {
		if t.Amount <= 0 {
			return fmt.Errorf("a tender of order %s pays %d", o.ID, t.Amount)
		}
		sum += t.Amount
		if t.Method == GiftCard {
			cards++
		} else {
			gateways++
		}
	}
	if sum != o.Total || gateways > 1 || cards > 1 {
		return fmt.Errorf("%d tenders of order %s pay %d of %d", len(o.Tenders), o.ID, sum, o.Total)
	}
	return nil
}

// lineKey names what a line is of.
type lineKey struct {
	product commerce.ProductID
	seller  commerce.SellerID
}

// quantities sums the lines that are of the same thing.
func (o *Order) quantities() map[lineKey]int64 {
	sums := map[lineKey]int64{}
	for _, it := range o.Items {
		sums[lineKey{it.ProductID, it.SellerID}] += it.Quantity
	}
	return sums
}

// lineKeys are the keys of quantities in order.
func lineKeys(sums map[lineKey]int64) []lineKey {
	keys := make([]lineKey, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b lineKey) int {
		return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.seller, b.seller))
	})
	return keys
}

// basket is the fingerprint of what is bought, whatever the lines' order.
func (o *Order) basket() string {
	var text strings.Builder
	sums := o.quantities()
	for _, k := range lineKeys(sums) {
		fmt.Fprintf(&text, "%d/%d×%d ", k.product, k.seller, sums[k])
	}
	return fingerprint(text.String())
}
