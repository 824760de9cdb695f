package paymenttest_test

import (
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestGatewayInMemory(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, paymenttest.NewGateway())
}

func TestScriptedFaultsLoseTheCallOrTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		fault paymenttest.Fault
		want  payment.ChargeState
	}{
		{"lost before", paymenttest.FailBefore, payment.ChargeMissing},
		{"lost after", paymenttest.FailAfter, payment.ChargeAuthorized},
		{"hangs before", paymenttest.HangBefore, payment.ChargeMissing},
		{"hangs after", paymenttest.HangAfter, payment.ChargeAuthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			g, key := paymenttest.NewGateway(), payment.Key{UserID: 1, OrderID: "1"}
			g.Script("authorize", tc.fault)
			_, err := g.Authorize(paymenttest.GivesUp(t), payment.Authorization{
				Key: key, Amount: commerce.Money{Amount: 5, Currency: "USD"}, Token: "tok_approve",
			})
			if !errs.Is(err, errs.KindUnknown) {
				t.Fatalf("answer: %v", err)
			}
			if c, err := g.Lookup(t.Context(), key); err != nil || c.State != tc.want {
				t.Fatalf("look-up: %+v, %v", c, err)
			}
		})
	}
}
