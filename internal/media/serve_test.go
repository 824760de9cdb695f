package media_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/platform/errs"
)

// gallery answers with what was asked for, and counts.
type gallery struct{ asked atomic.Int64 }

func (g *gallery) Get(_ context.Context, req *mediav1.GetRequest) (*mediav1.GetResponse, error) {
	g.asked.Add(1)
	switch req.GetPictureId()[:1] {
	case "0":
		return nil, media.ErrNoPicture
	case "1":
		return nil, errs.Unavailable("media_unavailable", "Not now.")
	}
	kind := media.JPEG
	if req.GetWebp() {
		kind = media.WebP
	}
	return &mediav1.GetResponse{Content: fmt.Appendf(nil, "%s %d", kind, req.GetWidth()), ContentType: kind}, nil
}

func picture(first string) string { return "/media/" + first + strings.Repeat("a", 63) }

func ask(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAPictureIsServedToBeKeptForEver(t *testing.T) {
	t.Parallel()
	h := media.Handler(&gallery{})
	for _, c := range []struct{ target, accept, kind, body, tag string }{
		{picture("f") + "?w=320", "", media.JPEG, "image/jpeg 320", `"f` + strings.Repeat("a", 31) + `-320-jpeg"`},
		{picture("f") + "?w=400", "image/webp", media.WebP, "image/webp 640", `"f` + strings.Repeat("a", 31) + `-640-webp"`},
		{picture("f"), "*/*", media.JPEG, "image/jpeg 1280", `"f` + strings.Repeat("a", 31) + `-1280-jpeg"`},
	} {
		w := ask(h, "GET", c.target, "Accept", c.accept)
		if w.Code != http.StatusOK || w.Body.String() != c.body {
			t.Errorf("%s: %d %q", c.target, w.Code, w.Body)
		}
		for name, want := range map[string]string{
			"Content-Type": c.kind, "Content-Length": fmt.Sprint(len(c.body)), "ETag": c.tag, "Vary": "Accept",
			"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'", "Last-Modified": "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.target, name, got, want)
			}
		}
	}
}

func TestHeadAndARepeatSendNoBytes(t *testing.T) {
	t.Parallel()
	h := media.Handler(&gallery{})
	head := ask(h, "HEAD", picture("f"))
	if head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") != "15" {
		t.Errorf("HEAD: %d, %d bytes, length %s", head.Code, head.Body.Len(), head.Header().Get("Content-Length"))
	}
	again := ask(h, "GET", picture("f"), "If-None-Match", head.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("Cache-Control") == "" || again.Header().Get("Vary") != "Accept" {
		t.Errorf("repeat: %d, %d bytes, %v", again.Code, again.Body.Len(), again.Header())
	}
	if w := ask(h, "GET", picture("f"), "If-None-Match", head.Header().Get("ETag"), "Accept", "image/webp"); w.Code != http.StatusOK {
		t.Errorf("WebP instead of the JPEG that is there: %d", w.Code)
	}
	if w := ask(h, "GET", picture("f"), "Range", "bytes=0-4"); w.Code != http.StatusPartialContent || w.Body.String() != "image" {
		t.Errorf("a part: %d %q", w.Code, w.Body)
	}
}

func TestWhatCannotBeServedIsAProblemThatNobodyKeeps(t *testing.T) {
	t.Parallel()
	h := media.Handler(&gallery{})
	for _, c := range []struct {
		target string
		status int
		says   string
	}{
		{picture("0"), 404, "picture_not_found"},
		{"/media/", 404, "picture_not_found"},
		{"/media/x.jpg", 404, "picture_not_found"},
		{picture("f") + "/x", 404, "picture_not_found"},
		{"/media/" + strings.Repeat("F", 64), 404, "picture_not_found"},
		{picture("f") + "?w=big", 400, "invalid_width"},
		{picture("f") + "?w=", 400, "320, 640 or 1280"},
		{picture("f") + "?w=1&w=2", 400, "invalid_width"},
		{picture("1"), 503, "media_unavailable"},
	} {
		w := ask(h, "GET", c.target)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || w.Header().Get("Cache-Control") != "no-store" ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %v %s", c.target, w.Code, w.Header(), w.Body)
		}
	}
	if w := ask(h, "POST", picture("f")); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %s", w.Code, w.Header().Get("Allow"))
	}
}

func TestWhatIsHotIsAskedForOnce(t *testing.T) {
	t.Parallel()
	g := &gallery{}
	h := media.Handler(g)
	for _, target := range []string{picture("f"), picture("f") + "?w=1280", picture("f") + "?w=9000"} {
		ask(h, "GET", target)
	}
	if n := g.asked.Load(); n != 1 {
		t.Errorf("asked %d times for one representation", n)
	}
	for range 2 {
		ask(h, "GET", picture("f")+"?w=320")
		ask(h, "GET", picture("f"), "Accept", "image/webp")
		ask(h, "GET", picture("1"))
	}
	if n := g.asked.Load(); n != 5 {
		t.Errorf("asked %d times, want 3 representations and 2 failures, which are not kept", n)
	}
}
