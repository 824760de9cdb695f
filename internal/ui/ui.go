// Package ui is how Rialto looks: layouts, components and the files behind them.
//
// The one idea: a component is a function from values to HTML. It reads no request, no cookie, no clock and no room, so
// that a page is the sum of its values and the style guide shows the very components that pages use.
//
// Everything works as plain links and forms. The modules in static/ only improve them: a form that says data-swap="cart"
// gets that element of the answer instead of a new page. Nothing is styled or scripted inline, so that pages live under
// the strictest policy (style-src 'self', script-src with a nonce); colours that depend on data are class names of a fixed
// palette. Every text is escaped by templ, addresses of links lose schemes other than http, https, mailto and tel.
//
// It asks nothing of its neighbours and publishes nothing. It never decides what is true of an order or a product.
package ui
