package flashsale

import (
	"context"
	"net/http"
	"time"

	"rialto/internal/commerce"
)

// queue stands in the waiting room until it is the buyer's turn, asking as often as it is told to. While they wait they may learn
// that everything is sold.
func (s *Sale) queue(ctx context.Context, b *buyer) (ticket string, err error) {
	path := "/v1/products/" + commerce.FormatID(int64(b.product)) + "/queue"
	for {
		r, err := s.send(ctx, http.MethodPost, path, b, nil)
		switch {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err != nil || r.status >= 500:
			b.failed(r, err)
		case r.SoldOut:
			b.outcome = soldOut
			return "", nil
		case r.Admitted:
			return r.Ticket, nil
		}
		wait := max(time.Duration(r.AskAgainMS)*time.Millisecond, r.after, 100*time.Millisecond)
		if err := pause(ctx, wait); err != nil {
			return "", err
		}
	}
}
