package door

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestWhoseAddress(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name, remote, forwarded, want string
		local                         bool
	}{
		{"a client", "198.51.100.7:1234", "", "198.51.100.7", false},
		{"a client who lies", "198.51.100.7:1234", "203.0.113.1", "198.51.100.7", false},
		{"this machine", "127.0.0.1:1234", "", "127.0.0.1", true},
		{"this machine by IPv6", "[::1]:1234", "", "::", true},
		{"an unknown proxy on this machine is not a developer", "127.0.0.1:1234", "203.0.113.1", "127.0.0.1", false},
		{"behind our proxy", "10.0.0.1:1234", "203.0.113.1", "203.0.113.1", false},
		{"what the client wrote before our proxy does not count", "10.0.0.1:1234", "1.1.1.1, 203.0.113.1", "203.0.113.1", false},
		{"behind two of our proxies", "10.0.0.1:1234", "203.0.113.1, 10.0.0.2", "203.0.113.1", false},
		{"garbage before our proxy", "10.0.0.1:1234", "unknown", "10.0.0.1", false},
		{"an IPv6 network is one client", "[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::", false},
		{"IPv4 in IPv6", "[::ffff:198.51.100.7]:1234", "", "198.51.100.7", false},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d := opened(t, func(c *Config) { c.TrustedProxies = []string{"10.0.0.0/8"} })
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = s.remote
			if s.forwarded != "" {
				r.Header.Set("X-Forwarded-For", s.forwarded)
			}
			addr, local := d.address(r)
			if addr != netip.MustParseAddr(s.want) || local != s.local {
				t.Fatalf("got %v local %v, want %s local %v", addr, local, s.want, s.local)
			}
		})
	}
}
