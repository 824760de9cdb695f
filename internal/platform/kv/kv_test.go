package kv_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rialto/internal/platform/kv"
)

func TestCheckEntrySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		key     string
		value   []byte
		version int64
		ttl     time.Duration
		want    string // "" is accepted
	}{
		{"a plain entry", "a", []byte("x"), 1, time.Second, ""},
		{"everything at its limit", strings.Repeat("k", kv.MaxKeyBytes), make([]byte, kv.MaxValueBytes), 1, 0, ""},
		{"no key", "", nil, 1, 0, "key is empty"},
		{"a long key", strings.Repeat("k", kv.MaxKeyBytes+1), nil, 1, 0, "513 bytes"},
		{"a large value", "a", make([]byte, kv.MaxValueBytes+1), 1, 0, "1048577 bytes"},
		{"no version", "a", nil, 0, 0, "versions start at 1"},
		{"a negative time to live", "a", nil, 1, -time.Second, "live -1s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := kv.CheckEntry(c.key, c.value, c.version, c.ttl)
			if c.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if !errors.Is(err, kv.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want ErrInvalid with %q", err, c.want)
			}
		})
	}
}

func TestCheckKeysLimitsTheirNumber(t *testing.T) {
	t.Parallel()
	keys := strings.Split(strings.Repeat("k,", kv.MaxKeys)+"k", ",")
	if err := kv.CheckKeys(keys...); !errors.Is(err, kv.ErrInvalid) {
		t.Errorf("%d keys: %v", len(keys), err)
	}
	if err := kv.CheckKeys(keys[1:]...); err != nil {
		t.Errorf("%d keys: %v", len(keys)-1, err)
	}
}
