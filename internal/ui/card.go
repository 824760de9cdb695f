package ui

import "rialto/internal/commerce"

// Card is a product in a list.
type Card struct {
	Href    string
	Title   string
	Brand   string
	Picture Image          // Alt may stay empty: the title is beside it
	Price   commerce.Money // zero = not sold in this currency
	Was     commerce.Money // what it cost before; zero = nothing to say
	Rating  float64
	Ratings int64 // 0 = nobody rated
	Prime   bool
	Stock   Stock
	Badge   string // "New", "Sponsored"; empty = none
	Options string // "4 colours"; empty = none
}

const cardSizes = "(min-width: 90rem) 15rem, (min-width: 48rem) 25vw, 46vw"

func (c Card) picture() Image {
	c.Picture.Sizes = or(c.Picture.Sizes, cardSizes)
	return c.Picture
}
