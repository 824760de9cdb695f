package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// broken returns the rules that an account breaks.
func (a *account) broken(o Options) (set ruleSet) {
	now := o.Now().UnixMicro()
	for i, r := range rules {
		if !(r.running && o.Offline) && r.broken(a, now) != "" {
			set |= 1 << i
		}
	}
	return set
}

// suspects returns the orders about which rooms disagree, with the rules they break.
func (b *books) suspects(o Options) map[key]ruleSet {
	out := map[key]ruleSet{}
	for k, a := range b.accounts {
		if set := a.broken(o); set != 0 {
			out[k] = set
		}
	}
	return out
}

// confirm reports what was broken at the first reading and still is. Where a saga is at work, or waits for a person, the
// order is reported as unsettled instead.
func (b *books) confirm(first map[key]ruleSet, o Options, report *Report) {
	now := o.Now().UnixMicro()
	keys := slices.SortedFunc(maps.Keys(b.accounts), func(x, y key) int {
		return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.user, y.user))
	})
	for _, k := range keys {
		a := b.accounts[k]
		still := a.broken(o) & first[k]
		for i, r := range rules {
			if still&(1<<i) == 0 {
				continue
			}
			found := Violation{
				Room: "between rooms", Subject: fmt.Sprintf("order %s of user %d", k.order, k.user), Detail: r.broken(a, now),
			}
			if a.saga {
				report.unsettled(found)
			} else {
				report.violated(r.invariant, found)
			}
		}
	}
}
