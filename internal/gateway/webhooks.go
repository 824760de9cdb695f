package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/door"
)

// webhookRoutes: the signature is the credential, and payment judges it; nobody is signed in here.
func (g *Gateway) webhookRoutes() {
	route(g, huma.Operation{
		OperationID: "payment-webhook", Method: http.MethodPost, Path: "/v1/webhooks/payments/{gateway}", Tags: []string{"webhooks"},
		Summary:   "A signed event of a payment gateway; 204 once it is stored, repeats included",
		Responses: map[string]*huma.Response{"401": problemResponse("Bad or old signature")},
	}, rule{access: door.Unasked}, g.paymentWebhook)
}

type webhookInput struct {
	Gateway   string `path:"gateway" maxLength:"40"`
	Signature string `header:"Rialto-Signature" maxLength:"500" doc:"t=UNIX,v1=HEX: HMAC-SHA256 over \"t.body\"."`
	RawBody   []byte `contentType:"application/json"`
}

// paymentWebhook passes the bytes on as they came: the signature is over them.
func (g *Gateway) paymentWebhook(ctx context.Context, _ *door.Visit, in *webhookInput) (*nothing, error) {
	_, err := g.needs.Payment.Webhook(ctx, &paymentv1.WebhookRequest{
		Gateway: in.Gateway, Signature: in.Signature, Body: in.RawBody,
	})
	return nil, err
}
