package identitytest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"rialto/internal/commerce"
	"rialto/internal/identity"
)

// Memory is an identity.Store in memory; it blocks on nothing but its mutex, so synctest can drive what uses it.
type Memory struct {
	mu        sync.Mutex
	users     map[commerce.UserID]identity.User
	emails    map[string]commerce.UserID
	sessions  map[sessionKey]identity.Session
	addresses map[commerce.UserID][]identity.Address
}

type sessionKey struct {
	id   commerce.UserID
	hash string
}

var _ identity.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		users: map[commerce.UserID]identity.User{}, emails: map[string]commerce.UserID{},
		sessions: map[sessionKey]identity.Session{}, addresses: map[commerce.UserID][]identity.Address{},
	}
}

// OwnerOf implements identity.Users.
func (m *Memory) OwnerOf(_ context.Context, email string) (commerce.UserID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.emails[email], nil
}

// ClaimEmail implements identity.Users.
func (m *Memory) ClaimEmail(_ context.Context, email string, id commerce.UserID, _ int64) (commerce.UserID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.emails[email] == 0 {
		m.emails[email] = id
	}
	return m.emails[email], nil
}

// CreateUser implements identity.Users.
func (m *Memory) CreateUser(_ context.Context, u identity.User, sessions ...identity.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.users[u.ID]; ok {
		return fmt.Errorf("user %d exists", u.ID)
	}
	m.users[u.ID] = u
	for _, s := range sessions {
		m.sessions[sessionKey{s.UserID, s.Hash}] = s
	}
	return nil
}

// RemoveUser implements identity.Users.
func (m *Memory) RemoveUser(_ context.Context, id commerce.UserID, email string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u := m.users[id]; u.Email == email && u.Kind != identity.Guest {
		delete(m.users, id)
	}
	return nil
}

// UpgradeGuest implements identity.Users.
func (m *Memory) UpgradeGuest(_ context.Context, u identity.User) (identity.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, ok := m.users[u.ID]
	if !ok {
		return identity.User{}, identity.ErrUserNotFound
	}
	if now.Kind == identity.Guest {
		now.Kind, now.Email, now.Name = identity.Customer, u.Email, u.Name
		now.PasswordHash, now.UpdatedAt = u.PasswordHash, u.UpdatedAt
		m.users[u.ID] = now
	}
	return now, nil
}

// DowngradeToGuest implements identity.Users.
func (m *Memory) DowngradeToGuest(_ context.Context, id commerce.UserID, email string, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u, ok := m.users[id]; ok && u.Email == email && u.Kind == identity.Customer {
		u.Kind, u.Email, u.Name, u.PasswordHash, u.UpdatedAt = identity.Guest, "", "", "", at
		m.users[id] = u
	}
	return nil
}

// User implements identity.Users.
func (m *Memory) User(_ context.Context, id commerce.UserID) (identity.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[id]
	if !ok {
		return identity.User{}, identity.ErrUserNotFound
	}
	return u, nil
}

// SetMembership implements identity.Users.
func (m *Memory) SetMembership(_ context.Context, id commerce.UserID, until, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[id]
	if !ok {
		return identity.ErrUserNotFound
	}
	u.MemberUntil, u.UpdatedAt = until, at
	m.users[id] = u
	return nil
}

// SetPassword implements identity.Users.
func (m *Memory) SetPassword(_ context.Context, id commerce.UserID, hash string, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[id]
	if !ok || u.Kind == identity.Guest {
		return identity.ErrUserNotFound
	}
	u.PasswordHash, u.UpdatedAt = hash, at
	m.users[id] = u
	m.endSessions(id)
	return nil
}

// OpenSession implements identity.Sessions.
func (m *Memory) OpenSession(_ context.Context, s identity.Session, passwordHash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u, ok := m.users[s.UserID]; !ok || u.PasswordHash != passwordHash {
		return identity.ErrPasswordChanged
	}
	for key, old := range m.sessions {
		if key.id == s.UserID && old.ExpiresAt <= s.CreatedAt {
			delete(m.sessions, key)
		}
	}
	m.sessions[sessionKey{s.UserID, s.Hash}] = s
	return nil
}

// FindSession implements identity.Sessions.
func (m *Memory) FindSession(_ context.Context, id commerce.UserID, hash string) (identity.Session, identity.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[sessionKey{id, hash}]
	if !ok {
		return identity.Session{}, identity.User{}, identity.ErrSessionNotFound
	}
	u := m.users[id]
	u.PasswordHash = ""
	return s, u, nil
}

// ProlongSession implements identity.Sessions.
func (m *Memory) ProlongSession(_ context.Context, s identity.Session, expiresAt int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := sessionKey{s.UserID, s.Hash}
	if now, ok := m.sessions[key]; ok && now.ExpiresAt < expiresAt {
		now.ExpiresAt = expiresAt
		m.sessions[key] = now
	}
	return nil
}

// EndSession implements identity.Sessions.
func (m *Memory) EndSession(_ context.Context, id commerce.UserID, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, sessionKey{id, hash})
	return nil
}

// EndSessions implements identity.Sessions.
func (m *Memory) EndSessions(_ context.Context, id commerce.UserID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endSessions(id)
	return nil
}

func (m *Memory) endSessions(id commerce.UserID) {
	for key := range m.sessions {
		if key.id == id {
			delete(m.sessions, key)
		}
	}
}

// SweepSessions implements identity.Sessions.
func (m *Memory) SweepSessions(_ context.Context, at int64, limit int) (n int, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var old []identity.Session
	for _, s := range m.sessions {
		if s.ExpiresAt < at {
			old = append(old, s)
		}
	}
	slices.SortFunc(old, func(a, b identity.Session) int { return cmp.Compare(a.ExpiresAt, b.ExpiresAt) })
	old = old[:min(limit, len(old))]
	for _, s := range old {
		delete(m.sessions, sessionKey{s.UserID, s.Hash})
	}
	return len(old), nil
}

// AddAddress implements identity.Addresses.
func (m *Memory) AddAddress(_ context.Context, id commerce.UserID, a identity.Address) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.users[id]; !ok {
		return identity.ErrUserNotFound
	}
	if len(m.addresses[id]) >= identity.MaxAddresses {
		return identity.ErrTooManyAddresses
	}
	m.addresses[id] = append(m.addresses[id], a)
	return nil
}

// Addresses implements identity.Addresses.
func (m *Memory) Addresses(_ context.Context, id commerce.UserID) ([]identity.Address, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.addresses[id])
	slices.SortFunc(list, func(a, b identity.Address) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// DeleteAddress implements identity.Addresses.
func (m *Memory) DeleteAddress(_ context.Context, id commerce.UserID, addressID int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.addresses[id] = slices.DeleteFunc(m.addresses[id], func(a identity.Address) bool { return a.ID == addressID })
	return nil
}
