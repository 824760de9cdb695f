package shipping

import (
	"testing"
	"time"
)

func TestArrival(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	for _, c := range []struct {
		placed            string
		handling, transit int
		want              string
	}{
		{"2026-11-24T10:00:00Z", 0, 1, "Wed 2026-11-25 23:00"},      // Tuesday morning
		{"2026-11-24T20:00:00Z", 0, 1, "Thu 2026-11-26 23:00"},      // at the cutoff hour: as on Wednesday
		{"2026-11-24T10:00:00Z", 2, 3, "Tue 2026-12-01 23:00"},      // over a weekend
		{"2026-11-27T19:59:59Z", 0, 2, "Tue 2026-12-01 23:00"},      // Friday, a second before
		{"2026-11-27T21:00:00Z", 0, 1, "Tue 2026-12-01 23:00"},      // Friday night: as on Monday
		{"2026-11-28T08:00:00Z", 0, 1, "Tue 2026-12-01 23:00"},      // Saturday: as on Monday
		{"2026-11-29T23:59:59Z", 0, 1, "Tue 2026-12-01 23:00"},      // Sunday
		{"2026-11-24T23:30:00-08:00", 0, 1, "Thu 2026-11-26 23:00"}, // Wednesday 07:30 in UTC
		{"2028-02-28T10:00:00Z", 0, 1, "Tue 2028-02-29 23:00"},
	} {
		placed, err := time.Parse(time.RFC3339, c.placed)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.arrival(placed, c.handling, c.transit).Format("Mon 2006-01-02 15:04"); got != c.want {
			t.Errorf("placed %s, %d + %d days: %s, want %s", c.placed, c.handling, c.transit, got, c.want)
		}
	}
}
