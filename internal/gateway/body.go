package gateway

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
)

// body is what an operation expects after the headers.
type body int

const (
	noBody   body = iota // one that comes anyway is not read
	jsonBody             // at most httpkit.MaxBody bytes of strict JSON
	rawBody              // at most maxWebhook bytes, untouched: their signature is over the bytes
)

const (
	maxWebhook = 64 << 10
	// drainMax is how much of a refused body is still taken in: a client that is busy sending would otherwise see its
	// connection break instead of the answer.
	drainMax = 16 << 20
)

// bodyOf derives the kind from an operation's input type, as Huma does.
func bodyOf(input reflect.Type) body {
	if _, ok := input.FieldByName("RawBody"); ok {
		return rawBody
	}
	if _, ok := input.FieldByName("Body"); ok {
		return jsonBody
	}
	return noBody
}

// readBody takes the whole body in, once, and leaves it for Huma. JSON is checked for what encoding/json lets pass.
func readBody(r *http.Request, kind body) error {
	if kind == noBody {
		return nil
	}
	limit := int64(httpkit.MaxBody)
	if kind == rawBody {
		limit = maxWebhook
	} else if err := checkContentType(r); err != nil {
		return err
	}
	text, err := readUpTo(r, limit)
	if err != nil {
		return err
	}
	if kind == jsonBody {
		if err := checkJSON(text); err != nil {
			return err
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return nil
}

// checkContentType insists on JSON, which another site's form cannot send.
func checkContentType(r *http.Request) error {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return withStatus(http.StatusUnsupportedMediaType, errs.Invalid("unsupported_media_type",
			"Content-Encoding %.40q is not understood; send the body as it is.", encoding))
	}
	given := r.Header.Get("Content-Type")
	if given == "application/json" {
		return nil
	}
	media, params, err := mime.ParseMediaType(given)
	charset := params["charset"]
	if err != nil || media != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return withStatus(http.StatusUnsupportedMediaType, errs.Invalid("unsupported_media_type",
			"Content-Type is %.60q; send application/json in UTF-8.", given))
	}
	return nil
}

// readUpTo returns the body if it has at most limit bytes. How long that may take is the server's ReadTimeout.
func readUpTo(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(r.Body, limit)
	}
	buf := bytes.NewBuffer(make([]byte, 0, max(r.ContentLength, 0)+bytes.MinRead))
	n, err := buf.ReadFrom(io.LimitReader(r.Body, limit+1))
	switch {
	case n > limit:
		return nil, tooLarge(r.Body, limit)
	case err != nil:
		return nil, brokenBody(err)
	}
	return buf.Bytes(), nil
}

// tooLarge takes in what is still coming, up to a limit, so that the client gets to read why it was refused.
func tooLarge(rest io.Reader, limit int64) error {
	io.CopyN(io.Discard, rest, drainMax) // whatever happens here, the answer is the same
	return withStatus(http.StatusRequestEntityTooLarge, errs.Invalid("body_too_large",
		"The body has more than %d bytes.", limit))
}

// brokenBody tells a slow client from one that stopped.
func brokenBody(err error) error {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return withStatus(http.StatusRequestTimeout, errs.Invalid("body_timeout",
			"The body did not arrive in time.").Because(err))
	}
	return withStatus(http.StatusBadRequest, errs.Invalid("body_incomplete", "The body ended too early.").Because(err))
}

// checkAddress refuses what no row can hold: NUL and bytes that are not UTF-8.
func checkAddress(u *url.URL) error {
	query := u.RawQuery
	if strings.Contains(query, "%") {
		var err error
		if query, err = url.QueryUnescape(query); err != nil {
			return withStatus(http.StatusBadRequest, errs.Invalid("malformed_address", "The query has a broken %%-escape."))
		}
	}
	for _, part := range [2]string{u.Path, query} {
		if strings.Contains(part, "\x00") || !utf8.ValidString(part) {
			return withStatus(http.StatusBadRequest, errs.Invalid("malformed_address",
				"Path and query must be UTF-8 text without NUL."))
		}
	}
	return nil
}
