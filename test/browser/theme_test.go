package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

const background = "getComputedStyle(document.body).backgroundColor"

// brightness of a colour as the browser writes it, from 0 to 1.
const brightness = "(c => c.match(/[\\d.]+/g).slice(0, 3).reduce((sum, x) => sum + +x, 0) / 765)(" + background + ")"

// TestDarkMode follows the system and lets the visitor say otherwise, also without JavaScript, from the next page on too.
func TestDarkMode(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"with JavaScript": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript, Calm: true})
			v.open("/")
			v.wait("a bright page", brightness+" > 0.8")
			v.see(chrome.View{NoScript: noScript, Calm: true, Dark: true})
			v.wait("a dark page, as the system", brightness+" < 0.25")
			v.choosesTheme("Light")
			v.wait("a bright page, as chosen", brightness+" > 0.8")
			v.open("/cart")
			v.wait("a bright page still", brightness+" > 0.8")
			v.choosesTheme("System")
			v.wait("a dark page again", brightness+" < 0.25")
		})
	}
}

func (v *visitor) choosesTheme(name string) {
	v.t.Helper()
	v.press("USD", "header")
	v.press(name, "[data-preferences]")
}
