package ui

import (
	"net/url"
	"strconv"
	"strings"
)

// Image is a picture and the room it takes, so that nothing moves when it comes.
type Image struct {
	Src           string // "/media/ID", "/drawn/….svg" or an https address; empty = a plain tile
	Alt           string // what it shows; empty where the text beside it says the same
	Width, Height int    // the space in CSS pixels, for its proportions; default 600 × 600
	Widths        []int  // that /media keeps; default 320, 640, 1280
	Sizes         string // how wide it is shown, as in HTML; default 100vw
	Eager         bool   // the main thing on the first screen: loaded at once and first
}

func (i Image) filled() Image {
	if i.Width <= 0 || i.Height <= 0 {
		i.Width, i.Height = 600, 600
	}
	if len(i.Widths) == 0 {
		i.Widths = []int{320, 640, 1280}
	}
	i.Sizes = or(i.Sizes, "100vw")
	return i
}

// srcset lists the widths of an uploaded picture; "" for drawn and foreign ones, which have one file.
func (i Image) srcset() string {
	if !strings.HasPrefix(i.Src, "/media/") {
		return ""
	}
	id := url.PathEscape(strings.TrimPrefix(i.Src, "/media/"))
	var out []string
	for _, w := range i.Widths {
		px := strconv.Itoa(w)
		out = append(out, "/media/"+id+"?w="+px+" "+px+"w")
	}
	return strings.Join(out, ", ")
}
