// Package drop is being built: see api/proto/rialto/drop/v1.
package drop

// Store keeps what the room owns.
type Store interface{}
