package telemetry_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"rialto/internal/platform/telemetry"
)

const canary = "ada@example.com"

func TestSecretAndPersonalKeysAreRedacted(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"email", "Email", "user_email", "userEmail", "email_old", "mail", "phone", "street", "address", "ship-address",
		"password", "password_new", "secret", "client.secret", "token", "cartToken", "X-Cart-Token", "authorization",
		"cookie", "api_key", "apiKey", "dsn", "card", "card_number", "pan", "cvc", "iban", "signature",
	} {
		for _, format := range []string{"text", "json"} {
			log, out := newLogger(t, telemetry.LogConfig{Format: format})
			log.Info("x", key, canary)
			log.With(key, canary).Info("x")
			log.Info("x", slog.Group("request", key, errors.New(canary)))
			log.WithGroup("request").Info("x", slog.Group(key, "value", canary))
			if strings.Contains(out.String(), canary) || strings.Count(out.String(), "[redacted]") != 4 {
				t.Errorf("%s, %s: %s", format, key, out)
			}
		}
	}
}

func TestOtherKeysAreNot(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"", "order_id", "email_id", "emails_sent", "card_brand", "token_count", "cardinality", "company", "discard",
		"span", "panel", "monkey", "product", "error",
	} {
		log, out := newLogger(t, telemetry.LogConfig{})
		log.Info("x", key, canary)
		if !strings.Contains(out.String(), canary) {
			t.Errorf("%q is hidden: %s", key, out)
		}
	}
}
