package ui

import "strings"

// Frame is what is around the content of a page: who is visiting, what they chose, where they are. The zero Frame renders.
type Frame struct {
	Title       string // of the page, without the shop's name
	Description string // for search engines; may be empty
	Nonce       string // of the page's content security policy
	Path        string // of the request; marks where one is in the navigation
	Here        string // path with query, where a changed preference leads back; empty = Path
	Theme       string // light | dark | "" (as the system)
	Query       string // what the search box holds

	Currency   string   // what prices are shown in
	Currencies []string // what may be chosen; with fewer than two there is no choice

	CartCount int64
	UserName  string
	SignedIn  bool

	Categories []Link // of the navigation under the header
	Notice     Notice // said once above the content
	Demo       bool   // say that nothing is delivered
	NoIndex    bool   // keep search engines away: personal and endless pages
}

// Link is a text that leads somewhere.
type Link struct{ Text, Href string }

// Notice is one sentence about what was just done. Kind "" is Info.
type Notice struct {
	Kind Tone
	Text string
}

// Tone is what a message, badge or button means; it chooses colour and, for messages, the role that is announced.
type Tone string

// Tones. Neutral is the default.
const (
	Neutral Tone = ""
	Brand   Tone = "brand"
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Danger  Tone = "danger"
)

func (f Frame) documentTitle() string {
	if f.Title == "" {
		return "Rialto"
	}
	return f.Title + " · Rialto"
}

func (f Frame) here() string {
	if f.Here != "" {
		return f.Here
	}
	if f.Path != "" {
		return f.Path
	}
	return "/"
}

// currentOf returns the index of the link that covers path most closely, or -1: /admin/orders/7 is within /admin/orders.
func currentOf(path string, links []Link) int {
	best, length := -1, 0
	for i, l := range links {
		href := strings.TrimSuffix(l.Href, "/")
		within := path == l.Href || path == href || strings.HasPrefix(path, href+"/")
		if within && len(l.Href) > length {
			best, length = i, len(l.Href)
		}
	}
	return best
}

// currentPage is the value of aria-current for a link to where one is.
func currentPage(current bool) string {
	if current {
		return "page"
	}
	return "false"
}

// pressed is the value of aria-pressed, and of aria-current for one of several.
func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

func noticeTone(t Tone) Tone {
	if t == Neutral {
		return Info
	}
	return t
}
