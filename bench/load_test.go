package main

import (
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func drill(t *testing.T) *bench { return &bench{ctx: t.Context(), progress: io.Discard} }

func TestEveryJobIsDoneOnceHoweverManyClientsThereAre(t *testing.T) {
	t.Parallel()
	for _, clients := range []int{1, 3, 64} {
		done := make([]atomic.Int64, 50)
		l, err := drill(t).drive(&shop{addr: echo(t)}, phase{"drill", clients, len(done), func(_ *conn, i int) error {
			done[i].Add(1)
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range done {
			if done[i].Load() != 1 {
				t.Errorf("%d clients: job %d was done %d times", clients, i, done[i].Load())
			}
		}
		if l.jobs != 50 || len(l.each) != 50 || l.rate() <= 0 {
			t.Errorf("load %+v", l)
		}
	}
}

func TestTheFirstFailureEndsAPhase(t *testing.T) {
	t.Parallel()
	var done atomic.Int64
	_, err := drill(t).drive(&shop{addr: echo(t)}, phase{"drill", 4, 100_000, func(_ *conn, i int) error {
		done.Add(1)
		if i == 10 {
			return errors.New("sold out")
		}
		return nil
	}})
	if err == nil || !strings.Contains(err.Error(), "drill: sold out") {
		t.Errorf("got %v", err)
	}
	if done.Load() > 90_000 {
		t.Errorf("%d jobs were done after the failure", done.Load())
	}
}

func TestQuantilesOfSortedTimes(t *testing.T) {
	t.Parallel()
	l := load{jobs: 200, took: 2 * time.Second}
	for i := range 200 {
		l.each = append(l.each, time.Duration(i+1)*time.Millisecond)
	}
	if l.quantile(.5) != 101 || l.quantile(.99) != 199 || l.quantile(1) != 200 || l.rate() != 100 {
		t.Errorf("p50 %v, p99 %v, max %v, rate %v", l.quantile(.5), l.quantile(.99), l.quantile(1), l.rate())
	}
	if got := l.cpu(time.Second); got != 5000 {
		t.Errorf("%v µs a job", got)
	}
}
