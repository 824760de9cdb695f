package ui

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// first view ≤ 60 kB (issue 4): what every page loads beside its HTML must leave room for that.
const sheetBudget, moduleBudget = 10_000, 9_000

func TestModulesImportOnlyModulesThatExist(t *testing.T) {
	t.Parallel()
	imports := regexp.MustCompile(`(?m)(?:^import|\bfrom|\bimport\()\s*["']([^"']+)["']`)
	imported := map[string]bool{"app.js": true}
	for name, f := range load().files {
		if path.Ext(name) != ".js" {
			continue
		}
		for _, m := range imports.FindAllStringSubmatch(string(f.plain), -1) {
			to, beside := strings.CutPrefix(m[1], "./")
			if _, ok := load().files[to]; !ok || !beside {
				t.Errorf("%s imports %s", name, m[1])
			}
			imported[to] = true
		}
	}
	for name := range load().files {
		if path.Ext(name) == ".js" && !imported[name] {
			t.Errorf("nobody imports %s", name)
		}
		if path.Ext(name) == ".js" && name != "app.js" && !slices.Contains(modules, name) {
			t.Errorf("%s is not preloaded: it would come one round trip late", name)
		}
	}
}

func TestModulesDoNothingThatThePolicyForbids(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?://|\.style\b|\.setAttribute\("style`)
	for name, f := range load().files {
		if path.Ext(name) == ".js" {
			if found := forbidden.FindString(string(f.plain)); found != "" {
				t.Errorf("%s has %s", name, found)
			}
			if !strings.HasPrefix(string(f.plain), "//") {
				t.Errorf("%s does not begin with what it is for", name)
			}
		}
	}
}

func TestSheetsLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	sheet := string(load().files["app.css"].plain)
	for _, m := range regexp.MustCompile(`url\(\s*['"]?([^'")]*)`).FindAllStringSubmatch(sheet, -1) {
		if !strings.HasPrefix(m[1], "data:image/svg+xml,") {
			t.Errorf("the sheet loads %s", m[1])
		}
	}
	if strings.Contains(sheet, "@import") {
		t.Error("the sheet imports another one")
	}
	if open, closed := strings.Count(sheet, "{"), strings.Count(sheet, "}"); open != closed {
		t.Errorf("the sheet opens %d blocks and closes %d", open, closed)
	}
}

func TestEveryTokenThatIsUsedIsDefined(t *testing.T) {
	t.Parallel()
	sheet := string(load().files["app.css"].plain)
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+)\s*:`).FindAllStringSubmatch(sheet, -1) {
		defined[m[1]] = true
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(sheet, -1) {
		used[m[1]] = true
		if !defined[m[1]] {
			t.Errorf("%s is used and not defined", m[1])
		}
	}
	for token := range defined {
		if !used[token] {
			t.Errorf("%s is defined and not used", token)
		}
	}
}

func TestColoursAreOnlyNamedInTheTokens(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(embedded, "static/css", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "1-tokens.css") {
			return err
		}
		sheet, err := fs.ReadFile(embedded, name)
		for line := range strings.Lines(string(sheet)) {
			drawing := strings.Contains(line, ".hero") || strings.Contains(line, ".swatch") || strings.Contains(line, "mask:") || strings.Contains(line, "background: #fff; color: #000")
			if !drawing && regexp.MustCompile(`#[0-9a-f]{3,8}\b`).MatchString(line) {
				t.Errorf("%s names a colour: %s", name, line)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatEveryPageLoadsIsLight(t *testing.T) {
	t.Parallel()
	modules := 0
	for name, f := range load().files {
		if path.Ext(name) == ".js" {
			modules += len(f.squeezed)
		}
	}
	if sheet := len(load().files["app.css"].squeezed); sheet > sheetBudget || modules > moduleBudget {
		t.Errorf("compressed, the sheet has %d bytes and the modules %d", sheet, modules)
	}
}
