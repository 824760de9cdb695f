// Package errs is Rialto's one error type: a kind (what class of thing went wrong), a stable code for machines,
// a sentence for people, and the cause.
//
// The idea: rooms say what happened once, in shop words; platform/httpkit maps kinds to HTTP and Connect, once.
// Anything that is not an *Error is internal: its text never reaches a client.
// "No answer" is its own kind (UnknownOutcome): the thing may have happened, ask again with the same key.
// The package never logs and knows no transport.
package errs

import (
	"errors"
	"fmt"
)

// Kind is the class of an error; it decides the HTTP status and whether asking again makes sense.
type Kind string

// The kinds, with the HTTP status that httpkit gives them.
const (
	KindInvalid         Kind = "invalid"         // 422: the request can never succeed as it is
	KindUnauthenticated Kind = "unauthenticated" // 401: say who you are
	KindForbidden       Kind = "forbidden"       // 403: known, but not allowed
	KindNotFound        Kind = "not_found"       // 404: missing, or not yours
	KindConflict        Kind = "conflict"        // 409: the world's state is against it
	KindPayment         Kind = "payment"         // 402: the payment was declined
	KindTooMany         Kind = "too_many"        // 429: slow down
	KindUnavailable     Kind = "unavailable"     // 503: nothing happened, try later
	KindUnknown         Kind = "unknown_outcome" // 503: it may have happened, ask again with the same key
	KindInternal        Kind = "internal"        // 500: our fault
)

// Field is one bad field of a request.
type Field struct {
	Name    string // path: "items[0].quantity"
	Problem string // sentence fragment: "must be between 1 and 999"
}

// Error is a failure that a caller can act on.
type Error struct {
	Kind    Kind
	Code    string // stable snake_case word, part of the public API: "out_of_stock"
	Message string // one sentence for a person
	Fields  []Field
	Meta    map[string]string // facts a client may need: "product_ids" → "17,18"
	Cause   error
}

// Error returns the sentence, followed by the cause where there is one. It is for logs; clients see Message.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v", e.Message, e.Cause)
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// With returns a copy that also carries key=value in Meta.
func (e *Error) With(key, value string) *Error {
	c := *e
	c.Meta = make(map[string]string, len(e.Meta)+1)
	for k, v := range e.Meta {
		c.Meta[k] = v
	}
	c.Meta[key] = value
	return &c
}

// Because returns a copy with the cause attached.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// New makes an error of any kind. code is a constant word, format a sentence.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid says the request can never succeed as it is.
func Invalid(code, format string, args ...any) *Error { return New(KindInvalid, code, format, args...) }

// InvalidFields lists every bad field of a request at once; code is "validation".
func InvalidFields(fields ...Field) *Error {
	e := New(KindInvalid, "validation", "The request has %d invalid field(s).", len(fields))
	e.Fields = fields
	return e
}

// NotFound says the thing is missing, or not the caller's: the two are never told apart.
func NotFound(code, format string, args ...any) *Error {
	return New(KindNotFound, code, format, args...)
}

// Conflict says the request is fine but the state of the world is against it.
func Conflict(code, format string, args ...any) *Error {
	return New(KindConflict, code, format, args...)
}

// Unauthenticated says the caller must say who they are.
func Unauthenticated(format string, args ...any) *Error {
	return New(KindUnauthenticated, "unauthenticated", format, args...)
}

// Forbidden says the caller is known but may not.
func Forbidden(format string, args ...any) *Error {
	return New(KindForbidden, "forbidden", format, args...)
}

// Unavailable says nothing happened and the caller may try again.
func Unavailable(code, format string, args ...any) *Error {
	return New(KindUnavailable, code, format, args...)
}

// UnknownOutcome says there was no answer: the thing may have happened. Ask again with the same key, never guess.
func UnknownOutcome(cause error, doing string) *Error {
	return &Error{Kind: KindUnknown, Code: "unknown_outcome", Message: "No answer to: " + doing + ".", Cause: cause}
}

// Internal hides a cause behind a neutral sentence.
func Internal(cause error) *Error {
	return &Error{Kind: KindInternal, Code: "internal", Message: "Something went wrong on our side.", Cause: cause}
}

// As returns the first *Error in the chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of the first *Error in the chain; KindInternal for any other error, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e := As(err); e != nil {
		return e.Kind
	}
	return KindInternal
}

// Is reports whether the chain holds an *Error of this kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// HasCode reports whether the chain holds an *Error with this code.
func HasCode(err error, code string) bool {
	e := As(err)
	return e != nil && e.Code == code
}

// Unanswered reports whether the outcome of a call is not known: no answer arrived, or the answer was not one of ours.
// A caller that changes something must then ask again with the same key.
func Unanswered(err error) bool {
	k := KindOf(err)
	return k == KindUnknown || k == KindUnavailable || k == KindInternal
}
