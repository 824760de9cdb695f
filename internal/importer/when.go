package importer

import (
	"fmt"
	"strings"
	"time"
)

// forms are the ways a time may be written. Without a zone it is UTC.
var forms = []string{
	"2006-01-02 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02",
}

// parseTime returns UTC microseconds. Fractions of a second may follow the seconds.
func parseTime(text string) (int64, error) {
	for _, form := range forms {
		if t, err := time.Parse(form, text); err == nil && t.UnixMicro() > 0 && t.Year() < 10_000 {
			return t.UnixMicro(), nil
		}
	}
	return 0, fmt.Errorf("%.40q is not a time after 1970 such as %s", text, strings.Join(forms[:2], " or "))
}
