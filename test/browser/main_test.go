package browser

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"
)

// here is the one browser and the one shop of this binary.
var here = newWorld()

// nobody counts the people that tests have made up.
var nobody atomic.Int64

func TestMain(m *testing.M) {
	code := m.Run()
	if err := here.close(); err != nil {
		fmt.Fprintln(os.Stderr, "close the browser and the shop:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}
