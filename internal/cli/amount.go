package cli

import (
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
)

// wire is an amount that somebody typed, for a request.
func wire(m commerce.Money) *commercev1.Money {
	return &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
}
