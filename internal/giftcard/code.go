package giftcard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"
)

// alphabet is Crockford's base32: no I, L, O, which are read as 1 and 0, and no U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockford = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// codeLength is the number of characters, of 5 bits each; longestTyped bounds what is looked at.
const (
	codeLength   = 16
	longestTyped = 100
)

// makeCode returns the normal form of a card's code: 80 bits of HMAC-SHA256, so that only who has the secret can tell it.
func makeCode(secret string, id CardID) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("gift card " + strconv.FormatInt(int64(id), 10)))
	return crockford.EncodeToString(mac.Sum(nil)[:codeLength*5/8])
}

// printed returns a code as people get it: "XXXX-XXXX-XXXX-XXXX".
func printed(code string) string {
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// NormalCode returns the normal form of a code however it was typed: case, spaces and dashes do not matter, O is 0, I and L
// are 1. ok is false where no card can have it.
func NormalCode(typed string) (code string, ok bool) {
	if len(typed) > longestTyped {
		return "", false
	}
	code = strings.Map(readChar, typed)
	return code, len(code) == codeLength && strings.Trim(code, alphabet) == ""
}

// readChar maps one typed character; -1 drops it. Word processors make dashes and spaces of their own.
func readChar(r rune) rune {
	switch r {
	case ' ', '\t', '\r', '\n', '\u00a0', '\u202f', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
		return -1
	case 'o', 'O':
		return '0'
	case 'i', 'I', 'l', 'L':
		return '1'
	}
	if r >= 'a' && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// hashCode returns what is stored of a code. 80 random bits need no salt.
func hashCode(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
