package commerce

import "testing"

func TestParseID(t *testing.T) {
	t.Parallel()
	if id, err := ParseID("7012345678901234567"); err != nil || id != 7012345678901234567 {
		t.Fatalf("got %d, %v", id, err)
	}
	for _, bad := range []string{"", "0", "-1", "1.5", "1e3", " 1", "0x10", "9223372036854775808", "NaN", "00000000000000000000001"} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q was taken for an id", bad)
		}
	}
}

func TestAddressProblems(t *testing.T) {
	t.Parallel()
	good := Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
	if p := good.Problems(); len(p) != 0 {
		t.Fatalf("good address refused: %v", p)
	}
	bad := good
	bad.Region, bad.Country, bad.Name = "", "US", ""
	if p := bad.Problems(); len(p) != 2 {
		t.Fatalf("want name and region, got %v", p)
	}
	bad = good
	bad.Country = "usa"
	if p := bad.Problems(); len(p) != 1 || p[0].Field != "country" {
		t.Fatalf("got %v", p)
	}
}

func TestCheckQuantity(t *testing.T) {
	t.Parallel()
	for q, ok := range map[int64]bool{1: true, 999: true, 0: false, -1: false, 1000: false, 1<<63 - 1: false} {
		if (CheckQuantity(q) == nil) != ok {
			t.Errorf("CheckQuantity(%d)", q)
		}
	}
}
