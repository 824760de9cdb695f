package door

import (
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"rialto/internal/platform/errs"
)

// Guess lets a visit try a secret that anybody could type: a gift card's code. The try is charged at once, so that many at the same
// time gain nothing, to the user and to the address alike, so that neither new guests nor many addresses help. notWrong gives it
// back; who does not call it has guessed wrongly.
func (d *Door) Guess(v *Visit) (notWrong func(), err error) {
	b := d.budgets[Codes]
	if b == nil {
		return func() {}, nil
	}
	addr, local := d.address(v.R)
	who := []client{{addr: addr, local: local}}
	if v.Who.Known() {
		who = append(who, client{user: v.Who.UserID(), local: local})
	}
	now := d.deps.Now()
	var charged []*rate.Reservation
	notWrong = func() {
		for _, r := range charged {
			r.CancelAt(now)
		}
	}
	for _, c := range who {
		r := b.reserve(c, now)
		charged = append(charged, r)
		if wait := r.DelayFrom(now); wait > 0 {
			notWrong()
			return nil, errs.New(errs.KindTooMany, "too_many_wrong_codes",
				"Too many codes were wrong. Try again in %s.", inMinutes(v, wait))
		}
	}
	return notWrong, nil
}

// inMinutes is comeBack for waits that nobody counts in seconds.
func inMinutes(v *Visit, wait time.Duration) string {
	comeBack(v, wait)
	if wait <= time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", (wait+time.Minute-1)/time.Minute)
}

// reserve takes one token, even one that is not there yet.
func (b *budget) reserve(c client, now time.Time) *rate.Reservation {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bucket(c).ReserveN(now, 1)
}
