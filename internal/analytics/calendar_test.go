package analytics

import (
	"testing"
	"time"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestTimeIsCutIntoBuckets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, by, from, to string
		want               []string // starts, and the end of the last
	}{
		{"a day", "day", "2026-11-24 00:00", "2026-11-25 00:00", []string{"2026-11-24", "2026-11-25"}},
		{"parts of two days", "day", "2026-11-24 18:30", "2026-11-25 00:01", []string{"2026-11-24", "2026-11-25", "2026-11-26"}},
		{"the leap day", "day", "2028-02-28 00:00", "2028-03-01 00:00", []string{"2028-02-28", "2028-02-29", "2028-03-01"}},
		{"a Monday begins its week", "week", "2026-11-23 00:00", "2026-11-24 00:00", []string{"2026-11-23", "2026-11-30"}},
		{"a Sunday ends it", "week", "2026-11-22 12:00", "2026-11-23 00:01", []string{"2026-11-16", "2026-11-23", "2026-11-30"}},
		{"a week over the year's end", "week", "2027-01-01 00:00", "2027-01-02 00:00", []string{"2026-12-28", "2027-01-04"}},
		{"the first week there is", "week", "1970-01-01 00:00", "1970-01-02 00:00", []string{"1969-12-29", "1970-01-05"}},
		{"months of all lengths", "month", "2026-01-31 00:00", "2026-03-31 00:00", []string{"2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"}},
	} {
		got := buckets[c.by].cut(at(t, c.from).UnixMicro(), at(t, c.to).UnixMicro(), 400)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", c.name, got)
			continue
		}
		for i := range got {
			if got[i].Format(time.DateOnly) != c.want[i] {
				t.Errorf("%s: entry %d is %s, want %s", c.name, i, got[i].Format(time.DateOnly), c.want[i])
			}
		}
	}
}

func TestCuttingStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	to := at(t, "9999-12-31 00:00").UnixMicro()
	got := buckets["day"].cut(0, to, 400)
	if len(got) != 401 || got[400].UnixMicro() >= to {
		t.Fatalf("%d entries, the last %v", len(got), got[len(got)-1])
	}
}
