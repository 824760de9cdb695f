package page

// policy lets a page run the scripts that carry its nonce, and what they import; nothing else of anybody's. It takes the
// place of the policy that httpkit.Secured sends with every answer.
func (p *Page) policy() {
	p.W.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+p.Nonce+"' 'strict-dynamic'; style-src 'self'; "+
		"img-src 'self' https: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
}
