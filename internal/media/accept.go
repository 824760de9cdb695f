package media

import (
	"mime"
	"strconv"
	"strings"

	"rialto/internal/platform/errs"
)

// widthOf reads the parameter w: the least wide of what is kept that is not below it; the widest without it, and for more.
func widthOf(given []string) (int32, error) {
	last := int32(widths[len(widths)-1])
	if len(given) == 0 {
		return last, nil
	}
	asked, err := strconv.ParseUint(given[0], 10, 31)
	if err != nil || asked == 0 || len(given) > 1 {
		return 0, errs.Invalid("invalid_width", "w is the width in pixels, once and in digits: 320, 640 or 1280.")
	}
	for _, kept := range widths {
		if asked <= uint64(kept) {
			return int32(kept), nil
		}
	}
	return last, nil
}

// showsWebP reports whether a browser names WebP in Accept. "*/*" is no such promise: browsers without WebP send it too.
func showsWebP(accept []string) bool {
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil || kind != WebP {
			continue
		}
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil && q <= 0 {
			return false
		}
		return true
	}
	return false
}
