package ui

import (
	"strings"
	"testing"
)

func TestUploadedPicturesComeInWidths(t *testing.T) {
	t.Parallel()
	html := rendered(t, Picture(Image{Src: "/media/abc", Alt: "A lamp", Width: 300, Height: 200, Sizes: "50vw"}))
	for _, want := range []string{`srcset="/media/abc?w=320 320w, /media/abc?w=640 640w, /media/abc?w=1280 1280w"`, `sizes="50vw"`, `width="300" height="200"`, `loading="lazy"`, `alt="A lamp"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
}

func TestDrawnAndForeignPicturesHaveOneFile(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"/drawn/lamp/1.svg", "https://pictures.example/1.jpg"} {
		html := rendered(t, Picture(Image{Src: src, Eager: true}))
		if strings.Contains(html, "srcset") || strings.Contains(html, "lazy") || !strings.Contains(html, `fetchpriority="high"`) {
			t.Errorf("%s: %s", src, html)
		}
		if !strings.Contains(html, `width="600" height="600"`) {
			t.Errorf("no room is kept for %s: %s", src, html)
		}
	}
}

func TestAPictureIdCannotLeaveItsCandidate(t *testing.T) {
	t.Parallel()
	if set := (Image{Src: "/media/a, https://evil.example/x", Widths: []int{320}}).srcset(); set != "/media/a%2C%20https:%2F%2Fevil.example%2Fx?w=320 320w" {
		t.Errorf("srcset is %q", set)
	}
}
