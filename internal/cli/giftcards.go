package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"text/tabwriter"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/app"
	"rialto/internal/commerce"
)

// giftCardsCommand is staff's work with gift cards.
type giftCardsCommand struct {
	Issue giftCardIssue `cmd:"" help:"Issue a card and print its code, once."`
	List  giftCardList  `cmd:"" help:"List cards, newest first."`
	Show  giftCardShow  `cmd:"" help:"Show a card and what orders took from it."`
	Block giftCardBlock `cmd:"" help:"End a card for good."`
}

// Help shows how it is used.
func (c *giftCardsCommand) Help() string {
	return `  rialto giftcards issue 50.00 USD --expires 2027-12-31 --note "for Ann"
  rialto giftcards list
  rialto giftcards show 7423847239472394
  rialto giftcards block 7423847239472394`
}

// giftCardRooms are what gift cards need: their own room and the bus that its events go to.
var giftCardRooms = []string{"bus", "giftcard"}

type giftCardIssue struct {
	Amount   string `arg:"" help:"In major units: 50.00."`
	Currency string `arg:"" help:"Such as USD."`
	Expires  when   `help:"Until when it can be used (default for ever)." placeholder:"TIME"`
	Note     string `help:"For staff, at most 200 characters." placeholder:"TEXT"`
	Key      string `help:"Names the intent: the same key gives the same card and code again (default a new one)." placeholder:"KEY"`
}

// Help shows how it is used.
func (c *giftCardIssue) Help() string {
	return `The shop keeps only a hash of the code: it cannot be shown again, except by the same --key.

  rialto giftcards issue 50.00 USD
  rialto giftcards issue 50.00 USD --expires 2027-12-31 --note "for Ann" --key ann-2026`
}

// Run issues one card. It makes the folder if there is none: a shop may begin with its gift cards.
func (c *giftCardIssue) Run(env *environment) error {
	return env.with(still, giftCardRooms, func(ctx context.Context, opened app.Opened) error {
		return c.do(ctx, env, opened.Rooms)
	})
}

func (c *giftCardIssue) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	amount, err := commerce.ParseMoney(c.Amount, c.Currency)
	if err != nil {
		return err
	}
	key := c.Key
	if key == "" {
		key = rand.Text()
	}
	got, err := rooms.GiftCards.Issue(ctx, &giftcardv1.IssueRequest{
		IdempotencyKey: key, Amount: wire(amount), ExpiresAt: c.Expires.micros(), Note: c.Note,
	})
	if err != nil {
		return err
	}
	what := "is a new card"
	if got.GetReplayed() {
		what = "was issued with this key before"
	}
	_, err = fmt.Fprintf(env.out, "%s\nCard %d over %s %s; keep the code, it is not shown again.\n", got.GetCode(), got.GetCard().GetCardId(), amount, what)
	return err
}

type giftCardList struct {
	Limit int32 `help:"How many, at most 200." default:"50"`
}

// Help shows how it is used.
func (c *giftCardList) Help() string { return "  rialto giftcards list --limit 200" }

// Run lists cards.
func (c *giftCardList) Run(env *environment) error {
	return env.looking(giftCardRooms, c.do)
}

func (c *giftCardList) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.GiftCards.List(ctx, &giftcardv1.ListRequest{Limit: c.Limit})
	if err != nil {
		return err
	}
	return printGiftCards(env, got.GetCards()...)
}

func printGiftCards(env *environment, cards ...*giftcardv1.GiftCard) error {
	if len(cards) == 0 {
		_, err := fmt.Fprintln(env.out, "No gift card has been issued.")
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CARD\tENDS IN\tSTATE\tISSUED\tBALANCE\tHELD\tEXPIRES\tNOTE")
	for _, c := range cards {
		in := func(amount int64) commerce.Money { return commerce.Money{Amount: amount, Currency: c.GetCurrency()} }
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.GetCardId(), c.GetLastFour(), c.GetState(), in(c.GetIssued()),
			in(c.GetBalance()), in(c.GetHeld()), at(c.GetExpiresAt()), c.GetNote())
	}
	return w.Flush()
}

// giftCardKey names one card.
type giftCardKey struct {
	Card int64 `arg:"" help:"The card's id, as rialto giftcards list shows it; never its code."`
}

type giftCardShow struct{ giftCardKey }

// Help shows how it is used.
func (c *giftCardShow) Help() string { return "  rialto giftcards show 7423847239472394" }

// Run shows one card.
func (c *giftCardShow) Run(env *environment) error { return env.looking(giftCardRooms, c.do) }

func (c *giftCardShow) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.GiftCards.Get(ctx, &giftcardv1.GetRequest{CardId: c.Card})
	if err != nil {
		return err
	}
	if err := printGiftCards(env, got.GetCard()); err != nil {
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nORDER\tSTATE\tAMOUNT\tREFUNDED\tAT")
	for _, u := range got.GetUses() {
		in := func(amount int64) commerce.Money {
			return commerce.Money{Amount: amount, Currency: got.GetCard().GetCurrency()}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.GetOrderId(), u.GetState(), in(u.GetAmount()), in(u.GetRefunded()), at(u.GetAt()))
	}
	return w.Flush()
}

type giftCardBlock struct{ giftCardKey }

// Help shows how it is used.
func (c *giftCardBlock) Help() string {
	return `What the card holds stays owed; nothing more can be taken from it. There is no way back.

  rialto giftcards block 7423847239472394`
}

// Run blocks one card.
func (c *giftCardBlock) Run(env *environment) error { return env.looking(giftCardRooms, c.do) }

func (c *giftCardBlock) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.GiftCards.Block(ctx, &giftcardv1.BlockRequest{CardId: c.Card})
	if err != nil {
		return err
	}
	return printGiftCards(env, got)
}
