package account

import (
	"net/http"
	"strconv"
	"time"

	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// refused is a form that comes back with what was typed: with which status, and why.
type refused struct {
	status   int
	words    string
	problems map[string]string // sentences, by field
}

// refuse reports whether an error belongs beside the form. One that is ours has a page of its own.
func (s *pages) refuse(p *page.Page, err error) (refused, bool) {
	said := errs.As(err)
	if said == nil {
		return refused{}, false
	}
	r := refused{status: http.StatusUnprocessableEntity, words: said.Message, problems: problems(said)}
	switch said.Kind {
	case errs.KindUnauthenticated, errs.KindInvalid:
	case errs.KindConflict:
		r.status = http.StatusConflict
	case errs.KindTooMany:
		r.status, r.words = http.StatusTooManyRequests, waitWords(p, said)
	case errs.KindUnavailable, errs.KindUnknown:
		s.shop.Deps.Log.Error("account", "path", p.R.URL.Path, "error", err)
		r.status, r.words = httpkit.Status(said.Kind), "We cannot do that just now. Nothing you typed is lost; please try again in a moment."
	default:
		return refused{}, false
	}
	return r, true
}

// problems are what is wrong, by field; a taken address belongs to the e-mail.
func problems(said *errs.Error) map[string]string {
	out := map[string]string{}
	for _, f := range said.Fields {
		out[storefront.FieldName(f.Name)] = storefront.FieldSentence(f.Name, f.Problem)
	}
	if said.Code == "email_taken" {
		out["email"] = said.Message
	}
	return out
}

// waitWords tells people and browsers how long to wait, where the room said so.
func waitWords(p *page.Page, said *errs.Error) string {
	seconds, err := strconv.Atoi(said.Meta["retry_after"])
	if err != nil {
		return said.Message
	}
	p.W.Header().Set("Retry-After", strconv.Itoa(seconds))
	wait := ui.Counted(int64(seconds), "second", "seconds")
	if minutes := int64(time.Duration(seconds) * time.Second / time.Minute); minutes > 1 {
		wait = ui.Counted(minutes+1, "minute", "minutes")
	}
	return "There were too many tries to sign in. You can try again in " + wait + "."
}
