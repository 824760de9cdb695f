package sales

import (
	"errors"
	"net/url"
	"testing"

	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

func open(t *testing.T, town *backofficetest.Town, options ...backofficetest.Option) *backofficetest.Desk {
	t.Helper()
	return backofficetest.Open(t, town, Routes, options...)
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestFailuresAreSentences(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		err  error
		want string
	}{
		{errors.New("dial tcp 10.0.0.7: refused"), "This could not be asked: something went wrong on our side. Look again in a moment."},
		{errs.Internal(errors.New("boom")), "This could not be asked: something went wrong on our side. Look again in a moment."},
		{errs.Unavailable("down", "Mail is being repaired."), "Mail is being repaired. The rest of the page is right; look again in a moment."},
		{errs.UnknownOutcome(nil, "list mail"), "No answer to: list mail. The rest of the page is right; look again in a moment."},
		{errs.NotFound("user_not_found", "There is no such user."), "There is no such user."},
	} {
		if got := sentence(s.err); got != s.want {
			t.Errorf("%v: %q, want %q", s.err, got, s.want)
		}
	}
}
