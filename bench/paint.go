package main

import (
	"fmt"
	"slices"
	"strings"

	"rialto/test/browser/chrome"
)

const kilobytes unit = "kB"

// paint opens every page in a browser several times, as somebody who was never here and as somebody who was, and notes the
// middle one of the times until the largest thing was painted, and what a first view weighs.
func (b *bench) paint(s *shop, kinds []pageKind) error {
	browser, err := chrome.Start()
	if err != nil {
		return err
	}
	defer browser.Close()
	for _, k := range kinds {
		var cold, warm, weight []float64
		for range b.opts.few(9, 3) {
			v, err := visitPage(browser, "http://"+s.addr+k.shown)
			if err != nil {
				return fmt.Errorf("%s page: %w", k.name, err)
			}
			cold, warm, weight = append(cold, v.cold), append(warm, v.warm), append(weight, v.weight)
		}
		b.table.add(k.name+" page, largest paint, empty cache", middle(cold), milliseconds, atMost(paintAim))
		b.table.add(k.name+" page, largest paint, warm cache", middle(warm), milliseconds, atMost(paintAim))
		b.table.add(k.name+" page, first view without product pictures", middle(weight), kilobytes, atMost(weightAim))
	}
	return nil
}

// view is one visit of a new person: twice the same page. Times in ms, weight in kB.
type view struct{ cold, warm, weight float64 }

func visitPage(browser *chrome.Browser, url string) (v view, err error) {
	tab, err := browser.Open(chrome.View{})
	if err != nil {
		return v, err
	}
	defer tab.Close()
	if v.cold, err = painted(tab, url); err != nil {
		return v, err
	}
	for _, f := range tab.Fetched() {
		if !strings.Contains(f.URL, "/drawn/") && !strings.Contains(f.URL, "/media/") {
			v.weight += f.Bytes / 1000
		}
	}
	v.warm, err = painted(tab, url)
	if wrong := tab.Troubles(); err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%s is not in order: %s", url, strings.Join(wrong, "; "))
	}
	return v, err
}

func painted(tab *chrome.Tab, url string) (float64, error) {
	if err := tab.Go(url); err != nil {
		return 0, err
	}
	m, err := tab.Measured()
	return float64(m.Largest.Microseconds()) / 1000, err
}

func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
