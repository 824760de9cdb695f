package giftcard_test

import (
	"fmt"
	"strings"
	"testing"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/giftcard"
	"rialto/internal/platform/errs"
)

func TestACodeIsFoundHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	issued := b.issue(t)
	code := issued.Code
	for _, typed := range []string{
		code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " "),
		"  " + strings.ReplaceAll(code, "-", " – ") + "\n", strings.ReplaceAll(code, "0", "O"),
		strings.ReplaceAll(code, "1", "l"), strings.ReplaceAll(code, "1", "I"),
	} {
		found, err := b.LookUp(t.Context(), &giftcardv1.LookUpRequest{Code: typed})
		noError(t, err)
		if found.CardId != issued.Card.CardId || found.Note != "" {
			t.Fatalf("%q finds %v", typed, found)
		}
	}
}

func TestAWrongCodeFindsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	code := b.issue(t).Code
	for _, typed := range []string{"", code[1:], code + "0", strings.Repeat("0", 16), "U" + code[1:], strings.Repeat("-", 101) + code, "\xff" + code} {
		_, err := b.LookUp(t.Context(), &giftcardv1.LookUpRequest{Code: typed})
		wantCode(t, err, errs.KindNotFound, "gift_card_unknown")
	}
}

func TestCodesOfNeighbouringCardsHaveNothingInCommon(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := map[string]bool{}
	for i := range 500 {
		resp, err := b.Issue(t.Context(), &giftcardv1.IssueRequest{IdempotencyKey: fmt.Sprint(i), Amount: usd(1)})
		noError(t, err)
		for _, part := range []string{resp.Code[:9], resp.Code[10:]} { // 40 bits each
			if seen[part] {
				t.Fatalf("%s comes twice in 500 codes", part)
			}
			seen[part] = true
		}
	}
}

func FuzzNormalCode(f *testing.F) {
	for _, seed := range []string{"7Q2M-0ABC-DEFG-HJKM", "o0 iI lL–1", "", "U", strings.Repeat("9", 16), "7q2m 0abc defg hjkm\n", "\xff\xfe", "İıſ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := giftcard.NormalCode(typed)
		if !ok {
			return
		}
		if len(code) != 16 || strings.Trim(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Fatalf("%q gives %q", typed, code)
		}
		for _, same := range []string{code, strings.ToLower(code), code[:4] + "-" + code[4:8] + " " + code[8:]} {
			if again, ok := giftcard.NormalCode(same); !ok || again != code {
				t.Fatalf("%q gives %q, and that typed as %q gives %q", typed, code, same, again)
			}
		}
	})
}
