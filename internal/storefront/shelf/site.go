package shelf

import (
	"io"
	"net/http"

	"rialto/internal/page"
	"rialto/internal/ui"
)

// prefer remembers how somebody wants the shop, and leads back. What the shop does not have is ignored.
func (s *pages) prefer(p *page.Page) error {
	if p.R.PostForm.Has("currency") {
		p.ChooseCurrency(p.Value("currency"))
	}
	if p.R.PostForm.Has("theme") {
		p.ChooseTheme(p.Value("theme"))
	}
	return p.Redirect(page.Local(p.Value("next"), "/"))
}

// styleguide brings its own frame round itself, as it shows that too.
func (s *pages) styleguide(p *page.Page) error {
	frame := ui.Frame{
		Title: "Style guide", Nonce: p.Nonce, Path: p.R.URL.Path, Theme: p.Theme, Currency: p.Currency, NoIndex: true,
		SignedIn: p.Who.Known() && p.Who.User.GetKind() != "guest", UserName: p.Who.User.GetName(),
	}
	return p.Fragment(ui.Styleguide(frame))
}

// robots keep out of what is personal, and of completions.
const robots = `User-agent: *
Disallow: /account
Disallow: /addresses
Disallow: /admin
Disallow: /cart
Disallow: /checkout
Disallow: /orders
Disallow: /register
Disallow: /signin
Disallow: /suggest
Disallow: /v1/
`

func (s *pages) robots(p *page.Page) error {
	h := p.W.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=86400")
	_, err := io.WriteString(p.W, robots)
	if err != nil {
		s.shop.Deps.Log.Debug("a robot went away", "error", err)
	}
	return nil
}

// favicon is for browsers that ask without having seen a page, such as for a bookmark.
func (s *pages) favicon(p *page.Page) error {
	p.W.Header().Set("Cache-Control", "public, max-age=86400")
	http.Redirect(p.W, p.R, ui.Asset("icon.svg"), http.StatusFound)
	return nil
}
