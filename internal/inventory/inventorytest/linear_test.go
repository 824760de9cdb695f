package inventorytest

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// A checker that accepts everything would pass every store, so its model must refuse what never may happen.
func TestShelfModelRefusesLies(t *testing.T) {
	t.Parallel()
	take := func(order string, quantity int64) step { return step{order: order, quantity: quantity} }
	for name, c := range map[string]struct {
		in  []step
		out []outcome
		ok  bool
	}{
		"two of two":        {[]step{take("a", 1), take("b", 1)}, []outcome{{granted: true, version: 2}, {granted: true, version: 3}}, true},
		"oversold":          {[]step{take("a", 1), take("b", 2)}, []outcome{{granted: true, version: 2}, {granted: true, version: 3}}, false},
		"refused too early": {[]step{take("a", 1), take("b", 1)}, []outcome{{granted: true, version: 2}, {}}, false},
		"refused rightly":   {[]step{take("a", 1), take("b", 2)}, []outcome{{granted: true, version: 2}, {}}, true},
		"a lost update":     {[]step{take("a", 1), take("b", 1)}, []outcome{{granted: true, version: 2}, {granted: true, version: 2}}, false},
		"an old look":       {[]step{take("a", 1), {}}, []outcome{{granted: true, version: 2, watched: 1}, {seen: 2, version: 1}}, false},
		"a fresh look":      {[]step{take("a", 1), {}}, []outcome{{granted: true, version: 2}, {seen: 1, version: 2}}, true},
	} {
		var ops []porcupine.Operation
		for i := range c.in {
			ops = append(ops, porcupine.Operation{ClientId: i, Input: c.in[i], Output: c.out[i], Call: int64(10 * i), Return: int64(10*i + 5)})
		}
		if got := porcupine.CheckOperations(shelfModel(2), ops); got != c.ok {
			t.Errorf("%s: linearizable = %v", name, got)
		}
	}
}
