package identity

import (
	"strings"
	"testing"
)

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ada@rialto.test": "ada@rialto.test", " Ada.L+shop@Rialto.TEST ": "ada.l+shop@rialto.test", "a@localhost": "a@localhost",
		"jürgen@bücher.test": "jürgen@bücher.test", "o'neil@x.test": "o'neil@x.test",
		strings.Repeat("a", 242) + "@rialto.test": strings.Repeat("a", 242) + "@rialto.test",
	} {
		if got, ok := normalEmail(text); !ok || got != want {
			t.Errorf("%q gave %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "@", "a@", "@b", "a", "a@b@c", "a b@c.test", "Ada <ada@rialto.test>", `"a b"@c.test`, "a@c.test,b@c.test", "a@c.test (x)",
		"a\x00@b.test", "a\n@b.test", "a@b.test\r\nBcc: x@y.test", "a@[127.0.0.1]", "\xff@b.test",
		strings.Repeat("a", 243) + "@rialto.test", ".a@b.test", "a..b@c.test",
	} {
		if got, ok := normalEmail(text); ok {
			t.Errorf("%q was taken as %q", text, got)
		}
	}
}
