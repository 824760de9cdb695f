package analytics

import (
	"time"

	"rialto/internal/commerce"
)

// dayOf returns the day (since 1970, UTC) of a time in µs. Times before 1970 are nobody's; they count for the first day.
func dayOf(at int64) int64 { return max(0, at) / day.Microseconds() }

// Day is the day, counted since 1970 (UTC), on which a purchase was made.
func (p Purchase) Day() int64 { return dayOf(p.OrderedAt) }

// bucket is a way to cut time: first returns the start of the bucket that a day is in, next the start of the one after.
type bucket struct {
	first, next func(time.Time) time.Time
}

// buckets are the ways there are. Weeks start on Monday. All is UTC, where every day has 24 hours.
var buckets = map[string]bucket{
	"day": {
		first: func(d time.Time) time.Time { return d },
		next:  func(d time.Time) time.Time { return d.AddDate(0, 0, 1) },
	},
	"week": {
		first: func(d time.Time) time.Time { return d.AddDate(0, 0, -(int(d.Weekday())+6)%7) },
		next:  func(d time.Time) time.Time { return d.AddDate(0, 0, 7) },
	},
	"month": {
		first: func(d time.Time) time.Time { return d.AddDate(0, 0, 1-d.Day()) },
		next:  func(d time.Time) time.Time { return d.AddDate(0, 1, 0) },
	},
}

// cut returns the starts of the buckets that [from, to) touches and the end of the last, so one more than there are
// buckets. It stops after most buckets; then the last entry is before to.
func (b bucket) cut(from, to int64, most int) []time.Time {
	start := b.first(time.UnixMicro(from).UTC().Truncate(day))
	starts := []time.Time{start}
	for commerce.Micros(start) < to && len(starts) <= most {
		start = b.next(start)
		starts = append(starts, start)
	}
	return starts
}
