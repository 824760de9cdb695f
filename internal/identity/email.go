package identity

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxEmail = 254
	maxName  = 200
)

// normalEmail returns the form in which an e-mail is stored and compared: trimmed and in lower case. ok is false for what
// is not one address, "somebody@somewhere", of at most 254 bytes.
func normalEmail(text string) (email string, ok bool) {
	trimmed := strings.TrimSpace(text)
	email = strings.ToLower(trimmed)
	// The text is checked before its case: ToLower would repair broken UTF-8 into an address that nobody typed.
	if len(email) > maxEmail || !plainText(trimmed) || strings.ContainsAny(email, ` "(),:;<>[]\`) {
		return "", false
	}
	parsed, err := mail.ParseAddress(email)
	return email, err == nil && parsed.Address == email
}

// plainText reports that every store can keep the text: UTF-8 without control characters.
func plainText(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
