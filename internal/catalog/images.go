package catalog

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

const (
	maxImages = 10
	maxURL    = 2_000
	maxPath   = 200 // of a picture of this shop
)

// ownPicture is the path of a picture that this shop serves itself: an upload by its hash, or a drawing.
var ownPicture = regexp.MustCompile(`^/(?:media/[0-9a-f]{64}|drawn/[a-z0-9._/-]+\.svg)$`)

func imagesProblem(images []string) string {
	if len(images) > maxImages {
		return fmt.Sprintf("must be at most %d, not %d", maxImages, len(images))
	}
	for i, image := range images {
		if p := imageProblem(image); p != "" {
			return fmt.Sprintf("number %d %s", i+1, p)
		}
	}
	return ""
}

// imageProblem takes addresses and paths of this shop's own pictures. Any other path would make pages ask for whatever
// an import names, with the visitor's cookies.
func imageProblem(image string) string {
	if p := lineProblem(image, maxURL); p != "" {
		return p
	}
	if strings.HasPrefix(image, "/") && !strings.HasPrefix(image, "//") {
		return pathOfPictureProblem(image)
	}
	u, err := url.Parse(image)
	if err != nil || !(u.Scheme == "https" || u.Scheme == "http") || u.Host == "" {
		return "must be an http or https address, or a path of this shop: /media/… or /drawn/….svg"
	}
	return ""
}

func pathOfPictureProblem(path string) string {
	switch {
	case len(path) > maxPath:
		return fmt.Sprintf("must be at most %d bytes as a path of this shop, not %d", maxPath, len(path))
	case !ownPicture.MatchString(path) || strings.Contains(path, "..") || strings.Contains(path, "//"):
		return "must be /media/ and 64 hexadecimal digits, or /drawn/….svg of a-z 0-9 . _ - /, where it is a path of this shop"
	}
	return ""
}
