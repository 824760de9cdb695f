package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDefaultsAreValid(t *testing.T) {
	t.Parallel()
	cfg := DefaultConfig().WithDefaults()
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	if cfg.Listen != "127.0.0.1:8080" || cfg.Data != "rialto-data" || cfg.Currency != "USD" || cfg.Targets[0] != "all" {
		t.Fatalf("%+v", cfg)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		"listen":          func(c *Config) { c.Listen = "nowhere" },
		"public_url":      func(c *Config) { c.PublicURL = "ftp://shop" },
		"at most 4":       func(c *Config) { c.Currencies = []string{"USD", "EUR", "GBP", "JPY", "CAD"} },
		"currency code":   func(c *Config) { c.Currencies = []string{"USD", "dollars"} },
		"not among":       func(c *Config) { c.Currency, c.Currencies = "EUR", []string{"USD"} },
		"demo_speed":      func(c *Config) { c.DemoSpeed = -1 },
		"internal_secret": func(c *Config) { c.Internal = "10.0.0.1:9000" },
	} {
		cfg := DefaultConfig()
		change(&cfg)
		if err := cfg.WithDefaults().Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestTargetsAndNeighboursAreCheckedBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		"unknown":                  func(c *Config) { c.Targets = []string{"warehouse"} },
		"neither a target of this": func(c *Config) { c.Targets = []string{"order"} },
	} {
		cfg := DefaultConfig()
		change(&cfg)
		if _, err := New(cfg, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestAFileSetsWhatItNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.yaml")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("currency: GBP\norder: {hold: 5m}\ncart: {keep_for: 48h}\n")
	cfg, err := LoadConfig(path, DefaultConfig())
	if err != nil || cfg.Currency != "GBP" || cfg.Order.Hold != 5*time.Minute || cfg.Cart.KeepFor != 48*time.Hour || cfg.Analytics.HalfLife == 0 {
		t.Fatalf("%+v, %v", cfg, err)
	}
	write("curency: GBP\n")
	if _, err := LoadConfig(path, DefaultConfig()); err == nil || !strings.Contains(err.Error(), "curency") {
		t.Fatalf("a field that does not exist: %v", err)
	}
	write("")
	if _, err := LoadConfig(path, DefaultConfig()); err != nil {
		t.Fatalf("an empty file: %v", err)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	cfg := DefaultConfig()
	cfg.InternalSecret, cfg.OperatorPassword = "s3cret-one", "s3cret-two"
	cfg.Databases = map[string]string{"order": "postgres://shop:s3cret-three@db/orders"}
	shown := cfg.WithoutSecrets()
	for _, text := range []string{shown.InternalSecret, shown.OperatorPassword, shown.Databases["order"]} {
		if strings.Contains(text, "s3cret") {
			t.Errorf("shown: %s", text)
		}
	}
	if cfg.Databases["order"] != "postgres://shop:s3cret-three@db/orders" {
		t.Error("the settings themselves were changed")
	}
}
