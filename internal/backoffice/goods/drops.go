package goods

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/backoffice"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// dropForm is what the form holds, as it was typed. Times are UTC.
type dropForm struct {
	Product, Starts, Ends, Limit string
	WaitingRoom                  bool

	refusal
}

// dropsView is the list of drops with the form that announces one.
type dropsView struct {
	Form     dropForm
	Drops    []*dropv1.Drop
	Products backoffice.Shelf
}

// minutes is how a browser writes a time of its datetime-local field.
const minutes = "2006-01-02T15:04"

func (s pages) listDrops(p *page.Page) error {
	start := s.Deps.Now().UTC().Add(time.Hour).Truncate(time.Hour)
	return s.dropsPage(p, http.StatusOK, dropForm{
		Product: p.Query("product"), Starts: start.Format(minutes), Ends: start.Add(24 * time.Hour).Format(minutes), Limit: "1", WaitingRoom: true,
	})
}

func (s pages) dropsPage(p *page.Page, status int, form dropForm) error {
	got, err := s.Needs.Drops.ListDrops(p.Ctx, &dropv1.ListDropsRequest{})
	if err != nil {
		return err
	}
	var ids []int64
	for _, d := range got.GetDrops() {
		ids = append(ids, d.GetProductId())
	}
	return p.Render(status, ui.Frame{Title: "Drops"}, dropsPage(dropsView{form, got.GetDrops(), s.Products(p.Ctx, ids)}))
}

// createDrop announces a drop. There is one at a time for a product, so a form sent twice is told so.
func (s pages) createDrop(p *page.Page) error {
	form := dropForm{
		Product: p.Value("product_id"), Starts: p.Value("starts_at"), Ends: p.Value("ends_at"), Limit: p.Value("limit_per_buyer"),
		WaitingRoom: p.Value("waiting_room") != "",
	}
	drop := form.drop()
	if form.refused() {
		return s.dropsPage(p, http.StatusUnprocessableEntity, form)
	}
	_, err := s.Needs.Drops.CreateDrop(p.Ctx, &dropv1.CreateDropRequest{Drop: drop})
	switch {
	case err != nil && form.read(err, dropField):
		return s.dropsPage(p, form.status, form)
	case err != nil:
		return err
	}
	return p.Redirect("/admin/drops?notice=drop-made")
}

func dropField(field string) string {
	switch name := strings.TrimPrefix(field, "drop."); name {
	case "product_id", "starts_at", "ends_at", "limit_per_buyer":
		return name
	}
	return ""
}

// drop reads the form; what cannot be read is noted at its field.
func (f *dropForm) drop() *dropv1.Drop {
	d := &dropv1.Drop{WaitingRoom: f.WaitingRoom}
	var err error
	if d.ProductId, err = commerce.ParseID(f.Product); err != nil {
		f.note("product_id", "must be the number of a product")
	}
	d.StartsAt, d.EndsAt = f.moment("starts_at", f.Starts), f.moment("ends_at", f.Ends)
	if d.StartsAt != 0 && d.EndsAt != 0 && d.EndsAt <= d.StartsAt {
		f.note("ends_at", "must be after the start")
	}
	limit, ok := number(f.Limit)
	if f.Limit != "" && !ok {
		f.note("limit_per_buyer", "must be a whole number from 1, or empty for no limit")
	}
	d.LimitPerBuyer = limit
	return d
}

func (f *dropForm) moment(field, typed string) int64 {
	at, err := time.Parse(minutes, typed)
	if err != nil {
		f.note(field, "must be a time such as 2030-01-31T18:00")
		return 0
	}
	return commerce.Micros(at)
}

// switchRoom turns the waiting room of a drop on or off.
func (s pages) switchRoom(p *page.Page) error {
	id, err := productOf(p)
	if err != nil {
		return err
	}
	d, err := s.dropOf(p, id)
	if err != nil {
		return err
	}
	d.WaitingRoom = p.Value("waiting_room") == "on"
	if _, err := s.Needs.Drops.UpdateDrop(p.Ctx, &dropv1.UpdateDropRequest{Drop: d}); err != nil {
		return err
	}
	return p.Redirect("/admin/drops?notice=drop-changed")
}

func (s pages) endDrop(p *page.Page) error {
	id, err := productOf(p)
	if err != nil {
		return err
	}
	if _, err := s.Needs.Drops.EndDrop(p.Ctx, &dropv1.EndDropRequest{ProductId: id}); err != nil {
		return err
	}
	return p.Redirect("/admin/drops?notice=drop-ended")
}

// dropOf finds the drop of a product that is not over.
func (s pages) dropOf(p *page.Page, product int64) (*dropv1.Drop, error) {
	got, err := s.Needs.Drops.ListDrops(p.Ctx, &dropv1.ListDropsRequest{})
	if err != nil {
		return nil, err
	}
	for _, d := range got.GetDrops() {
		if d.GetProductId() == product && d.GetState() != "ended" {
			return d, nil
		}
	}
	return nil, errs.NotFound("drop_not_found", "There is no drop of this product.")
}

func dropHref(d *dropv1.Drop) string { return "/admin/drops/" + text(d.GetProductId()) }

func limitWords(d *dropv1.Drop) string {
	if d.GetLimitPerBuyer() == 0 {
		return "any"
	}
	return ui.Count(d.GetLimitPerBuyer())
}

// roomWords say how full the waiting room is, and how fast it empties.
func roomWords(d *dropv1.Drop) string {
	if !d.GetWaitingRoom() {
		return "off"
	}
	out := ui.Count(d.GetAdmitted()) + " of " + ui.Count(d.GetJoined()) + " let in"
	if d.GetRate() > 0 {
		out += ", " + strconv.FormatFloat(d.GetRate(), 'f', 0, 64) + " a second"
	}
	return out
}
