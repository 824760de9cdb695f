package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/door"
)

// savedAddress is an address with the id that a quote may name.
type savedAddress struct {
	AddressID id `json:"address_id"`
	Address
}

func savedAddressOf(a *identityv1.SavedAddress) savedAddress {
	return savedAddress{idOf(a.GetAddressId()), addressOf(a.GetAddress())}
}

func (g *Gateway) addressRoutes() {
	route(g, huma.Operation{
		OperationID: "list-addresses", Method: http.MethodGet, Path: "/v1/me/addresses", Tags: []string{"account"},
		Summary: "Own addresses, oldest first",
	}, rule{access: door.Shopper, class: door.Personal}, g.listAddresses)
	route(g, huma.Operation{
		OperationID: "add-address", Method: http.MethodPost, Path: "/v1/me/addresses", Tags: []string{"account"},
		DefaultStatus: http.StatusCreated, Summary: "Save an address",
	}, rule{access: door.Shopper, class: door.Personal}, g.addAddress)
	route(g, huma.Operation{
		OperationID: "delete-address", Method: http.MethodDelete, Path: "/v1/me/addresses/{address_id}", Tags: []string{"account"},
		Summary: "Forget an address; one that is gone is no problem",
	}, rule{access: door.Shopper, class: door.Personal}, g.deleteAddress)
}

// listAddresses answers all of them: identity keeps at most 50 a user.
func (g *Gateway) listAddresses(ctx context.Context, v *door.Visit, _ *nothing) (*output[list[savedAddress]], error) {
	got, err := g.needs.Identity.ListAddresses(ctx, &identityv1.ListAddressesRequest{UserId: v.Who.UserID()})
	if err != nil {
		return nil, err
	}
	return &output[list[savedAddress]]{listOf(got.GetAddresses(), savedAddressOf, "")}, nil
}

type addressInput struct {
	Body Address
}

// addAddress leaves it to identity to say which addresses can be shipped to.
func (g *Gateway) addAddress(ctx context.Context, v *door.Visit, in *addressInput) (*created[savedAddress], error) {
	got, err := g.needs.Identity.AddAddress(ctx, &identityv1.AddAddressRequest{UserId: v.Who.UserID(), Address: in.Body.proto()})
	if err != nil {
		return nil, err
	}
	out := savedAddressOf(got.GetAddress())
	return &created[savedAddress]{Location: "/v1/me/addresses/" + string(out.AddressID), Body: out}, nil
}

type addressID struct {
	AddressID id `path:"address_id"`
}

// deleteAddress names the user with the address, so that another's id removes nothing.
func (g *Gateway) deleteAddress(ctx context.Context, v *door.Visit, in *addressID) (*nothing, error) {
	_, err := g.needs.Identity.DeleteAddress(ctx, &identityv1.DeleteAddressRequest{
		UserId: v.Who.UserID(), AddressId: in.AddressID.int64(),
	})
	return nil, err
}
