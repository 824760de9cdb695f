package giftcard_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/platform/errs"
)

func TestARepeatOfAnIssueGivesTheSameCardAndCode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.issue(t)
	if first.Replayed || first.Card.Balance != 5000 || first.Card.Available != 5000 || first.Card.State != "good" ||
		!strings.HasSuffix(first.Code, first.Card.LastFour) || first.Card.Note != "thank you" {
		t.Fatalf("issued %v", first)
	}
	req := b.request()
	b.clock = b.clock.AddDate(2, 0, 0) // for ever: also when the card is over
	again, err := b.Issue(t.Context(), req)
	noError(t, err)
	if !again.Replayed || again.Code != first.Code || again.Card.CardId != first.Card.CardId || again.Card.State != "expired" {
		t.Fatalf("again %v, first %v", again, first)
	}
}

func TestAKeyStandsForOneRequest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issue(t)
	for name, change := range map[string]func(*giftcardv1.IssueRequest){
		"amount":   func(r *giftcardv1.IssueRequest) { r.Amount.Amount++ },
		"currency": func(r *giftcardv1.IssueRequest) { r.Amount.Currency = "EUR" },
		"end":      func(r *giftcardv1.IssueRequest) { r.ExpiresAt = 0 },
		"note":     func(r *giftcardv1.IssueRequest) { r.Note = "" },
	} {
		req := b.request()
		change(req)
		_, err := b.Issue(t.Context(), req)
		if !errs.HasCode(err, "idempotency_mismatch") {
			t.Errorf("another %s gives %v", name, err)
		}
	}
}

func TestTwinsOfAnIssueGetOneCard(t *testing.T) {
	t.Parallel()
	b := setup(t)
	codes := make([]string, 20)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			resp, err := b.Issue(t.Context(), b.request())
			if err != nil {
				t.Error(err)
				return
			}
			codes[i] = resp.Code
		})
	}
	wg.Wait()
	for _, code := range codes {
		if code != codes[0] {
			t.Fatalf("two cards: %v", codes)
		}
	}
	list, err := b.List(t.Context(), nil)
	noError(t, err)
	if len(list.Cards) != 1 {
		t.Fatalf("%d cards", len(list.Cards))
	}
}

func TestACodeIsNotToldAgainUnderAnotherSecret(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.issue(t)
	changed := b.withSecret(t, "another secret of sixteen bytes")
	_, err := changed.Issue(t.Context(), b.request())
	wantCode(t, err, errs.KindConflict, "gift_card_code_lost")
	if _, err := changed.LookUp(t.Context(), &giftcardv1.LookUpRequest{Code: first.Code}); err != nil {
		t.Fatalf("the code that somebody holds is worth nothing any more: %v", err)
	}
}

func TestABadIssueIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Issue(t.Context(), nil)
	wantFields(t, err, "idempotency_key", "amount")
	for _, bad := range []*commercev1.Money{usd(0), usd(-1), usd(1 << 62), {Amount: 1, Currency: "usd"}} {
		_, err := b.Issue(t.Context(), &giftcardv1.IssueRequest{IdempotencyKey: "k", Amount: bad})
		wantFields(t, err, "amount")
	}
	_, err = b.Issue(t.Context(), &giftcardv1.IssueRequest{
		IdempotencyKey: "line\nbreak", Amount: usd(1), ExpiresAt: -1, Note: strings.Repeat("x", 201),
	})
	wantFields(t, err, "idempotency_key", "expires_at", "note")
	_, err = b.Issue(t.Context(), &giftcardv1.IssueRequest{IdempotencyKey: "k", Amount: usd(1), ExpiresAt: b.clock.UnixMicro()})
	wantFields(t, err, "expires_at")
	list, err := b.List(t.Context(), &giftcardv1.ListRequest{})
	noError(t, err)
	if len(list.Cards) != 0 {
		t.Fatalf("a refused request left %v", list.Cards)
	}
}

func TestCardsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, key := range []string{"a", "b", "c"} {
		b.clock = b.clock.Add(time.Second)
		_, err := b.Issue(t.Context(), &giftcardv1.IssueRequest{IdempotencyKey: key, Amount: usd(1), Note: key})
		noError(t, err)
	}
	var notes string
	for cursor := ""; ; {
		page, err := b.List(t.Context(), &giftcardv1.ListRequest{Cursor: cursor, Limit: 2})
		noError(t, err)
		for _, c := range page.Cards {
			notes += c.Note
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if notes != "cba" {
		t.Fatalf("listed %q", notes)
	}
	_, err := b.List(t.Context(), &giftcardv1.ListRequest{Cursor: "-3"})
	wantFields(t, err, "cursor")
}
