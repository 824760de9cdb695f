//go:build !cgo

package media

// encodings are what this build keeps. Without a C compiler there is no WebP: the encoders in Go that can be had are
// lossless and give ten times the bytes, and every browser shows JPEG.
func encodings() []encoding { return []encoding{{JPEG, encodeJPEG}} }
