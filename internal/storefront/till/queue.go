package till

import (
	"net/http"
	"strconv"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// queueView is the waiting room of a drop, for one visitor.
type queueView struct {
	Product string
	Title   string
	Ticket  *dropv1.Ticket
	SoldOut bool // nothing is left just now
	Again   int  // seconds after which the page asks by itself
}

// showQueue is the waiting room: it gives the visitor their place, the same one however often they ask, and sends them to the
// checkout when it is their turn. It works without scripts: the page asks again by itself.
func (s *pages) showQueue(p *page.Page) error {
	id, err := productID(p)
	if err != nil {
		return err
	}
	t, soldOut, err := s.takePlace(p, id)
	switch {
	case errs.Is(err, errs.KindNotFound):
		return p.Redirect("/checkout") // the drop is over: nobody has to wait
	case err != nil:
		return err
	case t.GetAdmitted():
		return p.Redirect("/checkout?ticket=" + escape(t.GetTicket()))
	}
	title := "Product " + commerce.FormatID(id)
	if c := s.cards(p, []int64{id})[id]; c != nil {
		title = c.GetProduct().GetTitle()
	}
	v := queueView{Product: commerce.FormatID(id), Title: title, Ticket: t, SoldOut: soldOut}
	again := time.Duration(t.GetAskAgainMs()) * time.Millisecond
	v.Again = max(1, int(again.Round(time.Second).Seconds()))
	p.W.Header().Set("Refresh", strconv.Itoa(v.Again))
	return p.Render(http.StatusOK, ui.Frame{Title: "Waiting room", NoIndex: true}, queuePage(v))
}

// askSoldOut is when the page of somebody who came in vain looks again, in milliseconds.
const askSoldOut = 5_000

// takePlace gives the visitor their place, unless nothing is left: others would wait behind somebody who has gone.
func (s *pages) takePlace(p *page.Page, product int64) (t *dropv1.Ticket, soldOut bool, err error) {
	d, err := s.shop.Needs.Drops.GetDrop(p.Ctx, &dropv1.GetDropRequest{ProductId: product})
	if err != nil {
		return nil, false, err
	}
	if s.soldOut(p, product, d.GetStartsAt()) {
		return &dropv1.Ticket{AskAgainMs: askSoldOut}, true, nil
	}
	t, err = s.shop.Needs.Drops.Join(p.Ctx, &dropv1.JoinRequest{ProductId: product, UserId: p.Who.UserID()})
	return t, false, err
}

// soldOut says whether waiting is in vain just now. It is asked for once the drop has begun; no answer is no reason to tell anybody
// to go.
func (s *pages) soldOut(p *page.Page, product, startsAt int64) bool {
	if startsAt > commerce.Micros(s.shop.Deps.Now()) {
		return false
	}
	got, err := s.shop.Needs.Stock.SoldOut(p.Ctx, &inventoryv1.SoldOutRequest{ProductIds: []int64{product}})
	return err == nil && len(got.GetProductIds()) > 0
}

// aheadWords say how far it is.
func (v queueView) aheadWords() string {
	starts := commerce.FromMicros(v.Ticket.GetStartsAt())
	if v.Ticket.GetStartsAt() > 0 && v.Ticket.GetAhead() > 0 && v.Ticket.GetWaitMs() == 0 {
		return ui.Counted(v.Ticket.GetAhead(), "person waits", "people wait") + ". Places are drawn when it begins, at " + starts.UTC().Format("15:04:05") +
			" UTC: being first here is no advantage."
	}
	text := ui.Counted(v.Ticket.GetAhead(), "person is", "people are") + " before you."
	if wait := time.Duration(v.Ticket.GetWaitMs()) * time.Millisecond; wait > 0 {
		text += " That is about " + ui.Counted(max(1, int64(wait.Round(time.Second).Seconds())), "second", "seconds") + "."
	}
	return text
}
