package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// reservationLine is a line of BenchmarkReservations in internal/inventory/inventorydb, which has the other ways to sell beside
// Rialto's: engine, products, scheme, reservations a second.
var reservationLine = regexp.MustCompile(`^BenchmarkReservations/(\w+)/products=(\d+)/(\w+?)(?:-\d+)?\s.*?([\d.]+) reservations/s`)

// reservation names one of its figures.
type reservation struct{ engine, products, scheme string }

// reservations measures durable reservations on one product and spread over 10,000, on both engines, beside the textbook's ways.
func (b *bench) reservations() error {
	root, err := b.checkout()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(b.ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkReservations$",
		"-benchtime", fmt.Sprintf("%dms", b.opts.few(3_000, 100)), "rialto/internal/inventory/inventorydb")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "TMPDIR="+b.work)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	found := readReservations(out)
	if len(found) == 0 {
		return fmt.Errorf("no figures in\n%s", out)
	}
	b.addReservations(found)
	return nil
}

func readReservations(out []byte) map[reservation]float64 {
	found := map[reservation]float64{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if m := reservationLine.FindStringSubmatch(lines.Text()); m != nil {
			found[reservation{m[1], m[2], m[3]}], _ = strconv.ParseFloat(m[4], 64) // the expression lets only numbers through
		}
	}
	return found
}

// addReservations puts Rialto's own figure first, then those of the others with what Rialto's is of them. An engine that was not
// to be had has no figures.
func (b *bench) addReservations(found map[reservation]float64) {
	for _, at := range []struct{ engine, products string }{{"postgres", "1"}, {"postgres", "10000"}, {"sqlite", "1"}, {"sqlite", "10000"}} {
		own, ok := found[reservation{at.engine, at.products, "rialto"}]
		if !ok {
			b.say("no figures of %s", at.engine)
			continue
		}
		where := fmt.Sprintf("%s, %s product(s)", at.engine, at.products)
		var goal *aim
		if at.products == "1" || at.engine == "sqlite" {
			goal = atLeast(10_000)
		}
		b.table.add(where, own, perSecond, goal)
		for _, scheme := range []string{"plain", "for_update", "version_cas", "commit_each"} {
			if other, ok := found[reservation{at.engine, at.products, scheme}]; ok && other > 0 {
				b.table.add(where+", "+scheme, other, perSecond, nil)
				b.table.add(where+", of "+scheme, own/other, times, ratioAim(at.engine, at.products, scheme))
			}
		}
	}
}

func ratioAim(engine, products, scheme string) *aim {
	if engine == "postgres" && products == "1" && scheme == "plain" {
		return atLeast(8)
	}
	return nil
}
