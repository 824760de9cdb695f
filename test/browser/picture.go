package browser

import (
	"os"
	"path/filepath"
)

// picturesTo names the folder that pictures are kept in; without it none are.
const picturesTo = "RIALTO_SCREENSHOTS"

const (
	pictureQuality = 90
	pictureMost    = 200_000 // bytes: the README shows several
)

// picture keeps what the window shows.
func (v *visitor) picture(name string) {
	v.t.Helper()
	folder := os.Getenv(picturesTo)
	if folder == "" {
		return
	}
	picture, err := v.tab.Picture(pictureQuality)
	v.must(err)
	v.must(os.MkdirAll(folder, 0o755))
	v.must(os.WriteFile(filepath.Join(folder, name+".webp"), picture, 0o644))
	if len(picture) > pictureMost {
		v.t.Errorf("picture %s has %d bytes, more than %d", name, len(picture), pictureMost)
	}
}
