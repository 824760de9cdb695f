package media

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// format is a kind of file that is taken. The list is our own, not package image's registry, so that no import adds to it.
type format struct {
	name   string
	magic  string // how its files begin; "?" is any byte
	survey func(content []byte) (survey, error)
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func formats() []format {
	return []format{
		{"JPEG", "\xff\xd8\xff", surveyJPEG, jpeg.DecodeConfig, jpeg.Decode},
		{"PNG", "\x89PNG\r\n\x1a\n", surveyPNG, png.DecodeConfig, png.Decode},
		{"GIF", "GIF8?a", surveyGIF, gif.DecodeConfig, gif.Decode},
		{"WebP", "RIFF????WEBP", surveyWebP, webp.DecodeConfig, webp.Decode},
	}
}

// formatOf tells the format by content; name and type that a browser sends are never asked. What is not taken is
// not_a_picture, with advice where the file is one that people do send.
func formatOf(content []byte) (format, error) {
	for _, f := range formats() {
		if begins(content, f.magic) {
			return f, nil
		}
	}
	head := bytes.ToLower(content[:min(len(content), 1024)])
	for _, o := range others {
		if begins(content, o.magic) && bytes.Contains(head, []byte(o.holds)) {
			return format{}, notAPicture("%s", o.advice)
		}
	}
	return format{}, notAPicture("This is not a JPEG, PNG, GIF or WebP picture. Choose another file.")
}

// others are files that people take for pictures of ours: how they begin, and what their first kilobyte holds in lower case.
var others = []struct{ magic, holds, advice string }{
	{"", "<svg", "SVG drawings are not taken, because they can carry scripts. Save it as PNG and send that."},
	{"", "<html", "This is a web page, not a picture. Save the picture itself and send that."},
	{"", "<!doctype html", "This is a web page, not a picture. Save the picture itself and send that."},
	{"????ftyp", "heic", "HEIC pictures are not taken. Export it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible)."},
	{"????ftyp", "avif", "AVIF pictures are not taken. Save it as JPEG or WebP."},
	{"????ftyp", "", "This is a film, not a picture. Send one of its frames as JPEG."},
	{"II*\x00", "", "TIFF pictures are not taken. Save it as JPEG or PNG."},
	{"MM\x00*", "", "TIFF pictures are not taken. Save it as JPEG or PNG."},
	{"BM", "", "BMP pictures are not taken. Save it as PNG."},
	{"%PDF-", "", "This is a PDF, not a picture. Save its page as PNG or JPEG."},
}

// begins reports whether content begins like magic, in which "?" stands for any byte.
func begins(content []byte, magic string) bool {
	if len(content) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != content[i] {
			return false
		}
	}
	return true
}
