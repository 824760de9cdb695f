package drop_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/platform/errs"
)

func TestWithoutADropEverybodyIsAdmittedAndNoStoreIsAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 100 {
		resp, err := b.Admit(t.Context(), &dropv1.AdmitRequest{UserId: user, ProductIds: []int64{1, 2, shoe}})
		if err != nil || len(resp.ProductIds) != 0 {
			t.Fatalf("%v, %v", resp, err)
		}
	}
	if b.store.Reads() != 1 {
		t.Fatalf("%d reads, want the first one alone", b.store.Reads())
	}
	_, err := b.Admit(t.Context(), &dropv1.AdmitRequest{ProductIds: make([]int64, 101)})
	wantFields(t, err, "product_ids")
}

func TestNobodyBuysBeforeTheStart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), LimitPerBuyer: 2})
	err := b.admit(t, user, "")
	wantCode(t, err, errs.KindConflict, "drop_not_open")
	if meta := errs.As(err).Meta; meta["product_id"] != strconv.Itoa(shoe) || meta["starts_at"] != fmt.Sprint(d.StartsAt) {
		t.Fatalf("meta %v", meta)
	}
	b.clock = b.clock.Add(time.Minute)
	resp, err := b.Admit(t.Context(), &dropv1.AdmitRequest{UserId: user, ProductIds: []int64{1, shoe}})
	if err != nil || fmt.Sprint(resp.ProductIds) != fmt.Sprint([]int64{shoe}) {
		t.Fatalf("%v, %v; want the product that is to be taken", resp, err)
	}
}

func TestADropWithoutLimitAndRoomAsksForNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{})
	resp, err := b.Admit(t.Context(), &dropv1.AdmitRequest{UserId: user, ProductIds: []int64{shoe}})
	if err != nil || len(resp.ProductIds) != 0 {
		t.Fatalf("%v, %v", resp, err)
	}
	if ticket := b.join(t, user); !ticket.Admitted || ticket.Ticket != "" {
		t.Fatalf("ticket %v", ticket)
	}
}

func TestTheWaitingRoomAsksForOnesOwnGoodTicket(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	other := int64(user + 1)
	mine, theirs := b.join(t, user).Ticket, b.join(t, other).Ticket
	wantCode(t, b.admit(t, user, mine), errs.KindConflict, "waiting_room") // not its turn
	b.clock = b.clock.Add(time.Second)
	b.move(t)
	if err := b.admit(t, user, mine); err != nil {
		t.Fatalf("admitted, but %v", err)
	}
	if err := b.admit(t, user, theirs+","+mine); err != nil {
		t.Fatalf("one ticket of several is good, but %v", err)
	}
	for name, ticket := range map[string]string{"none": "", "another's": theirs, "nonsense": "abc", "a forged one": forge(mine)} {
		err := b.admit(t, user, ticket)
		wantCode(t, err, errs.KindConflict, "waiting_room")
		if errs.As(err).Meta["product_id"] != strconv.Itoa(shoe) {
			t.Fatalf("%s: %v", name, errs.As(err).Meta)
		}
	}
	// The next drop of the same product knows no old tickets, and the end of the last one ends the waiting.
	if _, err := b.EndDrop(t.Context(), &dropv1.EndDropRequest{ProductId: shoe}); err != nil {
		t.Fatal(err)
	}
	if err := b.admit(t, user, ""); err != nil {
		t.Fatalf("after the end: %v", err)
	}
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	wantCode(t, b.admit(t, user, mine), errs.KindConflict, "waiting_room")
}

func TestATicketExpiresAndIsRenewedByAskingAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	old := b.join(t, user).Ticket
	b.clock = b.clock.Add(24*time.Hour - time.Microsecond)
	b.move(t)
	if again := b.join(t, user); again.Ticket != old || !again.Admitted {
		t.Fatalf("a repeat gives %v", again)
	}
	if err := b.admit(t, user, old); err != nil {
		t.Fatal(err)
	}
	b.clock = b.clock.Add(time.Microsecond)
	wantCode(t, b.admit(t, user, old), errs.KindConflict, "waiting_room")
	renewed := b.join(t, user)
	if renewed.Ticket == old || !renewed.Admitted {
		t.Fatalf("renewed %v", renewed)
	}
	if err := b.admit(t, user, renewed.Ticket); err != nil {
		t.Fatal(err)
	}
}

// forge changes one letter in the middle of a ticket.
func forge(ticket string) string {
	b := []byte(ticket)
	b[len(b)/2] ^= 1
	return string(b)
}
