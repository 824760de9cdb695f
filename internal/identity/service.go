package identity

import (
	"errors"
	"io"
	"log/slog"
	"time"

	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change.
type Config struct {
	// SignInsPerMinute bounds tries per account, right or wrong; 0 = no bound (benchmarks on loopback). Default 10.
	SignInsPerMinute int
	// Password is the cost of one hash. Default 19 MiB, 2 passes, 1 lane: 25 ms of one core.
	Password HashCost
	// Hashes is how many passwords are hashed at once. Default 2.
	Hashes int
	// HashQueue is how many callers may wait for their turn, and HashWait how long. Default 32 and 2 s.
	HashQueue int
	HashWait  time.Duration
	// Idle ends a customer's session that is not used. Default 24 h.
	Idle time.Duration
	// Longest ends a customer's session however it is used. Default 30 days.
	Longest time.Duration
	// OperatorSession ends an operator's session. Default 8 h.
	OperatorSession time.Duration
	// GuestSession ends a guest's. Default 30 days.
	GuestSession time.Duration
	// SweepEvery is how often expired sessions are deleted. Default 1 h.
	SweepEvery time.Duration
}

// HashCost is what argon2id spends on one password.
type HashCost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// Defaults returns the configuration that is right for a shop.
func Defaults() Config {
	const day = 24 * time.Hour
	return Config{
		SignInsPerMinute: 10, Password: HashCost{MemoryKiB: 19 << 10, Passes: 2, Lanes: 1},
		Hashes: 2, HashQueue: 32, HashWait: 2 * time.Second,
		Idle: day, Longest: 30 * day, OperatorSession: 8 * time.Hour, GuestSession: 30 * day, SweepEvery: time.Hour,
	}
}

// Validate says in one sentence per rule what is wrong.
func (c Config) Validate() error {
	var all []error
	if c.SignInsPerMinute < 0 {
		all = append(all, errors.New("identity: sign-ins per minute must not be negative"))
	}
	if c.Password.MemoryKiB < 8*uint32(c.Password.Lanes) || c.Password.Passes == 0 || c.Password.Lanes == 0 {
		all = append(all, errors.New("identity: a password hash needs at least 8 KiB a lane, one pass and one lane"))
	}
	if c.Hashes < 1 || c.HashQueue < 0 || c.HashWait <= 0 {
		all = append(all, errors.New("identity: at least one password must be hashed at a time, and waiting takes time"))
	}
	if c.Idle <= 0 || c.Longest < c.Idle || c.OperatorSession <= 0 || c.GuestSession <= 0 || c.SweepEvery <= 0 {
		all = append(all, errors.New("identity: sessions must last, and a session's longest life must not be below its idle time"))
	}
	return errors.Join(all...)
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now  func() time.Time
	IDs  *ids.Source
	Rand io.Reader // crypto/rand.Reader
	Log  *slog.Logger
}

// Service is the identity room.
type Service struct {
	cfg      Config
	store    Store
	deps     Deps
	hasher   *hasher
	tries    *throttle
	stranger string // hash that an unknown e-mail's password is compared with
}

var _ identityv1connect.IdentityServiceHandler = (*Service)(nil)

// New returns the room. It hashes one password, so that a stranger's sign-in takes as long as a customer's.
func New(cfg Config, store Store, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	s := &Service{
		cfg: cfg, store: store, deps: deps, hasher: newHasher(cfg), tries: newThrottle(cfg.SignInsPerMinute, time.Minute),
	}
	secret, err := s.random(32)
	if err != nil {
		return nil, err
	}
	s.stranger, err = s.hasher.compute(string(secret))
	return s, err
}

func (s *Service) micros() int64 { return s.deps.Now().UnixMicro() }
