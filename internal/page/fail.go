package page

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

// Fail answers with an error page: what happened in the room's own sentence, and ways on. Who must sign in first is sent to
// do so, and comes back with what they had typed. Errors that are ours are logged and shown without their text.
func (p *Page) Fail(err error) {
	p.Ctx = context.WithoutCancel(p.Ctx) // that the page's time is up must not keep the error page from being made
	err = p.late(err)
	problem := httpkit.ProblemOf(err)
	if problem.Status == http.StatusUnauthorized && p.Site.deps.SignIn != nil {
		if err = p.Site.deps.SignIn(p); err == nil {
			return
		}
		problem = httpkit.ProblemOf(err)
	}
	p.log(problem, err)
	if wait := p.W.Header().Get("Retry-After"); wait == "" && problem.Status == http.StatusServiceUnavailable {
		p.W.Header().Set("Retry-After", "3")
	}
	p.W.Header().Set("Cache-Control", "no-store")
	if err := p.Render(problem.Status, ui.Frame{Title: titleOf(problem.Status, problem.Code)}, sorry(problem, p)); err != nil {
		p.Site.deps.Log.Error("make the error page", "error", err)
		http.Error(p.W, "Something went wrong. Please try again.", http.StatusInternalServerError)
	}
}

// late says in words that the page's time is up, where nobody else has said so.
func (p *Page) late(err error) error {
	if errs.As(err) != nil || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	if p.R.Method == http.MethodPost {
		return errs.New(errs.KindUnknown, "timeout", "This took too long. Please look whether it happened before you try again.").Because(err)
	}
	return errs.Unavailable("timeout", "This took too long. Please try again in a moment.").Because(err)
}

// log tells operators about what is not the visitor's doing: a shop that is being set up is, and says so itself.
func (p *Page) log(problem httpkit.Problem, err error) {
	level := slog.LevelError
	switch {
	case problem.Status < http.StatusInternalServerError || problem.Code == opening || p.R.Context().Err() != nil:
		return
	case problem.Status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	}
	p.Site.deps.Log.Log(p.Ctx, level, "page failed", "path", p.R.URL.Path, "code", problem.Code, "error", err)
}

// opening is the code of a shop that is being set up.
const opening = "shop_opening"

// sorry says what happened, field by field where a form was wrong.
func sorry(problem httpkit.Problem, p *Page) templ.Component {
	text := problem.Detail
	var fields []string
	for _, f := range problem.Errors {
		fields = append(fields, strings.TrimSpace(f.Field+" "+f.Problem))
	}
	if len(fields) > 0 {
		text += " (" + strings.Join(fields, "; ") + ")"
	}
	links := []ui.Link{{Text: "Go to the front page", Href: p.Site.home()}}
	if back := p.R.Referer(); back != "" && p.R.Method == http.MethodGet {
		links = append(links, ui.Link{Text: "Try again", Href: p.R.URL.RequestURI()})
	}
	return ui.ErrorPage(problem.Status, titleOf(problem.Status, problem.Code), text, links)
}

func titleOf(status int, code string) string {
	switch {
	case code == opening:
		return "The shop is being set up"
	case status == http.StatusNotFound:
		return "There is nothing here"
	case status == http.StatusForbidden:
		return "That is not for you"
	case status == http.StatusTooManyRequests:
		return "A little slower, please"
	case status == http.StatusServiceUnavailable:
		return "That is not possible right now"
	case status >= http.StatusInternalServerError:
		return "Something went wrong on our side"
	}
	return "That did not work"
}

func (s *Site) home() string {
	if s.deps.Home == "" {
		return "/"
	}
	return s.deps.Home
}

// nowhere answers an address that is no page, or a page that takes no such request.
func (s *Site) nowhere(w http.ResponseWriter, r *http.Request) {
	p := s.page(r.Context(), w, r)
	s.enter(p, s.anyone) // who it is only changes the frame
	p.Fail(errs.NotFound("page_not_found", "There is no page at this address. It may have moved, or the address has a mistake in it."))
}

// crossOrigin refuses what net/http.CrossOriginProtection found.
func (s *Site) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.page(r.Context(), w, r).Fail(errs.New(errs.KindForbidden, "cross_origin", "A page of another site may not change anything here."))
}
