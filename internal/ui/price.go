package ui

import "rialto/internal/commerce"

// percentOff is how many whole percent now is below was; 0 where it is not, or the two cannot be compared.
func percentOff(now, was commerce.Money) int64 {
	if now.Currency != was.Currency || now.Amount >= was.Amount || was.Amount <= 0 || now.Amount < 0 {
		return 0
	}
	return int64(float64(was.Amount-now.Amount) / float64(was.Amount) * 100)
}
