package ui

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// rendered is the HTML of a component.
func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func guide(t *testing.T) string {
	t.Helper()
	return rendered(t, Styleguide(Frame{Title: "Style guide", Nonce: "n", Path: "/styleguide", Currency: "USD", Currencies: []string{"USD", "EUR"}, SignedIn: true, UserName: "Ada", CartCount: 3, Demo: true,
		Categories: []Link{{"Lighting", "/c/lighting"}}, Notice: Notice{Success, "Saved."}}))
}

func values(html, attribute string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`\s`+attribute+`="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestIdsAreUniqueAndReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	html := guide(t)
	ids := map[string]bool{}
	for _, id := range values(html, "id") {
		if ids[id] {
			t.Errorf("the id %q is there twice", id)
		}
		ids[id] = true
	}
	if len(ids) < 40 {
		t.Fatalf("only %d ids were found", len(ids))
	}
	for _, attribute := range []string{"for", "aria-labelledby", "aria-describedby"} {
		for _, value := range values(html, attribute) {
			for _, id := range strings.Fields(value) {
				if !ids[id] {
					t.Errorf("%s names %q, which is not there", attribute, id)
				}
			}
		}
	}
	for _, href := range values(html, "href") {
		if id, local := strings.CutPrefix(href, "#"); local && !ids[id] {
			t.Errorf("a link leads to #%s, which is not there", id)
		}
	}
}

func TestNothingIsInline(t *testing.T) {
	t.Parallel()
	html := guide(t)
	if found := regexp.MustCompile(`<[^>]*\s(?:style|on[a-z]+)=`).FindString(html); found != "" {
		t.Errorf("inline: %s", found)
	}
	if found := regexp.MustCompile(`<style[\s>]`).FindString(html); found != "" {
		t.Error("there is a <style>")
	}
	for _, script := range regexp.MustCompile(`<script[^>]*>[^<]*`).FindAllString(html, -1) {
		if !strings.Contains(script, ` src="`) || !strings.Contains(script, ` nonce="n"`) || !strings.HasSuffix(script, ">") {
			t.Errorf("a script of the page itself, or without the nonce: %s", script)
		}
	}
}

func TestEveryAssetThatIsNamedExists(t *testing.T) {
	t.Parallel()
	html := guide(t)
	named := 0
	for _, address := range append(values(html, "href"), values(html, "src")...) {
		if !strings.HasPrefix(address, "/static/") {
			continue
		}
		named++
		if res := fetch(t, "GET", address, ""); res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d", address, res.StatusCode)
		}
	}
	if named < 5 {
		t.Errorf("only %d assets are named", named)
	}
}

func TestEveryPictureKeepsItsRoom(t *testing.T) {
	t.Parallel()
	pictures := regexp.MustCompile(`<(?:img|svg)\s[^>]*>`).FindAllString(guide(t), -1)
	if len(pictures) < 20 {
		t.Fatalf("only %d pictures were found", len(pictures))
	}
	for _, p := range pictures {
		stretched := strings.Contains(p, "preserveAspectRatio") // a plot, whose place the sheet sizes
		if !stretched && (!strings.Contains(p, ` width="`) || !strings.Contains(p, ` height="`)) {
			t.Errorf("no width and height: %s", p)
		}
		if strings.HasPrefix(p, "<img") && !strings.Contains(p, ` alt="`) {
			t.Errorf("no alt: %s", p)
		}
	}
}

func TestHeadingsDoNotSkipALevel(t *testing.T) {
	t.Parallel()
	last := byte('0')
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(guide(t), -1) {
		if level := m[1][0]; level > last+1 {
			t.Errorf("h%c follows h%c", level, last)
		}
		last = m[1][0]
	}
	if n := strings.Count(guide(t), "<h1"); n != 1 {
		t.Errorf("the page has %d main headings", n)
	}
}

func TestEveryClassIsStyledOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	sheet := string(load().files["app.css"].plain)
	unstyled := []string{"shop", "office", "pages-step", "timeline-at"} // hooks of other rules, or as their parent
	for _, value := range values(guide(t), "class") {
		for _, class := range strings.Fields(value) {
			known := strings.HasPrefix(class, "depth-") || slices.Contains(unstyled, class)
			if !known && !regexp.MustCompile(`\.`+regexp.QuoteMeta(class)+`[^a-z0-9-]`).MatchString(sheet) {
				t.Errorf("no sheet knows the class %s", class)
			}
		}
	}
}
