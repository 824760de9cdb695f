package notification_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/notification/notificationtest"
)

// start runs the sending loop in a synctest bubble; the returned function ends it.
func start(t *testing.T, b bundle) (stop func()) {
	t.Helper()
	run, cancel := context.WithCancel(ctx)
	done := make(chan error)
	go func() { done <- b.Run(run) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}

// pass lets time of the bubble go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestAMailLeavesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, 0)
		defer start(t, b)()
		synctest.Wait()
		if err := b.hear(orderEvent(t, "order.confirmed", "o1", 7, 2)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if mails, sends := b.post.Taken(); mails != 1 || sends != 1 {
			t.Fatalf("%d mails in %d sends", mails, sends)
		}
		pass(time.Hour)
		if _, sends := b.post.Taken(); sends != 1 {
			t.Fatalf("sent %d times", sends)
		}
	})
}

func TestMailsThatACrashLeftBehindAreSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, 0)
		for i := range 450 {
			notificationtest.Add(t, b.store, notificationtest.Sample(fmt.Sprint("left", i)))
		}
		defer start(t, b)()
		synctest.Wait()
		if mails, sends := b.post.Taken(); mails != 450 || sends != 450 {
			t.Fatalf("%d mails in %d sends", mails, sends)
		}
	})
}

func TestAClosedPostOfficeIsTriedAgainEverMoreRarely(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, 9)
		defer start(t, b)()
		if err := b.hear(orderEvent(t, "order.confirmed", "o1", 7, 2)); err != nil {
			t.Fatal(err)
		}
		pass(40 * time.Second)
		if mails, sends := b.post.Taken(); mails != 0 || sends < 4 || sends > 5 {
			t.Fatalf("after 40 s: %d mails in %d sends", mails, sends)
		}
		pass(6 * time.Minute)
		if mails, sends := b.post.Taken(); mails != 1 || sends != 10 {
			t.Fatalf("in the end: %d mails in %d sends", mails, sends)
		}
		for _, secret := range []string{"ada@example.com", "Lovelace", "Oak Street", "Blue mug"} {
			if strings.Contains(b.log.String(), secret) {
				t.Errorf("%q stands in the log:\n%s", secret, b.log)
			}
		}
	})
}

func TestAMailWaitsOnlyAMinuteBeforeCheckComplains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, 0)
		m := notificationtest.Sample("a")
		m.At = time.Now().UnixMicro()
		notificationtest.Add(t, b.store, m)
		if violations, _ := check(t, b.Service); len(violations) != 0 {
			t.Fatalf("at once: %v", violations)
		}
		pass(61 * time.Second)
		if violations, _ := check(t, b.Service); len(violations) != 1 || violations[0].GetInvariant() != "I20" {
			t.Fatalf("after a minute: %v", violations)
		}
		if err := b.store.MarkSent(ctx, m, 1); err != nil {
			t.Fatal(err)
		}
		if violations, _ := check(t, b.Service); len(violations) != 0 {
			t.Fatalf("sent: %v", violations)
		}
	})
}
