// Package identity knows who somebody is: customers, guests, operators, their sessions and their addresses.
//
// It owns users, the e-mail look-up table, sessions and addresses. The one idea: a token carries its user's id in front of
// 32 random bytes, so every look-up is by the distribution key, and only a hash of it is stored. A guest is a user from
// the first cart write on and becomes a customer by registering, with the same user id.
//
// An e-mail is claimed in a table of its own, keyed by the e-mail, after the account is written: a crash in between leaves
// an account that nobody can sign in to and an e-mail that is still free, never a blocked e-mail.
// It asks no neighbour and publishes nothing. It never logs an e-mail, a name, an address or a token, never says whether
// an e-mail is known at sign-in, and hashes at most two passwords at a time: hashing is the dearest thing a stranger can ask.
package identity

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Kind says what a user is.
type Kind string

// The kinds of users.
const (
	Guest    Kind = "guest"    // has a cart and maybe orders, no e-mail and no password
	Customer Kind = "customer" // registered
	Operator Kind = "operator" // runs the shop
)

// User is somebody. Times are UTC microseconds.
type User struct {
	ID           commerce.UserID
	Kind         Kind
	Email        string // normalised; empty for guests
	Name         string
	PasswordHash string // argon2id in its PHC form; empty for guests and where it is not needed
	MemberUntil  int64  // 0 = no membership
	CreatedAt    int64
	UpdatedAt    int64
}

// Session is a token that was given out. It ends at ExpiresAt, which use may push on, and at EndsAt at the latest.
type Session struct {
	UserID    commerce.UserID
	Hash      string // of the token's random part
	ExpiresAt int64
	EndsAt    int64
	CreatedAt int64
}

// Address is an address that a user keeps.
type Address struct {
	ID int64
	commerce.Address
}

// MaxAddresses is how many addresses one user may keep.
const MaxAddresses = 50

// Store keeps identity's rows. Each method is one transaction of one user or one e-mail.
type Store interface {
	Users
	Sessions
	Addresses
}

// Users keeps accounts. A user that is missing is ErrUserNotFound.
type Users interface {
	// OwnerOf returns whose e-mail this is, 0 when it is free.
	OwnerOf(ctx context.Context, email string) (commerce.UserID, error)
	// ClaimEmail gives a free e-mail to a user and returns its owner: another one when it was not free.
	ClaimEmail(ctx context.Context, email string, id commerce.UserID, at int64) (owner commerce.UserID, err error)
	// CreateUser writes a user with its first sessions.
	CreateUser(ctx context.Context, u User, sessions ...Session) error
	// RemoveUser deletes a user that was just created and got no e-mail; guests and other e-mails stay.
	RemoveUser(ctx context.Context, id commerce.UserID, email string) error
	// UpgradeGuest makes the guest u.ID a customer with u's e-mail, name and password and returns the user as it then
	// stands. A user that is no guest is returned unchanged.
	UpgradeGuest(ctx context.Context, u User) (User, error)
	// DowngradeToGuest takes an upgrade to this e-mail back.
	DowngradeToGuest(ctx context.Context, id commerce.UserID, email string, at int64) error
	// User returns a user with its password hash.
	User(ctx context.Context, id commerce.UserID) (User, error)
	// SetPassword gives an account another password and deletes its sessions. Guests have none: ErrUserNotFound.
	SetPassword(ctx context.Context, id commerce.UserID, hash string, at int64) error
	// SetMembership sets until when the user is a member.
	SetMembership(ctx context.Context, id commerce.UserID, until, at int64) error
}

// Sessions keeps tokens.
type Sessions interface {
	// OpenSession writes a session and forgets those of the same user that expired before it began. passwordHash is what the
	// user was let in by: where it is no longer the user's, ErrPasswordChanged, and nothing is written. So nobody who was
	// being let in while the password was reset comes in by the old one.
	OpenSession(ctx context.Context, s Session, passwordHash string) error
	// FindSession returns a session and its user without password hash; ErrSessionNotFound when there is none. It does not
	// judge its age.
	FindSession(ctx context.Context, id commerce.UserID, hash string) (Session, User, error)
	// ProlongSession moves ExpiresAt on, never back.
	ProlongSession(ctx context.Context, s Session, expiresAt int64) error
	// EndSession deletes a session; a missing one is ended already.
	EndSession(ctx context.Context, id commerce.UserID, hash string) error
	// EndSessions deletes all sessions of a user.
	EndSessions(ctx context.Context, id commerce.UserID) error
	// SweepSessions deletes up to limit sessions that expired before at, and returns how many.
	SweepSessions(ctx context.Context, at int64, limit int) (int, error)
}

// Addresses keeps what users ship to.
type Addresses interface {
	// AddAddress adds an address. MaxAddresses are there already: ErrTooManyAddresses. No such user: ErrUserNotFound.
	AddAddress(ctx context.Context, id commerce.UserID, a Address) error
	// Addresses lists them, oldest first.
	Addresses(ctx context.Context, id commerce.UserID) ([]Address, error)
	// DeleteAddress removes one of this user's; a missing one is gone already.
	DeleteAddress(ctx context.Context, id commerce.UserID, addressID int64) error
}

// What the room and its stores answer.
var (
	ErrUserNotFound     = errs.NotFound("user_not_found", "There is no such user.")
	ErrSessionNotFound  = errs.Unauthenticated("Sign in again: the session is unknown or has expired.")
	ErrPasswordChanged  = errs.Unauthenticated("The password has just been changed; sign in with the new one.")
	ErrTooManyAddresses = errs.Conflict("too_many_addresses", "At most %d addresses can be kept; delete one first.", MaxAddresses)

	errEmailTaken    = errs.Conflict("email_taken", "There is an account with this e-mail already.")
	errGuestUpgraded = errs.Conflict("guest_upgraded", "This guest has become an account just now; sign in instead.")
	errWrongPassword = errs.Unauthenticated("The e-mail or the password is wrong.")
)
