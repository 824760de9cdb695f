//go:build linux

package realserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Victim is a server that its owner kills: this process's own child on a folder of its own, shared with nobody.
type Victim struct {
	PostgresServer
	keeper keeper
}

// NewVictim makes a fresh cluster in opts.CacheDir, which must be given, and starts its server. Where that cannot be done the
// error is an *Unavailable.
func NewVictim(ctx context.Context, opts Options) (*Victim, error) {
	opts = opts.withDefaults()
	h, err := openHome(opts)
	if err != nil {
		return nil, err
	}
	cache, err := defaultCache(h.account) // where fetched programs are
	if err != nil {
		return nil, err
	}
	bin, err := locate(ctx, cache, opts.Log)
	if err != nil {
		return nil, err
	}
	v := &Victim{keeper: keeper{home: h, bin: bin}}
	if v.keeper.lock, err = tryLock(h.path("server.lock"), lockAlone); err != nil {
		return nil, err
	}
	if err := v.keeper.make(); err != nil {
		return nil, errors.Join(unavailable(err, "it does not start%s", v.keeper.lastLines()), v.Close())
	}
	if err := v.ready(ctx, opts); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// ready waits until the server answers; a start that ended is tried again.
func (v *Victim) ready(ctx context.Context, opts Options) error {
	k := &v.keeper
	for {
		answered := k.ready()
		if answered == nil {
			break
		}
		select {
		case <-k.ended:
		default:
			return answered
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("%w%s", err, k.lastLines())
		}
		if err := k.launch(); err != nil {
			return err
		}
	}
	s := k.connect(ctx, opts)
	if s == nil {
		return errors.New("the server answered once, and then no more")
	}
	v.PostgresServer = *s
	return nil
}

// Create makes a database of this name, which must need no quotes.
func (v *Victim) Create(ctx context.Context, name string) error {
	return withConn(ctx, v.URL(), func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0")
		return err
	})
}

// Address is where a database of this name is, whether it exists or not.
func (v *Victim) Address(name string) string {
	return strings.Replace(v.URL(), "/postgres?", "/"+name+"?", 1)
}

// Kill is kill -9 of the postmaster. It returns when that has ended and is reaped: one that lingers as a zombie keeps its
// lock file good, and the next start would be refused. Its children find out by themselves.
func (v *Victim) Kill() error {
	if err := v.keeper.server.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-v.keeper.ended
	return nil
}

// Restart starts the server on what the kill has left and returns when it answers. While children of the killed one live it
// is refused, so it tries until it may.
func (v *Victim) Restart(ctx context.Context) error {
	if err := v.keeper.launch(); err != nil {
		return err
	}
	return v.ready(ctx, Options{}.withDefaults())
}

// Close ends the server and removes what it kept.
func (v *Victim) Close() error {
	k := &v.keeper
	if k.server != nil && k.ended != nil {
		k.stop()
	}
	k.clear()
	if k.log != nil {
		k.log.Close()
	}
	return k.lock.Close()
}
