package inventorytest

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// A checker that accepts everything would pass every store, so its model must refuse what never may happen.
func TestShelfModelRefusesLies(t *testing.T) {
	t.Parallel()
	take := func(order string, quantity int64) step { return step{reserve, order, quantity} }
	give := func(a act) step { return step{a, "a", 1} }
	at := func(version int64) outcome { return outcome{done: true, version: version} }
	for name, c := range map[string]struct {
		in  []step
		out []outcome
		ok  bool
	}{
		"two of two":            {[]step{take("a", 1), take("b", 1)}, []outcome{{done: true, version: 2}, {done: true, version: 3}}, true},
		"oversold":              {[]step{take("a", 1), take("b", 2)}, []outcome{{done: true, version: 2}, {done: true, version: 3}}, false},
		"refused too early":     {[]step{take("a", 1), take("b", 1)}, []outcome{{done: true, version: 2}, {}}, false},
		"refused rightly":       {[]step{take("a", 1), take("b", 2)}, []outcome{{done: true, version: 2}, {}}, true},
		"a lost update":         {[]step{take("a", 1), take("b", 1)}, []outcome{{done: true, version: 2}, {done: true, version: 2}}, false},
		"an old look":           {[]step{take("a", 1), {act: look}}, []outcome{{done: true, version: 2, watched: 1}, {seen: 2, version: 1}}, false},
		"a fresh look":          {[]step{take("a", 1), {act: look}}, []outcome{{done: true, version: 2}, {seen: 1, version: 2}}, true},
		"given back":            {[]step{take("a", 1), give(release), take("b", 2)}, []outcome{at(2), at(3), at(4)}, true},
		"a phantom":             {[]step{take("a", 1), give(release), take("b", 2)}, []outcome{at(2), at(3), {}}, false},
		"given back twice":      {[]step{take("a", 1), give(release), give(release)}, []outcome{at(2), at(3), at(4)}, false},
		"bought and kept":       {[]step{take("a", 1), give(commit), give(release)}, []outcome{at(2), {done: true}, {}}, true},
		"bought and taken away": {[]step{take("a", 1), give(commit), give(release)}, []outcome{at(2), {done: true}, at(3)}, false},
		"bought too late":       {[]step{take("a", 1), give(release), give(commit)}, []outcome{at(2), at(3), {done: true}}, false},
		"gone for no reason":    {[]step{take("a", 1), give(commit)}, []outcome{at(2), {}}, false},
		"returned":              {[]step{take("a", 1), give(commit), give(cancel)}, []outcome{at(2), {done: true}, at(3)}, true},
		"returned unsold":       {[]step{take("a", 1), give(cancel)}, []outcome{at(2), at(3)}, false},
		"return lost":           {[]step{take("a", 1), give(commit), give(cancel)}, []outcome{at(2), {done: true}, {}}, false},
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
