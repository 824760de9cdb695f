//go:build faults

package fault

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

type action string

const (
	kill action = "kill"
	fail action = "error"
	hang action = "hang"
)

// order is one armed fault: what to do, and at which pass (0 = at each).
type order struct {
	act action
	nth int
}

// random is the reserved name that stands for a moment instead of a place.
const random = "random"

// parse reads "name=action[@nth]" items and "random=kill@window", separated by commas.
func parse(spec string) (orders map[string]order, window time.Duration, err error) {
	orders = map[string]order{}
	for item := range strings.SplitSeq(spec, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		name, rest, ok := strings.Cut(item, "=")
		if !ok || name == "" {
			return nil, 0, fmt.Errorf("%q is not name=action", item)
		}
		act, at, counted := strings.Cut(rest, "@")
		if name == random {
			if window, err = parseWindow(act, at); err != nil {
				return nil, 0, fmt.Errorf("%q: %w", item, err)
			}
			continue
		}
		o, err := parseOrder(action(act), at, counted)
		if err != nil {
			return nil, 0, fmt.Errorf("%q: %w", item, err)
		}
		orders[name] = o
	}
	return orders, window, nil
}

func parseOrder(act action, at string, counted bool) (order, error) {
	if act != kill && act != fail && act != hang {
		return order{}, fmt.Errorf("action %q is unknown: use kill, error or hang", act)
	}
	if !counted {
		return order{act: act}, nil
	}
	nth, err := strconv.Atoi(at)
	if err != nil || nth < 1 {
		return order{}, fmt.Errorf("pass %q is not a number from 1 on", at)
	}
	return order{act: act, nth: nth}, nil
}

func parseWindow(act, at string) (time.Duration, error) {
	window, err := time.ParseDuration(at)
	if action(act) != kill || err != nil || window <= 0 {
		return 0, fmt.Errorf("the random fault is written random=kill@250ms")
	}
	return window, nil
}

// killWithin kills the process at a random moment of the window and says beforehand which one, so
// that the log of a run that found something tells when. The returned function calls it off.
func killWithin(window time.Duration) (cancel func()) {
	after := rand.N(window)
	fmt.Fprintf(os.Stderr, "fault: kill -9 in %s\n", after)
	t := time.AfterFunc(after, killSelf)
	return func() { t.Stop() }
}
