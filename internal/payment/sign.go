package payment

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sign returns the signature of a webhook body as the gateway sends it: "t=UNIX,v1=HEX", where HEX is the HMAC-SHA256
// under secret of "UNIX.body".
func Sign(secret string, at time.Time, body []byte) string {
	t := at.Unix()
	return fmt.Sprintf("t=%d,v1=%s", t, hex.EncodeToString(mac(secret, t, body)))
}

func mac(secret string, t int64, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "%d.", t)
	h.Write(body)
	return h.Sum(nil)
}

// signed reports whether one of the secrets signed body within age of now. Several v1 parts are allowed: a gateway that
// changes its secret signs with both.
func signed(secrets []string, signature string, body []byte, now time.Time, age time.Duration) bool {
	var t int64
	var sums [][]byte
	for part := range strings.SplitSeq(signature, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t, _ = strconv.ParseInt(value, 10, 64)
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil {
				sums = append(sums, sum)
			}
		}
	}
	if now.Sub(time.Unix(t, 0)).Abs() > age {
		return false
	}
	for _, secret := range secrets {
		want := mac(secret, t, body)
		for _, sum := range sums {
			if hmac.Equal(want, sum) {
				return true
			}
		}
	}
	return false
}
