package app

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// The rules of the house about who may import whom, from one `go list` call. A rule that gets in your way is not a fault
// of the test: change the rule here, in the same commit, and say in the commit why.

// calls lists, for every room, the neighbours whose contract it may call.
var calls = map[string]string{
	"identity":     "",
	"catalog":      "",
	"inventory":    "",
	"payment":      "",
	"analytics":    "",
	"recommend":    "",
	"shipping":     "inventory",
	"review":       "order",
	"pricing":      "catalog shipping",
	"cart":         "catalog inventory",
	"order":        "cart pricing inventory payment shipping identity giftcard drop",
	"giftcard":     "",
	"drop":         "",
	"ledger":       "order payment",
	"fulfillment":  "order inventory shipping",
	"notification": "identity order",
	"seller":       "catalog inventory payment",
	"search":       "catalog inventory analytics",
	"browse":       "search catalog inventory shipping review recommend",
	"door":         "identity cart",
	"ui":           "",
	"page":         "",
	"media":        "",
	"trouble":      "",
	"gateway":      anyRoom,
	"storefront":   anyRoom,
	"backoffice":   anyRoom,
	"demo":         anyRoom,
	"flashsale":    anyRoom,
	"importer":     "catalog inventory analytics",
	"verify":       anyRoom,
}

// hears lists whose events a room reads. It needs the payload's message, never the neighbour's service.
var hears = map[string]string{
	"analytics":    "order",
	"catalog":      "analytics review",
	"cart":         "order",
	"door":         "analytics",
	"order":        "payment fulfillment",
	"payment":      "order",
	"ledger":       "order payment giftcard",
	"fulfillment":  "order",
	"notification": "order",
	"recommend":    "order analytics",
	"review":       "order",
	"search":       "catalog inventory analytics review",
	"seller":       "order payment",
}

const (
	anyRoom = "any"
	// sharedWords are contracts without a service behind them, and the log itself.
	sharedWords = "commerce errs check bus"
)

// standsOn lists what the faces of the shop, API and pages, share with each other and with commands: no room, so it may be imported.
var standsOn = map[string]string{
	"gateway":    "door",
	"page":       "door ui",
	"storefront": "door page ui",
	"backoffice": "door flashsale page ui",
}

// onlyIn says where a technology may be named. Elsewhere it is reached through an interface of ours, so that it can be
// exchanged, and so that a room that needs a neighbour's types does not compile the neighbour's drivers.
var onlyIn = map[string]string{
	"database/sql":                     "internal/platform/sqldb",
	"github.com/jackc/pgx/v5":          "internal/platform/sqldb internal/platform/realserver",
	"modernc.org/sqlite":               "internal/platform/sqldb",
	"github.com/pressly/goose/v3":      "internal/platform/sqldb",
	"connectrpc.com/connect":           "internal/platform/httpkit internal/app",
	"github.com/danielgtaylor/huma/v2": "internal/gateway",
	"github.com/alecthomas/kong":       "internal/cli",
	"github.com/redis/go-redis/v9":     "internal/platform/kv/redis internal/cart/cartdb",
	"github.com/twmb/franz-go":         "internal/platform/bus/kafka",
	"github.com/aws/aws-sdk-go-v2":     "internal/platform/docdb/dynamo internal/platform/blob/s3",
	"gocloud.dev":                      "internal/platform/blob/s3",
	"net/http/httptest":                "",
}

// readsSurroundings lists who may read the environment beside cmd, internal/cli and internal/app.
var readsSurroundings = map[string]string{
	"internal/platform/realserver":      "DATABASE_URL names a server that is already there, PATH finds an installed one",
	"internal/platform/fault":           "RIALTO_FAULT arms crash points, only in a build with the tag faults",
	"internal/platform/sqldb/sqldbtest": "RIALTO_NO_SKIP turns a missing server into a failure",
	"internal/house/testsum":            "RIALTO_NO_SKIP turns a skipped test into a failure",
}

func TestRoomsImportOnlyContracts(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		room, isRoom := p.room()
		if !isRoom || p.part() == "" && !hasRow(t, room) {
			continue
		}
		for _, imported := range p.product().ours() {
			if why := p.mayNot(room, imported); why != "" {
				t.Errorf("%s imports %s: %s", p, imported, why)
			}
		}
	}
}

func hasRow(t *testing.T, room string) bool {
	_, known := calls[room]
	if !known {
		t.Errorf("internal/%s has no row in `calls`: a new room says there which neighbours it asks, or \"\" for none", room)
	}
	return known
}

