package identity

import (
	"cmp"
	"errors"
	"io"
	"log/slog"
	"time"

	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct {
	SignInsPerMinute int           `yaml:"sign_ins_per_minute"` // wrong tries per account; -1 = no bound (benchmarks on loopback). Default 10.
	Password         HashCost      `yaml:"password"`            // cost of one hash. Default 19 MiB, 2 passes, 1 lane: 25 ms of one core.
	Hashes           int           `yaml:"hashes"`              // how many passwords are hashed at once. Default 2.
	HashQueue        int           `yaml:"hash_queue"`          // how many callers may wait for their turn. Default 32.
	HashWait         time.Duration `yaml:"hash_wait"`           // how long they wait. Default 2s.
	Idle             time.Duration `yaml:"idle"`                // ends a customer's session that is not used. Default 24h.
	Longest          time.Duration `yaml:"longest"`             // ends a customer's session however it is used. Default 720h (30 days).
	OperatorSession  time.Duration `yaml:"operator_session"`    // ends an operator's session. Default 8h.
	GuestSession     time.Duration `yaml:"guest_session"`       // ends a guest's. Default 720h (30 days).
	SweepEvery       time.Duration `yaml:"sweep_every"`         // how often expired sessions are deleted. Default 1h.
}

// HashCost is what argon2id spends on one password.
type HashCost struct {
	MemoryKiB uint32 `yaml:"memory_kib"`
	Passes    uint32 `yaml:"passes"`
	Lanes     uint8  `yaml:"lanes"`
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	const day = 24 * time.Hour
	c.SignInsPerMinute = cmp.Or(c.SignInsPerMinute, 10)
	c.Password.MemoryKiB = cmp.Or(c.Password.MemoryKiB, 19<<10)
	c.Password.Passes = cmp.Or(c.Password.Passes, 2)
	c.Password.Lanes = cmp.Or(c.Password.Lanes, 1)
	c.Hashes = cmp.Or(c.Hashes, 2)
	c.HashQueue = cmp.Or(c.HashQueue, 32)
	c.HashWait = cmp.Or(c.HashWait, 2*time.Second)
	c.Idle = cmp.Or(c.Idle, day)
	c.Longest = cmp.Or(c.Longest, 30*day)
	c.OperatorSession = cmp.Or(c.OperatorSession, 8*time.Hour)
	c.GuestSession = cmp.Or(c.GuestSession, 30*day)
	c.SweepEvery = cmp.Or(c.SweepEvery, time.Hour)
	return c
}

// Validate says in one sentence per rule what is wrong.
func (c Config) Validate() error {
	var all []error
	if c.SignInsPerMinute < -1 {
		all = append(all, errors.New("identity: sign-ins per minute must be a number, or -1 for no bound"))
	}
	if c.Password.MemoryKiB < 8*uint32(c.Password.Lanes) {
		all = append(all, errors.New("identity: a password hash needs at least 8 KiB a lane"))
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
	cfg = cfg.WithDefaults()
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
