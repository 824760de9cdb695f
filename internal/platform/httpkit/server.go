package httpkit

import (
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"time"

	"rialto/internal/platform/errs"
)

// Limits of the front door: what a slow, huge or endless request can cost.
const (
	MaxBody           = 1 << 20 // bytes; routes that take files set their own
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// NewServer returns an HTTP server with our limits. There is no write timeout: server-sent events stay open; handlers
// have their own deadlines.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// PlainPaths answers a path with empty, "." or ".." parts as not found. net/http would redirect to the tidied path, which
// turns a client's missing id into somebody else's route.
func PlainPaths(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tidy := path.Clean(r.URL.Path); r.URL.Path != tidy && (tidy == "/" || r.URL.Path != tidy+"/") {
			WriteProblem(w, ProblemOf(errs.NotFound("route_not_found", "There is nothing at %.200s: a part of the path is empty or dots.", r.URL.Path)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Recover is the last resort: a panic becomes a 500 problem and a log line with its stack; the process goes on.
func Recover(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler:
				panic(v)
			default:
				log.Error("panic in a handler", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
				WriteProblem(w, ProblemOf(errs.Internal(nil)))
			}
		}()
		next.ServeHTTP(w, r)
	})
}
