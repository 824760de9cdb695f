package media_test

import "testing"

// BenchmarkPut sends what a seller sends: a photo of 1200 by 1600 pixels, and one as a camera takes it.
func BenchmarkPut(b *testing.B) {
	for name, content := range map[string][]byte{"1200x1600": asJPEG(photo(1200, 1600)), "4000x3000": asJPEG(photo(4000, 3000))} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				newDesk(b).mustPut(content)
			}
		})
	}
}

// BenchmarkPutAgain sends a picture that is there already.
func BenchmarkPutAgain(b *testing.B) {
	d, content := newDesk(b), asJPEG(photo(1200, 1600))
	for b.Loop() {
		d.mustPut(content)
	}
}
