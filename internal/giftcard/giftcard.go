// Package giftcard is being built: see api/proto/rialto/giftcard/v1.
package giftcard

// Store keeps what the room owns.
type Store interface{}