// mayNot says why a package of a room must not import something of ours; "" if it may.
func (p *pkg) mayNot(room, imported string) string {
	first, rest, _ := strings.Cut(imported, "/")
	switch {
	case first == "gen":
		return mayNotUseContract(room, rest)
	case imported == "internal/commerce":
		return ""
	case strings.HasPrefix(imported, "internal/platform/"):
		if strings.Count(imported, "/") > 2 && !(p.isSuite() && strings.HasSuffix(imported, "test")) {
			return "that is a backend; a room takes the interface above it and internal/app chooses the backend"
		}
		return ""
	case imported == "internal/"+room && p.part() != "":
		return ""
	case strings.HasPrefix(imported, "internal/"+room+"/") && slices.Contains(byPage, room):
		return ""
	case slices.Contains(strings.Fields(standsOn[room]), strings.TrimPrefix(imported, "internal/")):
		return ""
	}
	if other, ok := (&pkg{path: imported}).room(); ok && other != room {
		return "that is another room's package; ask its contract (gen/rialto/" + other + "/v1) through an interface in needs.go, " +
			"so that the neighbour may run elsewhere"
	}
	return "a room imports the standard library, internal/commerce, gen/rialto and top-level internal/platform, nothing else of ours"
}

func mayNotUseContract(room, rest string) string {
	parts := strings.Split(rest, "/") // rialto/<provider>/v1[/<provider>v1connect]
	provider := parts[1]
	switch {
	case len(parts) > 3 && provider != room:
		return "a client of a neighbour is made in internal/app/connect.go; a room names only its own handler and declares what it needs in needs.go"
	case provider == room, slices.Contains(strings.Fields(sharedWords), provider), calls[room] == anyRoom:
		return ""
	case slices.Contains(strings.Fields(calls[room]+" "+hears[room]), provider):
		return ""
	}
	return room + " is not allowed to know " + provider + "; if it must, add it to `calls` or `hears` in rules_test.go, and mind cycles"
}

func TestNeighboursFormNoCycle(t *testing.T) {
	t.Parallel()
	var visit func(room string, above []string)
	visit = func(room string, above []string) {
		if slices.Contains(above, room) {
			t.Fatalf("rooms call each other in a circle: %s. A circle of calls waits for itself under load; use an event one way",
				strings.Join(append(above, room), " → "))
		}
		if calls[room] == anyRoom {
			return // an edge of the system: nobody calls it
		}
		for _, next := range strings.Fields(calls[room]) {
			visit(next, append(slices.Clone(above), room))
		}
	}
	for room := range calls {
		visit(room, nil)
	}
}

func TestOnlyAppKnowsBackends(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		if p.isEdge() {
			continue
		}
		room, _ := p.room()
		for _, imported := range p.all().ours() {
			target := &pkg{path: imported}
			if !target.isBackend() {
				continue
			}
			other, _ := target.room()
			ownTest := other == room && !slices.Contains(p.product(), "rialto/"+imported)
			if !ownTest {
				t.Errorf("%s imports %s: only internal/app chooses which backend keeps what (its own tests aside)", p, imported)
			}
		}
	}
}

func TestTestCodeStaysOutOfTheBinary(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		if p.isSuite() || strings.HasPrefix(p.path, "test") {
			continue
		}
		for _, imported := range p.product() {
			if strings.HasSuffix(imported, "test") && strings.HasPrefix(imported, "rialto/") || imported == "testing" {
				t.Errorf("%s imports %s outside its tests: suites, samples and memory stores are never part of the product", p, imported)
			}
		}
	}
}

func TestPlatformKnowsNoShop(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		if !strings.HasPrefix(p.path, "internal/platform/") {
			continue
		}
		for _, imported := range p.all().ours() {
			generated := strings.HasPrefix(imported, "gen/rialto/bus/") || strings.HasPrefix(imported, "gen/rialto/errs/")
			if !generated && !strings.HasPrefix(imported, "internal/platform/") {
				t.Errorf("%s imports %s: the platform has no shop words, so that every room can stand on it", p, imported)
			}
		}
	}
}

func TestCommerceIsOnlyWords(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		for _, imported := range p.product() {
			if p.path == "internal/commerce" && !standard(imported) {
				t.Errorf("internal/commerce imports %s: every room compiles these words, so they need the standard library alone", imported)
			}
		}
	}
}

func TestTechnologiesHaveOneHome(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		for _, imported := range p.product() {
			for technology, homes := range onlyIn {
				if within(imported, technology) && !slices.Contains(strings.Fields(homes), p.path) && !p.isSuite() {
					t.Errorf("%s imports %s, whose home is %s: elsewhere use the interface there, so that it can be exchanged",
						p, imported, cmp.Or(homes, "tests"))
				}
			}
		}
	}
}
