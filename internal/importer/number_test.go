package importer

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rialto/internal/commerce"
)

// rowOf makes a row of column, value pairs.
func rowOf(pairs ...string) *row {
	r := &row{line: 1, columns: map[string]int{}}
	for i := 0; i < len(pairs); i += 2 {
		r.columns[pairs[i]] = i / 2
		r.cells = append(r.cells, pairs[i+1])
	}
	return r
}

// numberOf compiles a template that must be right.
func numberOf(t interface{ Fatal(...any) }, text string) number {
	tmpl, err := parseTemplate(text)
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNumber(tmpl)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAmountIsRoundedHalfToEven(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		over, under string
		digits      int
		want        int64
	}{
		{"1.50", "1", 2, 150},
		{"10", "4", 2, 250},
		{"1", "3", 2, 33},
		{"2", "3", 2, 67},
		{"0.005", "1", 2, 0},
		{"0.015", "1", 2, 2},
		{"0.025", "1", 2, 2},
		{"0.01", "2", 2, 0}, // half a cent, to even
		{"0.03", "2", 2, 2}, // one and a half
		{"0.0050000001", "1", 2, 1},
		{"1000", "3", 0, 333},
		{"0.0125", "1", 3, 12},
		{"0.30000000000000004", "1", 2, 30},
		{"-3", "-2", 2, 150},
		{"0", "7", 2, 0},
		{"10000000000", "1", 2, commerce.MaxAmount},
	} {
		n := numberOf(t, "{a}/{b}")
		got, given, err := n.amount(rowOf("a", c.over, "b", c.under), c.digits)
		if err != nil || !given || got != c.want {
			t.Errorf("%s/%s in 10^-%d = %d, %v, want %d", c.over, c.under, c.digits, got, err, c.want)
		}
	}
}

func TestAmountSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ over, under, want string }{
		{"abc", "1", `"abc" is not a number such as 12.50`},
		{"1,234.5", "1", `"1,234.5" is not a number such as 12.50`},
		{"$5", "1", `"$5" is not a number such as 12.50`},
		{"NaN", "1", `"NaN" is not a number such as 12.50`},
		{"5", "0", "divides by zero"},
		{"5", "0.000", "divides by zero"},
		{"5", "", `divisor "" is not a number such as 12.50`},
		{"-5", "1", "must not be negative"},
		{"5", "-1", "must not be negative"},
		{"10000000000.01", "1", "is above 1000000000000 minor units"},
		{"999999999999999999", "0.000000001", "is too large"},
		{"1234567890123456789", "1", "has more than 18 digits"},
		{"0.1234567890123456789", "1", "has more than 18 digits"},
		{strings.Repeat("1", 50), "1", "is too long for a number"},
	} {
		_, _, err := numberOf(t, "{a}/{b}").amount(rowOf("a", c.over, "b", c.under), 2)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s/%s: %v, want %q", c.over, c.under, err, c.want)
		}
	}
}

// TestAmountEqualsExactArithmetic compares with rational numbers, which never round.
func TestAmountEqualsExactArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SampledFrom([]int{0, 2, 3, 4}).Draw(t, "digits")
		over := decimalText(t, "over", 99_999_999)
		under := decimalText(t, "under", 99_999)
		exact, ok := new(big.Rat).SetString(under)
		if !ok || exact.Sign() == 0 {
			t.Skip("no divisor")
		}
		a, _ := new(big.Rat).SetString(over)
		want := halfEven(new(big.Rat).Mul(new(big.Rat).Quo(a, exact), new(big.Rat).SetInt64(pow10(digits))))
		got, _, err := numberOf(t, "{a}/{b}").amount(rowOf("a", over, "b", under), digits)
		switch {
		case want.Cmp(big.NewInt(commerce.MaxAmount)) > 0:
			if err == nil {
				t.Fatalf("%s/%s = %d, should be too large", over, under, got)
			}
		case err != nil || got != want.Int64():
			t.Fatalf("%s/%s in 10^-%d = %d, %v, want %s", over, under, digits, got, err, want)
		}
	})
}

// decimalText draws a number with up to five decimals; halves of a cent are frequent.
func decimalText(t *rapid.T, label string, most int64) string {
	whole := rapid.Int64Range(0, most).Draw(t, label)
	tail := rapid.SampledFrom([]string{"", ".5", ".25", ".005", ".015", ".125", ".99999", ".00001"}).Draw(t, label+" decimals")
	return fmt.Sprint(whole) + tail
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func halfEven(x *big.Rat) *big.Int {
	q, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	c := new(big.Int).Lsh(rest, 1).Cmp(x.Denom())
	if c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

func TestWholeNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"6": 6, "-6": -6, "6.0": 6, "0": 0, "+3": 3, "1e3": 1000} {
		got, given, err := numberOf(t, "q").whole(rowOf("q", text))
		if err != nil || !given || got != want {
			t.Errorf("%q = %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"1.5": "must be a whole number", "six": "is not a number", "1e18": "has more than 18 digits",
	} {
		if _, _, err := numberOf(t, "q").whole(rowOf("q", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, given, err := numberOf(t, "q").whole(rowOf("q", " ")); given || err != nil {
		t.Errorf("an empty cell is a number: %v", err)
	}
}

func TestOnlyATemplateDivides(t *testing.T) {
	t.Parallel()
	_, _, err := numberOf(t, "price").amount(rowOf("price", "3/2"), 2)
	if err == nil {
		t.Error("a slash inside a cell divided")
	}
	tmpl, err := parseTemplate("{a}/{b}/{c}")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newNumber(tmpl); err == nil || err.Error() != "only one / can divide a number" {
		t.Errorf("two slashes: %v", err)
	}
}
