package telemetry

import (
	"log/slog"
	"strings"
)

// hidden are the words that make a key secret or personal, as parts between "_", "-", "." or a change
// of case: "email", "user_email" and "userEmail" are hidden, "emails_sent" is a count and is not.
var hidden = map[string]bool{
	"password": true, "passwd": true, "secret": true, "token": true, "authorization": true,
	"cookie": true, "credential": true, "credentials": true, "apikey": true, "dsn": true, "signature": true,
	"email": true, "mail": true, "phone": true, "address": true, "street": true, "birthday": true,
	"card": true, "pan": true, "cvc": true, "cvv": true, "iban": true,
}

// harmless end a key that names something else than the value itself.
var harmless = map[string]bool{"id": true, "count": true, "size": true, "kind": true, "hash": true, "brand": true}

const redacted = "[redacted]"

// redact is slog's ReplaceAttr: it sees every attribute, also inside of groups. A group with a hidden
// name hides all that is in it. A struct passed whole is not looked into: log its parts by key.
func redact(groups []string, a slog.Attr) slog.Attr {
	if isHidden(a.Key) {
		return slog.String(a.Key, redacted)
	}
	for _, group := range groups {
		if isHidden(group) {
			return slog.String(a.Key, redacted)
		}
	}
	return a
}

func isHidden(key string) bool {
	words := split(key)
	if len(words) == 0 || harmless[words[len(words)-1]] {
		return false
	}
	for i, word := range words {
		if hidden[word] || (i > 0 && hidden[words[i-1]+word]) { // "api_key" is "apikey"
			return true
		}
	}
	return false
}

// split takes a key apart into lower-case words.
func split(key string) []string {
	var spaced strings.Builder
	lower := false
	for _, r := range key {
		upper := r >= 'A' && r <= 'Z'
		if upper && lower {
			spaced.WriteByte(' ')
		}
		lower = r >= 'a' && r <= 'z'
		if r == '_' || r == '-' || r == '.' {
			r = ' '
		}
		spaced.WriteRune(r)
	}
	return strings.Fields(strings.ToLower(spaced.String()))
}
