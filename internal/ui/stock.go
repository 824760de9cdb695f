package ui

// Stock is what is known of the units that can be bought. The zero Stock says nothing: the answer came late.
type Stock struct {
	Known bool
	Units int64 // more than 0 = in stock; of in-stock products whose number is not known, Plenty
}

// Plenty stands for in stock without a number.
const Plenty int64 = 1 << 20

// fewLeft is up to how many units the number is shown.
const fewLeft = 5

func (s Stock) words() string {
	switch {
	case !s.Known:
		return ""
	case s.Units <= 0:
		return "Sold out"
	case s.Units <= fewLeft:
		return "Only " + Count(s.Units) + " left"
	}
	return "In stock"
}

func (s Stock) tone() Tone {
	switch {
	case s.Units <= 0:
		return Danger
	case s.Units <= fewLeft:
		return Warning
	}
	return Success
}
