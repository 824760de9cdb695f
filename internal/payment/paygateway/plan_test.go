package paygateway

import (
	"testing"

	"rialto/internal/payment"
)

func TestANumberMakesAnotherCardOfTheSameKind(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]payment.ChargeState{
		"tok_approve": payment.ChargeAuthorized, "tok_approve_17": payment.ChargeAuthorized, "card_approve_17": payment.ChargeAuthorized,
		"tok_3ds": payment.ChargeRequiresAction, "tok_3ds_2": payment.ChargeRequiresAction, "tok_decline_9": payment.ChargeDeclined,
		"tok_17": payment.ChargeDeclined, "approve_17": payment.ChargeDeclined, "tok_approve_x": payment.ChargeDeclined,
	} {
		if got := planOf(token); got.state != want {
			t.Errorf("%s is %s, want %s", token, got.state, want)
		}
	}
	if p := planOf("tok_timeout_charged_3"); !p.hangs {
		t.Error("a numbered card answers in time")
	}
}
