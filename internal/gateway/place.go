package gateway

import (
	"context"
	"net/http"
	"strconv"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
)

type placeInput struct {
	Idempotent
	Body placeBody
}

type placeBody struct {
	QuoteToken string   `json:"quote_token" minLength:"1" maxLength:"200"`
	Tenders    []tender `json:"tenders,omitempty" minItems:"1" maxItems:"2" doc:"One of card, bank_transfer and cash_on_delivery, one gift_card, or one of each: the gift card pays what it can, the other the rest."`
	Payment    *tender  `json:"payment,omitempty" doc:"Short for one tender."`
	Again      bool     `json:"again,omitempty" doc:"Buy the same lines once more within ten minutes."`
	Ticket     string   `json:"ticket,omitempty" maxLength:"500" doc:"Of a drop's waiting room, where one is switched on."`
}

type tender struct {
	Method string `json:"method" maxLength:"40" doc:"card, gift_card, bank_transfer or cash_on_delivery; see GET /v1/payment-methods."`
	Token  string `json:"token,omitempty" maxLength:"255" doc:"For card: the payment gateway's word for it, never a number. Or card_id."`
	CardID id     `json:"card_id,omitempty" doc:"For card: a saved one."`
	Save   bool   `json:"save,omitempty" doc:"For card: keep it for next time."`
	Code   string `json:"code,omitempty" maxLength:"100" doc:"For gift_card: as printed; spaces, dashes and case do not matter."`
}

func (t tender) proto() *orderv1.Tender {
	return &orderv1.Tender{Method: t.Method, Token: t.Token, CardId: t.CardID.int64(), Save: t.Save, Code: t.Code}
}

// tenders accepts both forms, not both at once. Which methods there are and what goes together is decided by order.
func (b placeBody) tenders() ([]*orderv1.Tender, error) {
	switch {
	case b.Payment != nil && b.Tenders != nil:
		return nil, errs.InvalidFields(errs.Field{Name: "payment", Problem: "cannot be given together with tenders"})
	case b.Payment != nil:
		return []*orderv1.Tender{b.Payment.proto()}, nil
	case b.Tenders == nil:
		return nil, errs.InvalidFields(errs.Field{Name: "tenders", Problem: "is required, or payment"})
	}
	return each(b.Tenders, tender.proto), nil
}

// placedOrder is the answer of what must not happen twice.
type placedOrder struct {
	Status   int
	Location string `header:"Location"`
	Replayed string `header:"Idempotent-Replayed" doc:"\"true\" when this answers a repeat."`
	Body     Order
}

// placeOrder turns what order decided into HTTP: settled 201, undecided 202, refused 402 or 409 with the order in the problem. A
// repeat gives the same answer, marked.
func (g *Gateway) placeOrder(ctx context.Context, v *door.Visit, in *placeInput) (*placedOrder, error) {
	key, err := in.required()
	if err != nil {
		return nil, err
	}
	tenders, err := in.Body.tenders()
	if err != nil {
		return nil, err
	}
	got, err := g.guessing(v, tenders, func() (*orderv1.PlaceResponse, error) {
		return g.needs.Order.Place(ctx, &orderv1.PlaceRequest{
			UserId: v.Who.UserID(), IdempotencyKey: key, QuoteToken: in.Body.QuoteToken, Tenders: tenders,
			WaitMs: int32(g.cfg.PlaceWait.Milliseconds()), Again: in.Body.Again, Ticket: in.Body.Ticket,
		})
	})
	if err != nil {
		return nil, g.notPlaced(v, err)
	}
	if got.GetSettled() && got.GetProblem() != nil {
		if got.GetReplayed() {
			v.W.Header().Set("Idempotent-Replayed", "true")
		}
		return nil, refusedOrder(got)
	}
	out := &placedOrder{Status: http.StatusCreated, Body: orderOf(got.GetOrder()), Replayed: replayed(got.GetReplayed())}
	if got.GetJoined() {
		out.Status = http.StatusOK // the quote had become this order under another key
	}
	out.Location = "/v1/orders/" + out.Body.OrderID
	if !got.GetSettled() {
		out.Status = http.StatusAccepted
	}
	return out, nil
}

// guessing makes a checkout with a gift card count as a try at its code: whoever guesses codes could do it here as well as by
// asking for balances.
func (g *Gateway) guessing(v *door.Visit, tenders []*orderv1.Tender, place func() (*orderv1.PlaceResponse, error)) (*orderv1.PlaceResponse, error) {
	for _, t := range tenders {
		if t.GetCode() != "" {
			return tryCode(g, v, place)
		}
	}
	return place()
}

// notPlaced adds what HTTP has to say of an order that was not begun: when to come again, what the gift card could pay, and how a
// buyer says that they mean it.
func (g *Gateway) notPlaced(v *door.Visit, err error) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	switch e.Code {
	case "waiting_room":
		v.W.Header().Set("Retry-After", "5")
	case "drop_not_open":
		return g.notOpenYet(v, e)
	case "duplicate_order":
		again := *e
		again.Message = "You bought the same within the last ten minutes, as order " + e.Meta["order_id"] + ". Look at it; to buy once more " +
			"send the request with \"again\": true."
		return &again
	case "gift_card_short":
		return shortCard(e)
	}
	return err
}

// notOpenYet says the start twice: as a time in meta for people, and in seconds for programs that wait.
func (g *Gateway) notOpenYet(v *door.Visit, e *errs.Error) error {
	micros, err := strconv.ParseInt(e.Meta["starts_at"], 10, 64)
	if err != nil {
		v.W.Header().Set("Retry-After", "5")
		return e
	}
	start := commerce.FromMicros(micros)
	wait := int64(start.Sub(g.deps.Now())/time.Second) + 1
	v.W.Header().Set("Retry-After", strconv.FormatInt(max(1, wait), 10))
	return e.With("starts_at", start.Format(time.RFC3339))
}

// shortCard shows as MONEY what the card could pay.
func shortCard(e *errs.Error) error {
	amount, err := strconv.ParseInt(e.Meta["available"], 10, 64)
	if err != nil || e.Meta["currency"] == "" {
		return e
	}
	return &problem{Problem: httpkit.ProblemOf(e), Available: &money{amount, e.Meta["currency"]}}
}

func replayed(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

// refusedOrder is the problem that an order came to: 402 for a declined payment, 409 for what the world was against.
func refusedOrder(got *orderv1.PlaceResponse) *problem {
	p := got.GetProblem()
	kind := errs.KindConflict
	if p.GetCode() == "payment_declined" {
		kind = errs.KindPayment
	}
	e := errs.New(kind, p.GetCode(), "%s", p.GetDetail())
	if len(p.GetProductIds()) > 0 {
		e = e.With("product_ids", joinIDs(p.GetProductIds()))
	}
	if p.GetDeclineCode() != "" {
		e = e.With("decline_code", p.GetDeclineCode())
	}
	o := orderOf(got.GetOrder())
	out := &problem{Problem: httpkit.ProblemOf(e), Order: &o, QuoteToken: p.GetFreshQuoteToken()}
	if len(p.GetChanged()) > 0 {
		out.Changed = changesOf(p.GetChanged(), got.GetOrder().GetCurrency())
	}
	return out
}
