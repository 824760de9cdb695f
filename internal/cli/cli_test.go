package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs one command line and returns what it said.
func command(t *testing.T, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	status = Main(args, &o, &e)
	return status, o.String(), e.String()
}

// must runs a command that has to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	status, out, errOut := command(t, args...)
	if status != 0 {
		t.Fatalf("rialto %s: status %d\n%s%s", strings.Join(args, " "), status, out, errOut)
	}
	return out
}

func data(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }

func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"serve", "import", "import products", "import orders", "verify", "sagas", "services", "migrate", "reconcile",
		"giftcards", "giftcards issue", "giftcards list", "giftcards show", "giftcards block", "payments", "payments open", "payments received",
		"payments paid", "inventory", "inventory moves", "inventory move", "inventory preallocate", "drops", "drops list", "drops create", "drops end",
		"config", "modules", "doctor", "version"} {
		out := must(t, append(strings.Fields(name), "--help")...)
		if !strings.Contains(out, "Usage: rialto "+name) || !strings.Contains(out, "($RIALTO_DATA)") {
			t.Errorf("%s --help:\n%s", name, out)
		}
	}
}

// TestNewCommandsShowHowTheyAreUsed: a flag's name tells less than a line that can be copied.
func TestNewCommandsShowHowTheyAreUsed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sagas", "reconcile", "giftcards issue", "payments received", "inventory preallocate", "drops create"} {
		out := must(t, append(strings.Fields(name), "--help")...)
		if !strings.Contains(out, "\n  rialto "+name) && !strings.Contains(out, "\n    rialto "+name) {
			t.Errorf("%s --help shows no example:\n%s", name, out)
		}
	}
}

func TestWrongFlagsAreNamedAndTheStatusSaysSo(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--nonsense": {"serve", "--nonsense"}, "file": {"import", "products"}, "nowhere.csv": {"import", "products", "nowhere.csv"},
		"--demo": {"serve", "--demo=maybe"}, "--state": {"sagas", "--state=lost"}, "neither a time": {"drops", "create", "1", "--starts=soon"},
		"card": {"giftcards", "show", "ABCD-EFGH"}, "amount": {"payments", "received", "9001"},
	} {
		status, _, errOut := command(t, args...)
		if status != 2 || !strings.Contains(errOut, want) {
			t.Errorf("%v: status %d, %s", args, status, errOut)
		}
	}
}

func TestModulesAndVersion(t *testing.T) {
	t.Parallel()
	if out := must(t, "modules", "--target=order"); !strings.Contains(out, "fulfillment") || !strings.Contains(out, "start order") {
		t.Errorf("modules:\n%s", out)
	}
	if out := must(t, "version"); !strings.HasPrefix(out, "rialto ") {
		t.Errorf("version: %s", out)
	}
}

func TestSettingsArePrintedAndChecked(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.yaml")
	if err := os.WriteFile(file, []byte("currency: GBP\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "config", "--config", file); !strings.Contains(out, "currency: GBP") {
		t.Errorf("config:\n%s", out)
	}
	must(t, "config", "--check", "--config", file)
	if err := os.WriteFile(file, []byte("listen: nowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errOut := command(t, "config", "--config", file); status != 1 || !strings.Contains(errOut, "listen") {
		t.Errorf("a wrong file: status %d, %s", status, errOut)
	}
}

func TestLookingDoesNotMakeAFolder(t *testing.T) {
	t.Parallel()
	dir := data(t)
	for _, name := range []string{"verify", "sagas", "reconcile", "payments open", "giftcards list", "drops list", "inventory moves 1", "inventory preallocate"} {
		if status, _, errOut := command(t, append(strings.Fields(name), "--data", dir)...); status != 1 || !strings.Contains(errOut, "--data") {
			t.Errorf("%s: status %d, %s", name, status, errOut)
		}
	}
	if isFolder(dir) {
		t.Error("a folder was made")
	}
}

func TestImportThenVerify(t *testing.T) {
	t.Parallel()
	dir, file := data(t), filepath.Join(t.TempDir(), "shop.csv")
	rows := "product_id,title,brand,price,currency,stock\n1,Storm lantern,Acme,24.90,USD,10\n2,,Acme,1.00,USD,1\n3,Matches,Acme,0.99,USD,300\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	var result struct {
		Rows, Created int64
		Failed        map[string]int64
	}
	if err := json.Unmarshal([]byte(must(t, "import", "products", file, "--data", dir, "--json")), &result); err != nil {
		t.Fatal(err)
	}
	if result.Rows != 3 || result.Created != 2 || len(result.Failed) != 1 {
		t.Errorf("import: %+v", result)
	}
	orders := filepath.Join(t.TempDir(), "sales.jsonl")
	line := `{"order_id":"a","ordered_at":"2026-01-02","user_id":"","product_id":"1","quantity":"2","unit_price":"20.00","currency":"USD"}`
	if err := os.WriteFile(orders, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "import", "orders", orders, "--data", dir, "--source", "shop", "--set-prices"); !strings.Contains(out, "1 purchases added") {
		t.Errorf("import orders:\n%s", out)
	}
	if out := must(t, "verify", "--data", dir); !strings.Contains(out, "all promises hold") {
		t.Errorf("verify:\n%s", out)
	}
	if out := must(t, "sagas", "--data", dir); !strings.Contains(out, "No checkout") {
		t.Errorf("sagas:\n%s", out)
	}
	must(t, "migrate", "--data", dir)
}

func TestDoctorLooksAround(t *testing.T) {
	t.Parallel()
	if out := must(t, "doctor", "--data", data(t), "--listen", "127.0.0.1:0"); !strings.Contains(out, "durable write") {
		t.Errorf("doctor:\n%s", out)
	}
	if status, _, _ := command(t, "doctor", "--data", data(t), "--listen", "300.0.0.1:1"); status != 1 {
		t.Error("an address that cannot be must be a finding")
	}
}
