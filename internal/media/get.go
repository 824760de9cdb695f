package media

import (
	"context"
	"errors"
	"fmt"
	"io"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/platform/blob"
	"rialto/internal/platform/errs"
)

// Get implements the contract. Unknown picture: not_found picture_not_found. A blob that should be there and is not is our
// fault (internal); a store that does not answer is unavailable media_unavailable.
func (s *Service) Get(ctx context.Context, req *mediav1.GetRequest) (*mediav1.GetResponse, error) {
	id, err := ParseID(req.GetPictureId())
	if err != nil {
		return nil, err
	}
	if req.GetWidth() < 0 {
		return nil, errs.InvalidFields(errs.Field{Name: "width", Problem: "must be a number of pixels, or 0 for the widest"})
	}
	kept, err := s.store.Renditions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look for the picture: %w", err)
	}
	chosen, ok := choose(kept, int(req.GetWidth()), req.GetWebp())
	if !ok {
		return nil, ErrNoPicture
	}
	content, err := s.content(ctx, chosen)
	if err != nil {
		return nil, err
	}
	return &mediav1.GetResponse{Content: content, ContentType: chosen.ContentType}, nil
}

// choose returns the rendition that fits best: the least wide that is not below width, else the widest; 0 asks for the
// widest. Between equals WebP is taken if it is wanted, otherwise only JPEG will do. False if there is none.
func choose(kept []Rendition, width int, webp bool) (best Rendition, ok bool) {
	better := func(r Rendition) bool {
		switch {
		case !ok:
			return true
		case r.Width == best.Width:
			return r.ContentType == WebP
		case width > 0 && best.Width >= width:
			return r.Width >= width && r.Width < best.Width
		}
		return r.Width > best.Width
	}
	for _, r := range kept {
		if (webp || r.ContentType == JPEG) && better(r) {
			best, ok = r, true
		}
	}
	return best, ok
}

func (s *Service) content(ctx context.Context, r Rendition) ([]byte, error) {
	body, _, err := s.blobs.Get(ctx, r.Blob)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, fmt.Errorf("a picture has lost its bytes: %w", err)
	}
	if err != nil {
		return nil, unreadable(err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, unreadable(err)
	}
	if int64(len(content)) != r.Bytes {
		return nil, fmt.Errorf("blob %s has %d bytes, not %d", r.Blob, len(content), r.Bytes)
	}
	return content, nil
}

func unreadable(cause error) error {
	return errs.Unavailable("media_unavailable", "The picture cannot be read at the moment. Try again.").Because(cause)
}
