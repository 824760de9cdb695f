package media_test

import (
	"testing"

	"rialto/internal/media"
)

func TestTheWidthIsTakenUpToOneThatIsKept(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]int32{
		"1": 320, "320": 320, "321": 640, "640": 640, "0641": 1280, "1280": 1280, "4000": 1280, "2147483647": 1280,
		"": 0, "0": 0, "-1": 0, "+320": 0, "320.5": 0, "320px": 0, " 320": 0, "1e3": 0, "2147483648": 0, "99999999999999999999": 0, "٣٢٠": 0,
	} {
		got, err := media.WidthOf([]string{given})
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v", given, got, err)
		}
	}
	if got, err := media.WidthOf(nil); got != 1280 || err != nil {
		t.Errorf("no width: %d, %v", got, err)
	}
	if got, err := media.WidthOf([]string{"320", "640"}); err == nil {
		t.Errorf("two widths: %d", got)
	}
}

func TestWebPGoesToWhoNamesIt(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		"image/avif,image/webp,image/apng,image/*,*/*;q=0.8": true,
		"image/webp":            true,
		"IMAGE/WEBP":            true,
		"text/html, image/webp": true,
		"image/webp;q=0.1":      true,
		"image/webp;q=0":        false,
		"image/webp;q=0.000":    false,
		"image/webpx":           false,
		"image/*":               false,
		"*/*":                   false,
		"":                      false,
		";;;,,,image":           false,
	} {
		if got := media.ShowsWebP([]string{accept}); got != want {
			t.Errorf("%q: %t", accept, got)
		}
	}
	if !media.ShowsWebP([]string{"image/png", "image/webp"}) {
		t.Error("the second line of Accept is not read")
	}
}
