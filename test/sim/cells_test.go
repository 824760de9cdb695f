package sim

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// cells counts what the generator reached: operation × state of the order × fault.
type cells struct {
	hits [ops][states][faults]int64
}

const states = 7

var stateNames = [states]string{"none", "pending", "confirmed", "shipped", "delivered", "returned", "canceled"}

func (c *cells) add(o op, status string, f fault) { c.hits[o][stateOf(status)][f]++ }

func stateOf(status string) int {
	for i, name := range stateNames {
		if name == status {
			return i
		}
	}
	return 0
}

// join adds the counts of another worker.
func (c *cells) join(other *cells) {
	for o := range c.hits {
		for s := range c.hits[o] {
			for f := range c.hits[o][s] {
				c.hits[o][s][f] += other.hits[o][s][f]
			}
		}
	}
}

// enoughForCells is how many schedules must have run before every cell of testdata/cells.txt is asked for, and leastHits how
// often each must have been hit.
const (
	enoughForCells = 20_000
	leastHits      = 10
)

// report prints the table: one line for an operation in a state, one column for a fault.
func (c *cells) report(t *testing.T) {
	reached := 0
	for o := range ops {
		for s := range stateNames {
			line := ""
			for f, n := range c.hits[o][s] {
				if n > 0 {
					reached++
					line += fmt.Sprintf(" %s=%d", faultNames[f], n)
				}
			}
			if line != "" {
				t.Logf("%-24s %-10s%s", op(o), stateNames[s], line)
			}
		}
	}
	t.Logf("%d cells of operation × state × fault were reached", reached)
}

// mustReach fails for every cell of testdata/cells.txt that was hit too seldom: then the generator has lost sight of it.
func (c *cells) mustReach(t *testing.T) {
	if path := os.Getenv("SIM_CELLS"); path != "" {
		c.list(t, path)
		return
	}
	text, err := os.ReadFile("testdata/cells.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, hits := range c.named() {
		if hits < leastHits && strings.Contains("\n"+string(text), "\n"+name+"\n") {
			t.Errorf("%s was hit %d times, want %d", name, hits, leastHits)
		}
	}
}

// list makes testdata/cells.txt anew, of all that is hit five times as often as it must be.
func (c *cells) list(t *testing.T, path string) {
	var list []string
	for name, hits := range c.named() {
		if hits >= 5*leastHits {
			list = append(list, name+"\n")
		}
	}
	slices.Sort(list)
	if err := os.WriteFile(path, []byte(strings.Join(list, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// named are the counts by "operation, state, fault".
func (c *cells) named() map[string]int64 {
	out := map[string]int64{}
	for o := range c.hits {
		for s := range c.hits[o] {
			for f, n := range c.hits[o][s] {
				out[fmt.Sprintf("%s, %s, %s", op(o), stateNames[s], fault(f))] = n
			}
		}
	}
	return out
}
