package account_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

func home(more ...string) []string {
	return append([]string{"name", "Ann Arbor", "line1", "1 Pike St", "city", "Seattle", "region", "washington", "postal_code", "98101", "country", "us"}, more...)
}

func TestAnAddressIsSavedAndRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/addresses").is(200).says("No address is saved yet").has(`value="Ann Arbor"`, `<option value="US" selected>`)
	b.post("/addresses", home()...).leads(303, "/addresses?notice=address-added")
	saved := b.addresses[ann]
	if len(saved) != 1 || saved[0].GetAddress().GetRegion() != "WA" || saved[0].GetAddress().GetCountry() != "US" {
		t.Fatalf("saved %v", saved)
	}
	remove := fmt.Sprintf("/addresses/%d/remove", saved[0].GetAddressId())
	b.get("/addresses?notice=address-added").is(200).says("The address is saved.", "1 Pike St", "Seattle, WA, 98101", "United States").
		has(`action="`+remove+`"`, `aria-label="Remove Ann Arbor, 1 Pike St`)
	b.post(remove).leads(303, "/addresses?notice=address-removed")
	b.post(remove).leads(303, "/addresses?notice=address-removed")
	if len(b.addresses[ann]) != 0 {
		t.Errorf("left %v", b.addresses[ann])
	}
}

func TestADoubleClickSavesOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	for range 2 {
		b.post("/addresses", home()...).leads(303, "/addresses?notice=address-added")
	}
	if n := len(b.addresses[ann]); n != 1 {
		t.Errorf("saved %d times", n)
	}
}

func TestAnAddressThatCannotBeShippedToKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, field, value, says string
	}{
		{"no name", "name", "", "The name is required."},
		{"no street", "line1", "", "The street and number is required."},
		{"a long second line", "line2", strings.Repeat("x", 201), "The second line must be at most 200 bytes."},
		{"no town", "city", "", "The town is required."},
		{"no state", "region", "", "The state or region is required."},
		{"no country", "country", "xyz", "The country must be a two-letter code such as US."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t).as("ann")
			v := form(home("line2", "Flat 7")...)
			v.Set(c.field, c.value)
			a := b.send("POST", "/addresses", v).is(422).says(c.says)
			a.has(`href="#`+c.field+`"`, `id="`+c.field+`-error"`)
			for _, name := range []string{"name", "line1", "line2", "city", "postal_code"} {
				a.has(`name="` + name + `" type="text" value="` + v.Get(name) + `"`)
			}
			if len(b.addresses[ann]) != 0 {
				t.Error("it is saved all the same")
			}
		})
	}
}

func TestWhatIdentityRefusesIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.failAdd = errs.InvalidFields(errs.Field{Name: "address.city", Problem: "must be text without control characters"})
	b.post("/addresses", home()...).is(422).says("The town must be text without control characters.").has(`href="#city"`, `value="1 Pike St"`)
	b.failAdd = errs.Conflict("too_many_addresses", "At most 50 addresses can be kept; delete one first.")
	b.post("/addresses", home()...).is(409).says("At most 50 addresses").has(`value="1 Pike St"`)
}

func TestAddressesThatCannotBeReachedLoseNothing(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	down := errs.Unavailable("identity_down", "identity at 10.0.0.7 is down")
	b.failList = down
	b.post("/addresses", home()...).is(503).says("Nothing you typed is lost").has(`value="1 Pike St"`).hasNo("10.0.0.7")
	b.get("/addresses").is(503)
	b.failList, b.failAdd = nil, down
	b.post("/addresses", home()...).is(503).has(`value="1 Pike St"`)
	b.failAdd = errors.New("secret")
	b.post("/addresses", home()...).is(500).hasNo("secret")
	b.failDelete = down
	b.post("/addresses/7/remove").is(503)
}

func TestNobodyTouchesTheAddressesOfAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.users[12] = &identityv1.User{UserId: 12, Kind: "customer", Email: "bob@example.org", Name: "Bob"}
	b.sessions["bob"] = 12
	b.addresses[ann] = []*identityv1.SavedAddress{{AddressId: 5, Address: &commercev1.Address{Name: "Ann", Line1: "1 Pike St"}}}
	b.as("bob").get("/addresses").is(200).hasNo("1 Pike St")
	b.post("/addresses/5/remove").leads(303, "/addresses?notice=address-removed")
	b.as("over").post("/addresses/5/remove").is(401)
	b.asGuest(1)
	b.post("/addresses/5/remove").is(401)
	if len(b.addresses[ann]) != 1 {
		t.Error("somebody else removed it")
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	for _, id := range []string{"0", "-1", "x", "1e3", strings.Repeat("9", 30)} {
		b.post("/addresses/" + id + "/remove").is(404).says("There is no such address.")
	}
}

func TestHostileAddressesAreShownEscaped(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.addresses[ann] = []*identityv1.SavedAddress{{AddressId: 5, Address: &commercev1.Address{
		Name: hostile, Line1: hostile, Line2: hostile, City: hostile, Region: hostile, PostalCode: hostile, Country: hostile,
	}}}
	b.get("/addresses").is(200).says(hostile).calm()
	b.post("/addresses", "name", hostile, "line1", hostile, "line2", hostile, "city", hostile, "region", hostile, "postal_code", hostile, "country", hostile).is(422).calm()
}
