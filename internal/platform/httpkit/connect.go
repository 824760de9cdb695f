// Package httpkit maps errors and limits to HTTP, once: errs to Connect and back for calls between rooms, errs to
// RFC 9457 problems for people's clients, and the server settings that keep a slow or huge request from hurting others.
//
// The one idea: an *errs.Error crosses a process boundary whole (kind, code, sentence, fields, meta), so a caller cannot
// tell a neighbour in this process from one elsewhere. What arrives without our detail (a dropped connection, a proxy's
// page) is errs.UnknownOutcome for calls that change something: it may have happened.
// It knows no route and no room.
package httpkit

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	errsv1 "rialto/gen/rialto/errs/v1"
	"rialto/internal/platform/errs"
)

var connectCodes = map[errs.Kind]connect.Code{
	errs.KindInvalid: connect.CodeInvalidArgument, errs.KindUnauthenticated: connect.CodeUnauthenticated,
	errs.KindForbidden: connect.CodePermissionDenied, errs.KindNotFound: connect.CodeNotFound,
	errs.KindConflict: connect.CodeFailedPrecondition, errs.KindPayment: connect.CodeFailedPrecondition,
	errs.KindTooMany: connect.CodeResourceExhausted, errs.KindUnavailable: connect.CodeUnavailable,
	errs.KindUnknown: connect.CodeUnknown, errs.KindInternal: connect.CodeInternal,
}

// ServerErrors is the interceptor that turns what a room returns into a Connect error with our detail. Errors that are
// not ours become internal; their text stays here.
func ServerErrors() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			res, err := next(ctx, req)
			if err == nil {
				return res, nil
			}
			return nil, toConnect(err)
		}
	}
}

// ClientErrors is the interceptor that turns Connect errors back into ours.
func ClientErrors() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			res, err := next(ctx, req)
			if err == nil {
				return res, nil
			}
			return nil, fromConnect(err, req.Spec())
		}
	}
}

func toConnect(err error) error {
	e := errs.As(err)
	if e == nil {
		e = errs.Internal(err)
	}
	out := connect.NewError(connectCodes[e.Kind], errors.New(e.Message))
	detail := &errsv1.ErrorDetail{Kind: string(e.Kind), Code: e.Code, Message: e.Message, Meta: e.Meta}
	for _, f := range e.Fields {
		detail.Fields = append(detail.Fields, &errsv1.FieldError{Field: f.Name, Problem: f.Problem})
	}
	if d, derr := connect.NewErrorDetail(detail); derr == nil {
		out.AddDetail(d)
	}
	return out
}

func fromConnect(err error, spec connect.Spec) error {
	var ce *connect.Error
	if errors.As(err, &ce) {
		for _, d := range ce.Details() {
			if v, derr := d.Value(); derr == nil {
				if detail, ok := v.(*errsv1.ErrorDetail); ok {
					return fromDetail(detail)
				}
			}
		}
	}
	if spec.IdempotencyLevel == connect.IdempotencyNoSideEffects {
		return errs.Unavailable("neighbour_unreachable", "Part of the shop cannot be reached.").Because(err)
	}
	return errs.UnknownOutcome(err, spec.Procedure)
}

func fromDetail(d *errsv1.ErrorDetail) error {
	e := &errs.Error{Kind: errs.Kind(d.GetKind()), Code: d.GetCode(), Message: d.GetMessage(), Meta: d.GetMeta()}
	for _, f := range d.GetFields() {
		e.Fields = append(e.Fields, errs.Field{Name: f.GetField(), Problem: f.GetProblem()})
	}
	return e
}
