package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"rialto/internal/platform/lifecycle"
)

func TestPrintIsATableForPeople(t *testing.T) {
	t.Parallel()
	rows := table("all: order cart", "order: bus / cart", "cart:", "bus:")
	rows[3].Run = func(context.Context) error { return nil }
	var b strings.Builder
	if err := rows.Print(&b); err != nil {
		t.Fatal(err)
	}
	want := `MODULE  NEEDS       CALLS  LOOP
all     order cart  -      -
order   bus         cart   -
cart    -           -      -
bus     -           -      yes
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestPrintOrderNumbersTheStart(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	rows := table("all: order", "order: bus", "bus:")
	if err := rows.PrintOrder(&b, "all"); err != nil {
		t.Fatal(err)
	}
	if want := " 1  bus\n 2  order\n 3  all\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	if err := lifecycle.Table(rows).PrintOrder(&b, "ghost"); err == nil {
		t.Error("an unknown target was printed")
	}
}
