package page

import (
	"net/http"
	"slices"
	"time"
)

// What a visitor chose is kept in cookies that say nothing about them. themeName is also written by static/theme.js.
const (
	themeName    = "rialto_theme"
	currencyName = "rialto_currency"
)

const year = 365 * 24 * time.Hour

func (p *Page) cookie(name string) string {
	c, err := p.R.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// ChooseCurrency remembers a currency that the shop has; others are ignored.
func (p *Page) ChooseCurrency(code string) {
	if oneOf(code, p.Site.cfg.Currencies...) != "" {
		p.keep(currencyName, code)
	}
}

// ChooseTheme remembers light or dark; anything else means as the system.
func (p *Page) ChooseTheme(theme string) { p.keep(themeName, oneOf(theme, "light", "dark")) }

func (p *Page) keep(name, value string) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(year.Seconds()),
		Secure: p.Site.door.HTTPS(), SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(p.W, c)
}

func oneOf(value string, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return ""
}
