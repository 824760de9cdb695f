package ui

import "time"

// Day writes a date for people: "Tuesday, 3 March 2026". The zero time gives "".
func Day(t time.Time) string { return written(t, "Monday, 2 January 2006") }

// ShortDay writes a date where there is little room: "3 Mar 2026".
func ShortDay(t time.Time) string { return written(t, "2 Jan 2006") }

// Moment writes a point in time: "3 Mar 2026, 14:05 UTC".
func Moment(t time.Time) string { return written(t, "2 Jan 2006, 15:04 MST") }

func written(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// machine writes a time for the datetime attribute.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }
