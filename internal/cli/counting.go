package cli

import (
	"fmt"
	"io"
	"time"
)

// counting says now and then how far something long has come; something short says nothing.
type counting struct {
	out  io.Writer
	now  func() time.Time
	what string
	next time.Time
}

// told is called before each piece of work.
func (c *counting) told(what string, done, total int) {
	now := c.now()
	if what != c.what {
		c.what, c.next = what, now.Add(betweenLines)
	}
	if now.Before(c.next) {
		return
	}
	c.next = now.Add(betweenLines)
	fmt.Fprintf(c.out, "%s: %d of %d\n", what, done, total)
}
