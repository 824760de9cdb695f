package shipping

import (
	"math/rand/v2"
	"testing"
)

func TestTheCheckDigitFindsEveryWrongDigit(t *testing.T) {
	t.Parallel()
	if got := checkDigit("7992739871"); got != '3' { // the example of the standard
		t.Fatalf("got %c", got)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		right := []byte(number("RP", random.Int64()))
		if len(right) != 22 {
			t.Fatalf("%s has %d characters", right, len(right))
		}
		at := 2 + random.IntN(19)
		wrong := append([]byte(nil), right...)
		wrong[at] = '0' + (wrong[at]-'0'+byte(1+random.IntN(9)))%10
		if checkDigit(string(wrong[2:21])) == right[21] {
			t.Fatalf("%s passes for %s", wrong, right)
		}
	}
}
