package drop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"rialto/internal/commerce"
)

// A ticket's text is base64url of a version byte, product, drop, user, place and expiry (big-endian, 8 bytes each) and their
// HMAC-SHA256. It is proof by itself: checking it asks no store.

const (
	ticketVersion = 1
	ticketFields  = 1 + 5*8
	ticketBytes   = ticketFields + sha256.Size
	maxTickets    = 10 // that one order may show, separated by commas
)

// signer makes and checks tickets.
type signer struct{ key []byte }

// newSigner derives the key: the secret signs nothing but tickets, whatever else it is used for.
func newSigner(secret string) signer {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("rialto drop ticket"))
	return signer{mac.Sum(nil)}
}

func (s signer) sum(fields []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(fields)
	return mac.Sum(nil)
}

// write returns a ticket's text, good until a time.
func (s signer) write(t Ticket, until int64) string {
	b := make([]byte, 1, ticketBytes)
	b[0] = ticketVersion
	for _, v := range []int64{int64(t.Product), int64(t.Drop), int64(t.User), int64(t.Place), until} {
		b = binary.BigEndian.AppendUint64(b, uint64(v))
	}
	return base64.RawURLEncoding.EncodeToString(append(b, s.sum(b)...))
}

// read returns the ticket that a text stands for; ok is false where nobody here signed it, or it was good only before.
func (s signer) read(text string, now int64) (t Ticket, ok bool) {
	encoding := base64.RawURLEncoding.Strict()
	if len(text) != encoding.EncodedLen(ticketBytes) {
		return Ticket{}, false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) != ticketBytes || b[0] != ticketVersion || !hmac.Equal(b[ticketFields:], s.sum(b[:ticketFields])) {
		return Ticket{}, false
	}
	field := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[1+8*i:])) }
	t = Ticket{Product: commerce.ProductID(field(0)), Drop: ID(field(1)), User: commerce.UserID(field(2)), Place: Place(field(3))}
	return t, now < field(4)
}

// find looks for the user's ticket of a drop among those that an order shows.
func (s signer) find(texts string, d Drop, user commerce.UserID, now int64) (Ticket, bool) {
	shown := 0
	for text := range strings.SplitSeq(texts, ",") {
		if shown++; shown > maxTickets {
			break
		}
		t, ok := s.read(text, now)
		if ok && t.Product == d.Product && t.Drop == d.ID && t.User == user {
			return t, true
		}
	}
	return Ticket{}, false
}

// goodUntil is when a ticket's text expires. It is the same for all askings within a period of ttl, so that a user who asks
// again reads the same text.
func goodUntil(d Drop, t Ticket, ttl, now int64) int64 {
	from := max(d.StartsAt, t.JoinedAt)
	return from + ttl*(1+max(0, now-from)/ttl)
}
