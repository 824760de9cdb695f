package draw

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func ask(method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestAPictureMayBeKeptForEverAndRunsNothing(t *testing.T) {
	t.Parallel()
	w := ask("GET", Path(Name("sofa", "44664f", 3)))
	if w.Code != http.StatusOK || w.Body.Len() == 0 {
		t.Fatalf("%d with %d bytes", w.Code, w.Body.Len())
	}
	for name, want := range map[string]string{
		"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=31536000, immutable",
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestWhoHasThePictureIsNotSentItAgain(t *testing.T) {
	t.Parallel()
	path := Path(Name("sofa", "44664f", 3))
	tag := ask("GET", path).Header().Get("ETag")
	for _, have := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		if w := ask("GET", path, "If-None-Match", have); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("If-None-Match %s: %d with %d bytes", have, w.Code, w.Body.Len())
		}
	}
	if w := ask("GET", path, "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Errorf("another tag: %d", w.Code)
	}
}

func TestWhatIsNoPictureIsNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/drawn/", "/drawn/sofa.svg", "/drawn/sofa/44664f-03", "/drawn/sofa/44664f-03.png", "/sofa/44664f-03.svg", "/drawn/ufo/44664f-03.svg"} {
		if w := ask("GET", path); w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "" {
			t.Errorf("%s: %d, cache %q", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	if w := ask("POST", Path(Name("sofa", "44664f", 3))); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
}
