// Package sim runs the real rooms of a checkout (order, inventory, payment, pricing, giftcard, the outbox relay and the bus consumer;
// in every fifth schedule drop, in every fourth ledger) over stores in memory, in virtual time, against a world that goes
// wrong: lost requests, lost replies, calls and events delivered twice, late or in another order, commits whose answer is
// lost, rooms that die, clocks that jump, buyers who walk away, staff who book a transfer twice or too late, and a gateway that
// stays silent or tells of another amount, currency or charge.
//
// The one idea: a schedule is a seed. Whatever is drawn, is drawn from a hash of the seed, of what is done to whom, and of
// how often that was done before; whatever waits, waits a number of nanoseconds of its own. So no two goroutines act in the
// same instant, nothing depends on the scheduler of Go, and the same seed gives the same history to the last digit.
// After the schedule the faults stop, and within 60 virtual seconds all must be quiet, but for orders that wait for a transfer:
// for them a day goes by. Then check_test.go asks the stores and the gateway's own books for every invariant of the house's list
// that a checkout can break; with a ledger, orders, books and gateway must agree without a finding and settled orders owe nothing.
//
// A failing seed is read like this:
//
//	SIM_SEED=4711 go test -v -run TestSchedules ./test/sim
//
// runs it alone and prints each call and each write with its time, its fault and its outcome, then what is wrong. Read from
// the bottom: find the order that the violation names, search upwards for its last lines. SIM_MUTANT=name runs TestMutants
// with one of the planted mistakes of mutants_test.go. SIM_SCHEDULES=n sets how many schedules TestSchedules runs, SIM_FIRST
// the first seed. A seed that found a mistake in the product stays in testdata/seeds.txt with its cause.
package sim
