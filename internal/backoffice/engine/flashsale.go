package engine

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"rialto/internal/flashsale"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

// saleView is the form of a flash sale, and how the one on the stage stands.
type saleView struct {
	flashsale.Standing
	Form    saleForm
	Refused string
}

// saleForm is the form as it was typed.
type saleForm struct {
	Buyers, Stock, Declines, Timeouts string
	WaitingRoom                       bool
}

// watched is how often the page asks by itself while a sale runs, with scripts or without.
const watched = 2 * time.Second

func (s pages) flashSale(p *page.Page) error {
	return s.salePage(p, http.StatusOK, saleForm{Buyers: "5000", Stock: "100", Declines: "10", Timeouts: "5"}, "")
}

func (s pages) salePage(p *page.Page, status int, form saleForm, refused string) error {
	v := saleView{Standing: s.Deps.Crowd.Standing(), Form: form, Refused: refused}
	if v.Running && p.R.Method == http.MethodGet {
		p.W.Header().Set("Refresh", strconv.Itoa(int(watched.Seconds())))
	}
	return p.Render(status, ui.Frame{Title: "Flash sale"}, salePage(v))
}

// startSale lets the crowd in.
func (s pages) startSale(p *page.Page) error {
	form := saleForm{
		Buyers: p.Value("buyers"), Stock: p.Value("stock"), Declines: p.Value("declines"), Timeouts: p.Value("timeouts"),
		WaitingRoom: p.Value("waiting_room") != "",
	}
	opts, err := form.options()
	if err == nil {
		err = s.Deps.Crowd.Start(opts)
	}
	said := errs.As(err)
	switch {
	case err == nil:
		return p.Redirect("/admin/flash-sale")
	case said != nil && (said.Kind == errs.KindInvalid || said.Kind == errs.KindConflict):
		return s.salePage(p, httpkit.Status(said.Kind), form, said.Message)
	}
	return err
}

// mostFromPage is the largest crowd that a button lets in; a command may bring more.
const mostFromPage = 100_000

func (f saleForm) options() (flashsale.Options, error) {
	opts := flashsale.Options{WaitingRoom: f.WaitingRoom}
	buyers, err := strconv.Atoi(f.Buyers)
	if err != nil || buyers < 1 || buyers > mostFromPage {
		return opts, errs.Invalid("buyers", "Buyers must be a whole number from 1 to %s.", ui.Count(mostFromPage))
	}
	stock, err := strconv.ParseInt(f.Stock, 10, 64)
	if err != nil || stock < 1 {
		return opts, errs.Invalid("stock", "Units must be a whole number from 1.")
	}
	opts.Buyers, opts.Stock = buyers, stock
	if opts.Declines, err = share(f.Declines); err == nil {
		opts.Timeouts, err = share(f.Timeouts)
	}
	return opts, err
}

// share reads a percentage. Nobody is less than zero, which is what a sale understands.
func share(typed string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(typed, "%")), 64)
	switch {
	case err != nil || n < 0 || n > 100:
		return 0, errs.Invalid("share", "A share must be a percentage from 0 to 100.")
	case n == 0:
		return -1, nil
	}
	return n / 100, nil
}

// proofRow is one line of the proof: what was promised, what it came to, whether it was kept.
type proofRow struct {
	Promise, Figure string
	Kept            bool
}

// proof are the promises of a sale with their figures, from the stock ledger and the gateway's own books.
func proof(r *flashsale.Report) []proofRow {
	zero := func(promise string, n int64) proofRow { return proofRow{promise, ui.Count(n), n == 0} }
	return []proofRow{
		{"Sold, of " + ui.Counted(r.Options.Stock, "unit", "units"), ui.Count(r.Sold), r.Oversold == 0 && r.Undersold == 0},
		zero("Sold more than there was", r.Oversold),
		zero("Left unsold though somebody wanted it", r.Undersold),
		zero("Charged twice", r.ChargedTwice),
		zero("Charged without an order", r.ChargedForNothing),
		zero("Confirmed without money", r.UnpaidOrders),
		{"Answers that failed", ui.Count(int64(r.Faults)), float64(r.Faults) <= 0.001*float64(r.Options.Buyers)},
	}
}

// pace are the times of a sale.
func pace(r *flashsale.Report) []ui.Term {
	ms := func(d time.Duration) string { return d.Round(time.Millisecond).String() }
	return []ui.Term{
		{Name: "Everybody answered within", Text: ms(r.AnsweredWithin)},
		{Name: "“Sold out”, 99 of 100 answers", Text: ms(r.SoldOutP99)},
		{Name: "Click to confirmed, 99 of 100", Text: ms(r.ConfirmedP99)},
		{Name: "Another product's checkout, 99 of 100", Text: ms(r.IdleP99) + " when idle, " + ms(r.BusyP99) + " meanwhile"},
	}
}
