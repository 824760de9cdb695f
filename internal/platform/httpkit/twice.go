package httpkit

import (
	"context"

	"connectrpc.com/connect"
)

// Twice is the client interceptor of the test shape `wire`: every call that its contract marks repeatable is sent twice
// and the second answer is used. A method that is not repeatable after all gives wrong books at once.
func Twice() connect.UnaryInterceptorFunc {
	return func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			if req.Spec().IdempotencyLevel != connect.IdempotencyUnknown {
				next(ctx, req) // only its effects matter
			}
			return next(ctx, req)
		}
	}
}
