package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"slices"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/platform/errs"
)

// blobKind is the kind of all blobs of this room.
const blobKind = "picture"

// Put implements the contract. The errors of a bad file are invalid: not_a_picture, picture_too_large, picture_animated;
// media_busy and media_unavailable say that nothing was kept and the same call may be made again.
func (s *Service) Put(ctx context.Context, req *mediav1.PutRequest) (*mediav1.Picture, error) {
	content := req.GetContent()
	if err := checkBytes(content); err != nil {
		return nil, err
	}
	u, err := inspect(content)
	if err != nil {
		return nil, err
	}
	leave, err := s.enter(ctx, u.memory)
	if err != nil {
		return nil, err
	}
	defer leave()
	pixels, err := u.pixels()
	if err != nil {
		return nil, err
	}
	widest, err := encodeJPEG(pixels)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(widest)
	id := ID(hex.EncodeToString(sum[:]))
	kept, err := s.store.Renditions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look for the picture: %w", err)
	}
	if !complete(kept, pixels.Rect.Dx()) {
		if kept, err = s.keep(ctx, id, pixels); err != nil {
			return nil, err
		}
	}
	return toProto(id, kept), nil
}

// complete reports whether a picture has all that this build would make of it. One that was kept by a build without WebP
// gets its WebP when it is sent again.
func complete(kept []Rendition, widest int) bool {
	for _, width := range keptWidths(widest) {
		for _, e := range encodings() {
			has := func(r Rendition) bool { return r.Width == width && r.ContentType == e.contentType }
			if !slices.ContainsFunc(kept, has) {
				return false
			}
		}
	}
	return true
}

// keep makes the renditions, each from the next wider one, and writes them: blobs first, then the rows that name them.
func (s *Service) keep(ctx context.Context, id ID, pixels *image.RGBA) ([]Rendition, error) {
	var made []Rendition
	for _, width := range slices.Backward(keptWidths(pixels.Rect.Dx())) {
		pixels = fit(pixels, width)
		for _, e := range encodings() {
			r, err := s.keepOne(ctx, pixels, e)
			if err != nil {
				return nil, err
			}
			made = append(made, r)
		}
	}
	if err := s.store.Keep(ctx, id, made); err != nil {
		return nil, fmt.Errorf("keep the picture: %w", err)
	}
	return made, nil
}

func (s *Service) keepOne(ctx context.Context, pixels *image.RGBA, e encoding) (Rendition, error) {
	content, err := e.encode(pixels)
	if err != nil {
		return Rendition{}, err
	}
	info, err := s.blobs.Put(ctx, blobKind, bytes.NewReader(content))
	if err != nil {
		return Rendition{}, errs.Unavailable("media_unavailable", "The picture could not be kept. Send it again.").Because(err)
	}
	return Rendition{
		Width: pixels.Rect.Dx(), Height: pixels.Rect.Dy(), ContentType: e.contentType, Blob: info.Key, Bytes: info.Size,
	}, nil
}

func toProto(id ID, renditions []Rendition) *mediav1.Picture {
	p := &mediav1.Picture{PictureId: string(id), Url: "/media/" + string(id)}
	for _, r := range renditions {
		if int32(r.Width) > p.Width {
			p.Width, p.Height = int32(r.Width), int32(r.Height)
		}
		p.Widths = append(p.Widths, int32(r.Width))
	}
	slices.Sort(p.Widths)
	p.Widths = slices.Compact(p.Widths)
	return p
}
