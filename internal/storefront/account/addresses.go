package account

import (
	"net/http"
	"slices"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// addressesView is what is saved, and the form for one more.
type addressesView struct {
	Saved   []*identityv1.SavedAddress // oldest first; identity keeps at most 50
	Refused string
	Form    storefront.AddressForm
}

func (s *pages) showAddresses(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	saved, err := s.saved(p)
	if err != nil {
		return err
	}
	v := addressesView{Saved: saved}
	v.Form.To.Name = p.Who.User.GetName()
	return addresses(p, http.StatusOK, v)
}

func addresses(p *page.Page, status int, v addressesView) error {
	return p.Render(status, ui.Frame{Title: "Your addresses", NoIndex: true}, addressesPage(v))
}

func (s *pages) saved(p *page.Page) ([]*identityv1.SavedAddress, error) {
	got, err := s.shop.Needs.Identity.ListAddresses(p.Ctx, &identityv1.ListAddressesRequest{UserId: p.Who.UserID()})
	return got.GetAddresses(), err
}

// addAddress saves one more. What is saved already is not saved twice, so that a double click or a form that is sent again
// does no harm.
func (s *pages) addAddress(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	v := addressesView{Form: storefront.AddressForm{To: storefront.ReadAddress(p)}}
	saved, err := s.saved(p)
	v.Saved, v.Form.Problems = saved, storefront.AddressProblems(v.Form.To)
	if err == nil && len(v.Form.Problems) > 0 {
		return addresses(p, http.StatusUnprocessableEntity, v)
	}
	if err == nil && !isSaved(saved, v.Form.To) {
		_, err = s.shop.Needs.Identity.AddAddress(p.Ctx, &identityv1.AddAddressRequest{
			UserId: p.Who.UserID(), Address: storefront.AddressProto(v.Form.To),
		})
	}
	if r, ok := s.refuse(p, err); ok {
		if v.Form.Problems = r.problems; len(r.problems) == 0 {
			v.Refused = r.words
		}
		return addresses(p, r.status, v)
	}
	if err != nil {
		return err
	}
	return p.Redirect("/addresses?notice=address-added")
}

func isSaved(saved []*identityv1.SavedAddress, to commerce.Address) bool {
	return slices.ContainsFunc(saved, func(a *identityv1.SavedAddress) bool { return commerce.AddressOf(a.GetAddress()) == to })
}

// removeAddress forgets one. One that is gone already, or somebody else's, is not there either way.
func (s *pages) removeAddress(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	id, err := commerce.ParseID(p.R.PathValue("address_id"))
	if err != nil {
		return errs.NotFound("address_not_found", "There is no such address.")
	}
	if _, err := s.shop.Needs.Identity.DeleteAddress(p.Ctx, &identityv1.DeleteAddressRequest{UserId: p.Who.UserID(), AddressId: id}); err != nil {
		return err
	}
	return p.Redirect("/addresses?notice=address-removed")
}

// links are the problems, each leading to its field.
func (v addressesView) links() []ui.Link {
	return storefront.ProblemLinks(v.Form.Problems, storefront.AddressFieldNames...)
}

func removeHref(a *identityv1.SavedAddress) string {
	return "/addresses/" + commerce.FormatID(a.GetAddressId()) + "/remove"
}

// removeLabel says which address a button is about.
func removeLabel(a *identityv1.SavedAddress) string {
	return "Remove " + strings.Join(storefront.AddressLines(commerce.AddressOf(a.GetAddress())), ", ")
}
