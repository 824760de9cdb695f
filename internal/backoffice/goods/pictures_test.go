package goods

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

const upTo = lampPage + "/pictures"

func TestAPictureIsPutInFront(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	for range 2 { // the same file twice is one picture
		desk.Upload(upTo, "picture", []byte("JPEG")).Leads(lampPage + "?notice=picture-added")
	}
	if got := town.Products[0].GetImageUrls(); !slices.Equal(got, []string{"/media/abc", "/drawn/lamp.svg"}) {
		t.Errorf("pictures %q", got)
	}
	desk.Get(lampPage).Has(http.StatusOK, `src="/media/abc"`, "/media/abc?w=320 320w", "Remove picture 2")
}

// TestWhatIsNoPictureStaysOut: each in words beside the form, and the product as it was.
func TestWhatIsNoPictureStaysOut(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name    string
		content []byte
		broken  error
		status  int
		words   string
	}{
		{"a text", []byte("hello"), nil, 422, "This is not a picture."},
		{"nothing", nil, nil, 422, "This is not a picture."},
		{"one byte more than 10 MB", make([]byte, 10<<20+1), nil, 422, "The picture has more than 10 MB."},
		{"far more", make([]byte, 11<<20), nil, 422, "That was more than"},
		{"one while media is down", []byte("JPEG"), errs.Unavailable("down", "Pictures are being repaired."), 503, "Pictures are being repaired."},
		{"one while media fails", []byte("JPEG"), errs.Internal(nil), 500, "Something went wrong on our side"},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			town.Down["media"] = s.broken
			open(t, town).Upload(upTo, "picture", s.content).Has(s.status, s.words)
			if got := town.Products[0].GetImageUrls(); len(got) != 1 || len(town.Asked) != 0 {
				t.Errorf("pictures %q, asked %v", got, town.Asked)
			}
		})
	}
}

func TestTheLargestPictureFitsThroughTheForm(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	content := make([]byte, 10<<20)
	copy(content, "JPEG")
	open(t, town).Upload(upTo, "picture", content).Leads(lampPage + "?notice=picture-added")
	if town.Asked[0].(int) != 10<<20 {
		t.Errorf("%v bytes arrived", town.Asked[0])
	}
}

func TestAFormWithoutAPicture(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Upload(upTo, "other", []byte("JPEG")).Has(http.StatusUnprocessableEntity, "Choose a picture first.")
	desk.Post(upTo, form("picture", "JPEG")).Has(http.StatusUnprocessableEntity, "Choose a picture first.")
	desk.Send("POST", upTo, strings.NewReader("nonsense"), "Content-Type: multipart/form-data").Has(http.StatusUnprocessableEntity, "could not be read")
	desk.Send("POST", upTo, strings.NewReader("--b\r\nContent-Disposition: form-da"), "Content-Type: multipart/form-data; boundary=b").
		Has(http.StatusUnprocessableEntity, "Choose a picture first.") // it broke off before the file
	if len(town.Asked) != 0 {
		t.Errorf("asked %v", town.Asked)
	}
}

func TestAPictureIsRemovedButNeverTheLast(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Products[0].ImageUrls = []string{"/media/a", "/media/b"}
	desk := open(t, town)
	for range 2 { // gone already: nothing more happens
		desk.Post(upTo+"/remove", form("picture", "/media/a")).Leads(lampPage + "?notice=picture-removed")
	}
	if got := town.Products[0].GetImageUrls(); !slices.Equal(got, []string{"/media/b"}) || len(town.Asked) != 1 {
		t.Errorf("pictures %q after %d changes", got, len(town.Asked))
	}
	desk.Post(upTo+"/remove", form("picture", "/media/b")).Has(http.StatusConflict, "This is the last picture. Upload another one first.")
}
