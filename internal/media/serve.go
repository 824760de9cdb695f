package media

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/platform/httpkit"
)

// Pictures is what Handler asks of the room, which may be in another process.
type Pictures interface {
	Get(context.Context, *mediav1.GetRequest) (*mediav1.GetResponse, error)
}

// hotBytes bounds what the cache of a Handler holds. A page of search results shows about 1 MB of pictures.
const hotBytes = 32 << 20

// Handler answers GET and HEAD /media/ID?w=WIDTH. WIDTH is taken up to the next of 320, 640 and 1280, so that a picture has few
// addresses to cache; without it the widest is meant. WebP goes to those whose Accept names it. An answer never changes, so
// browsers and proxies may keep it for a year. Errors are problems that nobody keeps: 404 picture_not_found, 400 invalid_width.
func Handler(pictures Pictures) http.Handler {
	s := &server{pictures: pictures, hot: otter.Must(&otter.Options[wanted, *mediav1.GetResponse]{
		MaximumWeight: hotBytes,
		Weigher:       func(_ wanted, r *mediav1.GetResponse) uint32 { return uint32(len(r.GetContent())) + 400 },
	})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /media/{id...}", s.serve)
	return mux
}

type server struct {
	pictures Pictures
	hot      *otter.Cache[wanted, *mediav1.GetResponse] // shared by requests: nobody may change what it returns
}

// wanted is one representation of a picture.
type wanted struct {
	picture ID
	width   int32 // one of widths
	webp    bool
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	width, err := widthOf(r.URL.Query()["w"])
	if err != nil {
		problem := httpkit.ProblemOf(err)
		problem.Status, problem.Title = http.StatusBadRequest, http.StatusText(http.StatusBadRequest)
		httpkit.WriteProblem(w, problem)
		return
	}
	id, err := ParseID(r.PathValue("id"))
	if err != nil {
		httpkit.WriteProblem(w, httpkit.ProblemOf(err))
		return
	}
	want := wanted{picture: id, width: width, webp: showsWebP(r.Header.Values("Accept"))}
	got, err := s.get(r.Context(), want)
	if err != nil {
		httpkit.WriteProblem(w, httpkit.ProblemOf(err))
		return
	}
	answer(w, r, want, got)
}

func (s *server) get(ctx context.Context, want wanted) (*mediav1.GetResponse, error) {
	if got, ok := s.hot.GetIfPresent(want); ok {
		return got, nil
	}
	got, err := s.pictures.Get(ctx, &mediav1.GetRequest{PictureId: string(want.picture), Width: want.width, Webp: want.webp})
	if err != nil {
		return nil, fmt.Errorf("get picture: %w", err)
	}
	s.hot.Set(want, got)
	return got, nil
}

// answer writes a picture; ServeContent sees to HEAD, 304, ranges and the length.
func answer(w http.ResponseWriter, r *http.Request, want wanted, got *mediav1.GetResponse) {
	h := w.Header()
	h.Set("Content-Type", got.GetContentType())
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", fmt.Sprintf(`"%s-%d-%s"`, want.picture[:32], want.width, strings.TrimPrefix(got.GetContentType(), "image/")))
	h.Set("Vary", "Accept")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(got.GetContent()))
}
