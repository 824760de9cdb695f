// Package engine is the part of the back office that looks under the lid: the event log with how far each consumer has
// read, the fault panel that breaks parts of the demo on purpose, and the flash sale that lets a crowd loose on it.
//
// The one idea: what keeps the shop together is not hidden. Turn a switch, place an order, and see in the log, the mailbox
// and the order's own page how it degrades and recovers.
//
// It reads the log, turns switches and lets a crowd in; it changes no fact itself.
package engine

import (
	"rialto/internal/backoffice"
)

type pages struct{ *backoffice.Office }

// Routes adds the pages to the office. There is no fault panel where nothing may be broken on purpose.
func Routes(office *backoffice.Office) {
	s := pages{office}
	office.Handle("GET /admin/events", backoffice.Staff, s.events)
	if office.Deps.Crowd != nil {
		office.Handle("GET /admin/flash-sale", backoffice.Staff, s.flashSale)
		office.Handle("POST /admin/flash-sale", backoffice.Staff, s.startSale)
	}
	if office.Deps.Trouble != nil {
		office.Handle("GET /admin/faults", backoffice.Staff, s.faults)
		office.Handle("POST /admin/faults", backoffice.Staff, s.setFault)
	}
}
