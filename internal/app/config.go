package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"rialto/internal/analytics"
	"rialto/internal/browse"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/demo"
	"rialto/internal/door"
	"rialto/internal/drop"
	"rialto/internal/fulfillment"
	"rialto/internal/gateway"
	"rialto/internal/giftcard"
	"rialto/internal/identity"
	"rialto/internal/inventory"
	"rialto/internal/ledger"
	"rialto/internal/media"
	"rialto/internal/order"
	"rialto/internal/page"
	"rialto/internal/payment"
	"rialto/internal/pricing"
	"rialto/internal/search"
	"rialto/internal/shipping"
)

// Config is everything an operator may set, in a YAML file (--config) or by flags and environment. Each room owns its
// part; this only nests them. Zero values mean the rooms' defaults.
type Config struct {
	Data      string   `yaml:"data"`       // folder of the embedded profile. Default ./rialto-data.
	Listen    string   `yaml:"listen"`     // address of the public API. Default 127.0.0.1:8080.
	Targets   []string `yaml:"targets"`    // rows of the module table. Default all.
	PublicURL string   `yaml:"public_url"` // how browsers reach it; https turns on Secure cookies and HSTS. Default http://LISTEN.

	// Where rooms run in several processes: the address this one serves calls on, the secret that callers must know
	// (required off loopback), and where the other rooms are.
	Internal       string            `yaml:"internal"`
	InternalSecret string            `yaml:"internal_secret"`
	Neighbours     map[string]string `yaml:"neighbours"`

	// Databases by room, as PostgreSQL addresses; a room without one keeps a SQLite file in Data. "*" names the rest,
	// with {room} standing for the room: postgres://localhost/rialto_{room}.
	Databases map[string]string `yaml:"databases"`

	Currency   string   `yaml:"currency"`   // shop's default. Default USD.
	Currencies []string `yaml:"currencies"` // enabled ones, the default among them, at most 4. Default the default alone.

	OperatorEmail    string `yaml:"operator_email"`    // Default operator@rialto.test.
	OperatorPassword string `yaml:"operator_password"` // Default: random, printed once.

	// Demo fills an untouched folder with the demo marketplace. A folder that was filled stays one.
	Demo bool `yaml:"demo"`

	// DemoSpeed is seconds of simulated warehouse and carrier work per real second; 0 = people do it.
	DemoSpeed float64 `yaml:"demo_speed"`

	WebhookDelay time.Duration `yaml:"webhook_delay"` // of the sandbox's late webhook. Default 5s.

	MailFrom string `yaml:"mail_from"` // sender of mail. Default Rialto <no-reply@rialto.test>.

	LogLevel  string `yaml:"log_level"`  // debug, info, warn, error. Default info.
	LogFormat string `yaml:"log_format"` // text or json. Default text.

	DemoSize demo.Config `yaml:"-"` // of the demo, for tests. Default: as demo says.

	Analytics   analytics.Config   `yaml:"analytics"`
	Browse      browse.Config      `yaml:"browse"`
	Cart        cart.Config        `yaml:"cart"`
	Catalog     catalog.Config     `yaml:"catalog"`
	Door        door.Config        `yaml:"door"`
	Drop        drop.Config        `yaml:"drop"`
	Fulfillment fulfillment.Config `yaml:"fulfillment"`
	Gateway     gateway.Config     `yaml:"gateway"`
	GiftCard    giftcard.Config    `yaml:"giftcard"`
	Identity    identity.Config    `yaml:"identity"`
	Inventory   inventory.Config   `yaml:"inventory"`
	Ledger      ledger.Config      `yaml:"ledger"`
	Media       media.Config       `yaml:"media"`
	Order       order.Config       `yaml:"order"`
	Pages       page.Config        `yaml:"pages"`
	Payment     payment.Config     `yaml:"payment"`
	Pricing     pricing.Config     `yaml:"pricing"`
	Search      search.Config      `yaml:"search"`
	Shipping    shipping.Config    `yaml:"shipping"`
}

// DefaultConfig returns the configuration of a shop that sets nothing; files and flags are laid over it.
func DefaultConfig() Config {
	return Config{Analytics: analytics.Defaults(), Inventory: inventory.Defaults(), Media: media.Defaults(), Shipping: shipping.Defaults()}
}

