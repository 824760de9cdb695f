package cli

import (
	"bytes"
	"testing"
	"time"
)

func TestOnlyWhatIsLongIsCounted(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Unix(0, 0)
	c := &counting{out: &out, now: func() time.Time { return now }}
	for i := range 10 {
		c.told("products planned", i, 10)
		now = now.Add(500 * time.Millisecond)
	}
	c.told("moves made", 0, 3)
	if got := out.String(); got != "products planned: 4 of 10\nproducts planned: 8 of 10\n" {
		t.Errorf("said %q", got)
	}
}
