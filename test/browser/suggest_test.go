package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"rialto/test/browser/chrome"
)

const (
	options = "[...document.querySelectorAll('[data-suggestions] [role=option]')].filter(o => o.checkVisibility())"
	chosen  = "document.querySelector('[data-suggestions] [aria-selected=true]')"
)

// TestSuggestionsByKeyboard types into the search box and never touches the mouse.
func TestSuggestionsByKeyboard(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	v.open("/")
	v.wait("the search box by Tab", "document.body.tabIndex = -1, true")
	for range 20 {
		v.key(kb.Tab)
		if eval[string](v, "document.activeElement.id") == "q" {
			break
		}
	}
	v.key("lam")
	v.wait("suggestions", options+".length > 1")
	v.key(kb.ArrowDown)
	v.key(kb.ArrowDown)
	v.wait("the second to be chosen", options+"[1] === "+chosen+" && document.activeElement.getAttribute('aria-activedescendant') === "+chosen+".id")
	v.key(kb.ArrowUp)
	v.key(kb.ArrowUp)
	v.wait("none to be chosen, as typed", chosen+" === null && document.activeElement.value === 'lam'")
	v.key(kb.Escape)
	v.wait("the list to close", options+".length === 0 && document.activeElement.getAttribute('aria-expanded') === 'false'")
	v.key("p")
	v.wait("suggestions again", options+".length > 0")
	v.key(kb.ArrowDown)
	leads := eval[string](v, chosen+".dataset.href")
	v.key(kb.Enter)
	v.at(leads)
}
