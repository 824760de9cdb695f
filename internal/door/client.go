package door

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// address returns whose request it is by network address, and whether it comes from this machine itself. The header of a
// proxy counts only if the proxy is one of ours; an IPv6 client is its /64, which is what one customer gets.
func (d *Door) address(r *http.Request) (addr netip.Addr, local bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false // a transport without addresses: all share one budget
	}
	addr = peer.Addr().Unmap()
	forwarded := r.Header.Values("X-Forwarded-For")
	local = addr.IsLoopback() && len(forwarded) == 0
	if len(forwarded) > 0 && d.trusted(addr) {
		addr = d.behind(addr, strings.Split(strings.Join(forwarded, ","), ","))
	}
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			addr = network.Addr()
		}
	}
	return addr, local
}

// behind walks the hops from the nearest to the farthest and returns the first one that is not a proxy of ours: what
// stands before it was written by the client.
func (d *Door) behind(proxy netip.Addr, hops []string) netip.Addr {
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return proxy
		}
		proxy = hop.Unmap()
		if !d.trusted(proxy) {
			return proxy
		}
	}
	return proxy
}

func (d *Door) trusted(addr netip.Addr) bool {
	for _, network := range d.proxies {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// prefixes reads the configured networks.
func prefixes(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("trusted_proxies: %q is not a network such as 10.0.0.0/8", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}
