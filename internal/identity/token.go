package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"rialto/internal/commerce"
)

const (
	idBytes     = 8
	secretBytes = 32
)

// newToken makes a token of a user: base64url(user id ‖ 32 random bytes), and the session that remembers its hash. idle
// ends it when it is not used, longest in any case.
func (s *Service) newToken(id commerce.UserID, idle, longest time.Duration) (string, Session, error) {
	secret, err := s.random(secretBytes)
	if err != nil {
		return "", Session{}, err
	}
	raw := append(binary.BigEndian.AppendUint64(nil, uint64(id)), secret...)
	now := s.micros()
	session := Session{
		UserID: id, Hash: hashOf(secret), ExpiresAt: now + min(idle, longest).Microseconds(), EndsAt: now + longest.Microseconds(),
		CreatedAt: now,
	}
	return base64.RawURLEncoding.EncodeToString(raw), session, nil
}

// readToken takes a token apart. ok is false for anything that newToken cannot have made.
func readToken(token string) (id commerce.UserID, hash string, ok bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(idBytes+secretBytes) {
		return 0, "", false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return 0, "", false
	}
	id = commerce.UserID(binary.BigEndian.Uint64(raw))
	return id, hashOf(raw[idBytes:]), id > 0
}

// hashOf is what is stored of a token. The secret is random, so a plain hash is as good as a slow one.
func hashOf(secret []byte) string {
	sum := sha256.Sum256(secret)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s *Service) random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.deps.Rand, b); err != nil {
		return nil, fmt.Errorf("read random bytes: %w", err)
	}
	return b, nil
}
