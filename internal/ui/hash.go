package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// hashOf names a set of files by all their names and contents, in 12 hex digits.
func hashOf(files map[string][]byte) string {
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		one := sha256.Sum256(files[name])
		all.Write([]byte(name + "\x00"))
		all.Write(one[:])
	}
	return hex.EncodeToString(all.Sum(nil))[:12]
}