// LoadConfig lays a YAML file over settings. A field that does not exist is an error that names it.
func LoadConfig(path string, c Config) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return c, fmt.Errorf("configuration %s: %w", path, err)
	}
	return c, nil
}

// WithDefaults fills what is zero and hands the shop's settings down to the rooms that need them.
func (c Config) WithDefaults() Config {
	c.Data = first(c.Data, "rialto-data")
	c.Listen = first(c.Listen, "127.0.0.1:8080")
	c = c.withDemo()
	c.PublicURL = first(c.PublicURL, "http://"+c.Listen)
	c.Currency = first(c.Currency, "USD")
	c.OperatorEmail = first(c.OperatorEmail, "operator@rialto.test")
	c.MailFrom = first(c.MailFrom, "Rialto <no-reply@rialto.test>")
	c.LogLevel, c.LogFormat = first(c.LogLevel, "info"), first(c.LogFormat, "text")
	if len(c.Targets) == 0 {
		c.Targets = []string{"all"}
	}
	if len(c.Currencies) == 0 {
		c.Currencies = []string{c.Currency}
	}
	if c.WebhookDelay == 0 {
		c.WebhookDelay = 5 * time.Second
	}
	return c.handDown()
}

// WithoutSecrets returns a copy fit to be shown.
func (c Config) WithoutSecrets() Config {
	for _, secret := range []*string{&c.InternalSecret, &c.OperatorPassword} {
		if *secret != "" {
			*secret = "(set)"
		}
	}
	shown := map[string]string{}
	for room, address := range c.Databases {
		shown[room] = redacted(address)
	}
	c.Databases = shown
	return c
}

// redacted hides the password of an address.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "(set)"
	}
	return u.Redacted()
}

// handDown gives the rooms what belongs to the shop as a whole.
func (c Config) handDown() Config {
	c.Catalog.Currency, c.Catalog.Currencies = c.Currency, c.Currencies
	c.Cart.Currency, c.Order.Currency, c.Search.Currency = c.Currency, c.Currency, c.Currency
	c.Pricing.Currencies = c.Currencies
	c.Fulfillment.DemoSpeed = c.DemoSpeed
	c.Gateway.PublicURL, c.Gateway.Currency = c.PublicURL, c.Currency
	c.Door.PublicURL, c.Door.Loopback = c.PublicURL, c.onlyHere()
	return c
}

func first(value, standard string) string {
	if value == "" {
		return standard
	}
	return value
}

// Validate says in one sentence what is wrong, nil if nothing is. Rooms check their own parts when they are made.
func (c Config) Validate() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("listen: %q is not HOST:PORT", c.Listen)
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("public_url: %q is not an http or https address", c.PublicURL)
	}
	if err := c.validateCurrencies(); err != nil {
		return err
	}
	if c.DemoSpeed < 0 {
		return fmt.Errorf("demo_speed must not be negative")
	}
	if c.Internal != "" && !loopback(c.Internal) && c.InternalSecret == "" {
		return fmt.Errorf("internal: %s is not on loopback, so internal_secret must be set", c.Internal)
	}
	return nil
}

func (c Config) validateCurrencies() error {
	if len(c.Currencies) > 4 {
		return fmt.Errorf("currencies: at most 4 can be enabled, not %d", len(c.Currencies))
	}
	for _, code := range c.Currencies {
		if !commerce.ValidCurrency(code) {
			return fmt.Errorf("currencies: %q is not a currency code such as USD", code)
		}
	}
	if !slices.Contains(c.Currencies, c.Currency) {
		return fmt.Errorf("currency: %s is not among currencies %v", c.Currency, c.Currencies)
	}
	return nil
}

// onlyHere reports whether nobody but this machine reaches the shop. One that listens on loopback and has a public address
// elsewhere stands behind a proxy, which brings the whole world.
func (c Config) onlyHere() bool {
	if !loopback(c.Listen) {
		return false
	}
	u, err := url.Parse(c.PublicURL)
	return c.PublicURL == "" || err == nil && loopbackHost(u.Hostname())
}

// loopback reports whether only this machine can reach an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && loopbackHost(host)
}

// loopbackHost reports whether a host is this machine itself. A name other than localhost is not trusted.
func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c Config) file(name string) string { return filepath.Join(c.Data, name) }
