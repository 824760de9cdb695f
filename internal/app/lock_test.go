package app

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func folder(t *testing.T) Config {
	cfg := DefaultConfig()
	cfg.Data = t.TempDir()
	return cfg.WithDefaults()
}

func TestAFolderHasOneOwner(t *testing.T) {
	t.Parallel()
	cfg := folder(t)
	unlock, err := lockFolder(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockFolder(cfg); !errors.Is(err, errInUse) || !strings.Contains(err.Error(), "--data") {
		t.Fatalf("a second owner: %v", err)
	}
	unlock()
	again, err := lockFolder(cfg)
	if err != nil {
		t.Fatalf("the lock was not given back: %v", err)
	}
	again()
}

func TestAFolderOfANewerVersionIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"99\n": "newer version of Rialto", "a diary": "not a number"} {
		cfg := folder(t)
		if err := os.WriteFile(cfg.file("format"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := lockFolder(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("format %q: %v", text, err)
		}
	}
}
