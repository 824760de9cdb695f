// Package ledger is being built: see api/proto/rialto/ledger/v1.
package ledger

// Store keeps what the room owns.
type Store interface{}
