package cli

import (
	"fmt"
	"time"
)

// when is a time in a flag: RFC 3339, or a day, which begins at midnight UTC.
type when struct{ time.Time }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *when) UnmarshalText(text []byte) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			w.Time = t
			return nil
		}
	}
	return fmt.Errorf("%.40q is neither a time such as 2026-11-27T08:00:00Z nor a day such as 2026-11-27", text)
}

// micros is the time for a row; 0 where none was given.
func (w when) micros() int64 {
	if w.IsZero() {
		return 0
	}
	return w.UnixMicro()
}
