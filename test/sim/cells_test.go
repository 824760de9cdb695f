package sim

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
