package browser

import (
	"os"
	"path/filepath"
)

// picturesTo names the folder that pictures are kept in; without it none are.
const picturesTo = "RIALTO_SCREENSHOTS"

// pictureMost is how many bytes a picture may have: the README shows several.
const pictureMost = 200_000

// picture keeps what the window shows.
func (v *visitor) picture(name string) {
	v.t.Helper()
	folder := os.Getenv(picturesTo)
	if folder == "" {
		return
	}
	picture, err := v.tab.Picture()
	v.must(err)
	v.must(os.MkdirAll(folder, 0o755))
	v.must(os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
	if len(picture) > pictureMost {
		v.t.Errorf("picture %s has %d bytes, more than %d", name, len(picture), pictureMost)
	}
}
