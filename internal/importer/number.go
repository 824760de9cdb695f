package importer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/govalues/decimal"

	"rialto/internal/commerce"
)

// maxDigits keeps every intermediate value of divide exact within decimal's 19 digits.
const maxDigits = 18

// number is a template whose text is a number, or two numbers with a slash between them.
type number struct {
	over, under template
	divides     bool
}

func newNumber(t template) (number, error) {
	over, under, divides, err := t.split()
	if !divides {
		return number{over: t}, nil
	}
	return number{over, under, true}, err
}

func (n number) empty() bool { return n.over.empty() }

// read returns both sides of the division for a row; given is false where the row has no number.
func (n number) read(r *row) (over, under decimal.Decimal, given bool, err error) {
	under = decimal.MustNew(1, 0)
	text := strings.TrimSpace(n.over.of(r))
	if text == "" {
		return over, under, false, nil
	}
	if over, err = parseDecimal(text); err != nil || !n.divides {
		return over, under, true, err
	}
	if under, err = parseDecimal(strings.TrimSpace(n.under.of(r))); err != nil {
		return over, under, true, fmt.Errorf("divisor %w", err)
	}
	if under.IsZero() {
		return over, under, true, errors.New("divides by zero")
	}
	return over, under, true, nil
}

// amount returns the number of a row as money in minor units of a currency with so many digits.
func (n number) amount(r *row, digits int) (units int64, given bool, err error) {
	over, under, given, err := n.read(r)
	if err != nil || !given {
		return 0, given, err
	}
	if over.Sign()*under.Sign() < 0 {
		return 0, true, errors.New("must not be negative")
	}
	units, err = divide(over.Abs(), under.Abs(), digits)
	return units, true, err
}

// whole returns the number of a row, which may be negative but must have no fraction.
func (n number) whole(r *row) (value int64, given bool, err error) {
	over, under, given, err := n.read(r)
	if err != nil || !given {
		return 0, given, err
	}
	quotient, rest, err := over.QuoRem(under)
	value, _, ok := quotient.Int64(0)
	if err != nil || !ok {
		return 0, true, errors.New("is too large")
	}
	if !rest.IsZero() {
		return 0, true, errors.New("must be a whole number")
	}
	return value, true, nil
}

func parseDecimal(text string) (decimal.Decimal, error) {
	if len(text) > 40 {
		return decimal.Decimal{}, fmt.Errorf("%.20q… is too long for a number", text)
	}
	d, err := decimal.Parse(text)
	switch {
	case err != nil:
		return d, fmt.Errorf("%q is not a number such as 12.50", text)
	case d.Prec() > maxDigits || significant(text) > maxDigits:
		return d, fmt.Errorf("%q has more than %d digits", text, maxDigits)
	}
	return d, nil
}

// significant counts digits from the first that is not zero: Parse would round what is beyond 19 of them.
func significant(text string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	digits := strings.TrimLeft(strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, mantissa), "0")
	return len(digits)
}

// divide returns over / under, neither negative, in units of 10^-digits, rounded half-even exactly: the quotient is taken
// in whole units and the remainder compared with what is missing to the next, so nothing is rounded twice.
func divide(over, under decimal.Decimal, digits int) (int64, error) {
	unit, err := under.MulExact(decimal.MustNew(1, digits), min(under.Scale()+digits, decimal.MaxScale))
	if err != nil {
		return 0, errors.New("divisor has too many decimals")
	}
	quotient, rest, err := over.QuoRem(unit)
	if err != nil {
		return 0, errors.New("is too large")
	}
	missing, err := unit.Sub(rest)
	if err != nil {
		return 0, fmt.Errorf("round: %w", err)
	}
	units, _, ok := quotient.Int64(0)
	if !ok || units > commerce.MaxAmount {
		return 0, fmt.Errorf("is above %d minor units", commerce.MaxAmount)
	}
	if c := rest.Cmp(missing); c > 0 || c == 0 && units%2 == 1 {
		units++
	}
	return units, nil
}
