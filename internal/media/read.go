package media

import (
	"bytes"
	"fmt"
	"image"

	"rialto/internal/platform/errs"
)

// checkBytes refuses a file by its length alone.
func checkBytes(content []byte) error {
	switch {
	case len(content) == 0:
		return notAPicture("The file is empty. Choose a JPEG, PNG, GIF or WebP picture.")
	case len(content) > MaxBytes:
		return tooLarge("The file has %.1f MB, a picture at most %d MB. Save it smaller and send it again.",
			float64(len(content))/(1<<20), MaxBytes>>20)
	}
	return nil
}

// upload is a file that was looked at and found worth decoding.
type upload struct {
	format
	content     []byte
	orientation int
	memory      int64 // bytes that reading and keeping it will take, about
}

// inspect refuses whatever can be refused before a pixel is decoded, because a file of 34 bytes can ask for four
// gigabytes (golang/go #79063). It takes next to no memory itself.
func inspect(content []byte) (*upload, error) {
	f, err := formatOf(content)
	if err != nil {
		return nil, err
	}
	seen, err := f.survey(content)
	if err != nil {
		return nil, f.damaged(err)
	}
	header, err := f.config(bytes.NewReader(content))
	if err != nil {
		return nil, f.damaged(err)
	}
	if err := check(f, seen, header); err != nil {
		return nil, err
	}
	return &upload{format: f, content: content, orientation: seen.orientation, memory: seen.memory(header)}, nil
}

// pixels decodes: upright, on white, as wide as the widest rendition.
func (u *upload) pixels() (*image.RGBA, error) {
	img, err := u.decodeSafely(u.content)
	if err != nil {
		return nil, u.damaged(err)
	}
	return widest(img, u.orientation), nil
}

// check refuses what its headers say.
func check(f format, seen survey, header image.Config) error {
	pixels := int64(header.Width) * int64(header.Height)
	megapixels := float64(pixels) / 1e6
	switch {
	case header.Width < 1 || header.Height < 1:
		return f.damaged(fmt.Errorf("%d by %d pixels", header.Width, header.Height))
	case pixels > MaxPixels:
		return tooLarge("The picture has %.1f megapixels, at most %d are taken. Make it smaller: 2000 pixels on the longer side are plenty.",
			megapixels, MaxPixels>>20)
	case max(header.Width, header.Height) > maxSide:
		return tooLarge("The picture is %d by %d pixels; a side has at most %d.", header.Width, header.Height, maxSide)
	case seen.frames > 1:
		return errs.Invalid("picture_animated", "This %s is animated. Send one of its frames as a picture that stands still.", f.name)
	case seen.rest > 0:
		return notAPicture("After the %s the file goes on with %d bytes of something else. Save the picture anew and send that.", f.name, seen.rest)
	case seen.scans > maxScans:
		return notAPicture("This JPEG is drawn in %d passes, at most %d are taken. Save it anew and send that.", seen.scans, maxScans)
	case seen.memory(header) > maxMemory:
		return tooLarge("The picture has %.1f megapixels, which is too much for a %s of its kind. "+
			"Make it smaller, or save it as a plain JPEG, not progressive.", megapixels, f.name)
	}
	return nil
}

// decodeSafely decodes; a decoder that panics on a hostile file has found it to be no picture.
func (f format) decodeSafely(content []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("the decoder panicked: %v", p)
		}
	}()
	img, err = f.decode(bytes.NewReader(content))
	if err == nil && img.Bounds().Empty() {
		return nil, fmt.Errorf("no pixels")
	}
	return img, err
}

// widest makes the rendition that all others are made from. It shrinks before it turns: there is less to turn then.
func widest(img image.Image, orientation int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	across := w // as wide as it will be seen
	if turned(orientation) {
		across = h
	}
	most := widths[len(widths)-1]
	if across <= most {
		return upright(flatten(img), orientation)
	}
	return upright(shrink(img, scaled(w, most, across), scaled(h, most, across)), orientation)
}

func notAPicture(format string, args ...any) *errs.Error {
	return errs.Invalid("not_a_picture", format, args...)
}

func tooLarge(format string, args ...any) *errs.Error {
	return errs.Invalid("picture_too_large", format, args...)
}

func (f format) damaged(cause error) error {
	return notAPicture("This %s is damaged or not complete. Save it anew, or send it once more.", f.name).Because(cause)
}
