package importer

import (
	"testing"
	"time"
)

func TestTimesWithoutAZoneAreUTC(t *testing.T) {
	t.Parallel()
	day := time.Date(2017, 1, 2, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2017-01-02":                       day,
		"2017-01-02 15:04":                 day.Add(15*time.Hour + 4*time.Minute),
		"2017-01-02 15:04:05":              day.Add(15*time.Hour + 4*time.Minute + 5*time.Second),
		"2017-01-02 15:04:05.25":           day.Add(15*time.Hour + 4*time.Minute + 5250*time.Millisecond),
		"2017-01-02T15:04:05":              day.Add(15*time.Hour + 4*time.Minute + 5*time.Second),
		"2017-01-02T15:04:05Z":             day.Add(15*time.Hour + 4*time.Minute + 5*time.Second),
		"2017-01-02T15:04:05.000001+02:00": day.Add(13*time.Hour + 4*time.Minute + 5*time.Second + time.Microsecond),
	} {
		got, err := parseTime(text)
		if err != nil || got != want.UnixMicro() {
			t.Errorf("%q = %s, %v, want %s", text, time.UnixMicro(got).UTC(), err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "02/01/2017", "2017-13-01", "1969-12-31", "2017-02-30", "1483369445"} {
		if got, err := parseTime(text); err == nil {
			t.Errorf("%q = %d", text, got)
		}
	}
}
