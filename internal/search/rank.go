package search

import "errors"

// Ranking holds the numbers of the ranking formula. Every term is 0..1:
//
//	score = Text·text + Velocity·sales_velocity + Rating·rating + Conversion·conversion + Prime·prime
//
// text is bm25/(bm25+TextHalf); rating is avg/5 · n/(n+RatingHalf), so that one happy buyer does not outrank a thousand.
type Ranking struct {
	Text       float64 // Defaults to 0.4.
	Velocity   float64 // Defaults to 0.25.
	Rating     float64 // Defaults to 0.15.
	Conversion float64 // Defaults to 0.1.
	Prime      float64 // Defaults to 0.1.

	TextHalf   float64 // The bm25 at which text is one half. Defaults to 5.
	RatingHalf float64 // The number of reviews at which a rating counts half. Defaults to 5.
}

// DefaultRanking returns the documented defaults.
func DefaultRanking() Ranking {
	return Ranking{Text: 0.4, Velocity: 0.25, Rating: 0.15, Conversion: 0.1, Prime: 0.1, TextHalf: 5, RatingHalf: 5}
}

// Validate says in a sentence what is wrong.
func (r Ranking) Validate() error {
	for _, x := range []float64{r.Text, r.Velocity, r.Rating, r.Conversion, r.Prime} {
		if !(x >= 0 && x <= 1) {
			return errors.New("a ranking weight must be between 0 and 1")
		}
	}
	if !(r.TextHalf > 0) || !(r.RatingHalf > 0) {
		return errors.New("text_half and rating_half must be above 0")
	}
	return nil
}

// Terms are the parts of one score before weighting, each 0..1 but BM25.
type Terms struct {
	Text       float64
	Velocity   float64
	Rating     float64
	Conversion float64
	Prime      float64
	BM25       float64 // what Text was made of
}

// TextTerm squeezes a bm25 into 0..1.
func (r Ranking) TextTerm(bm25 float64) float64 { return bm25 / (bm25 + r.TextHalf) }

// RatingTerm weighs an average rating by how many people gave it.
func (r Ranking) RatingTerm(avg float64, reviews int) float64 {
	n := float64(reviews)
	if n <= 0 {
		return 0
	}
	return clamp(avg/5) * n / (n + r.RatingHalf)
}

// Score adds the weighted terms up.
func (r Ranking) Score(t Terms) float64 { return r.Text*t.Text + r.Static(t) }

// Static is the part of the score that no query changes.
func (r Ranking) Static(t Terms) float64 {
	return r.Velocity*clamp(t.Velocity) + r.Rating*clamp(t.Rating) + r.Conversion*clamp(t.Conversion) + r.Prime*clamp(t.Prime)
}

// clamp holds a term in 0..1 whatever a neighbour sent; NaN becomes 0.
func clamp(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}

// Field is how one part of a document weighs in BM25F.
type Field struct {
	Weight float64
	// B is how much length counts against a match, 0..1; Length is the number of words at which it counts neither way.
	// Lengths are fixed rather than averaged, so that an indexed document never has to be weighed again as the catalogue grows.
	B, Length float64
}

// TextWeights are the BM25F parameters. Short titles want a small K1: a word said twice is hardly more relevant.
type TextWeights struct {
	K1                                  float64 // Defaults to 0.3.
	Title, Brand, Category, Description Field
}

// DefaultTextWeights returns the documented defaults.
func DefaultTextWeights() TextWeights {
	return TextWeights{
		K1:          0.3,
		Title:       Field{Weight: 1, B: 0.3, Length: 10},
		Brand:       Field{Weight: 1},
		Category:    Field{Weight: 0.6},
		Description: Field{Weight: 0.25, B: 0.5, Length: 60},
	}
}

// Validate says in a sentence what is wrong.
func (w TextWeights) Validate() error {
	if !(w.K1 > 0) {
		return errors.New("k1 must be above 0")
	}
	for _, f := range []Field{w.Title, w.Brand, w.Category, w.Description} {
		if !(f.Weight > 0) || !(f.B >= 0 && f.B <= 1) || !(f.Length >= 0) {
			return errors.New("a field needs a weight above 0, b between 0 and 1 and a length of at least 0")
		}
	}
	return nil
}

// Part is what a field adds to a word's weight: its frequency there, tempered by the field's length in words.
func (f Field) Part(frequency, length int) float64 {
	if f.B == 0 || f.Length == 0 {
		return f.Weight * float64(frequency)
	}
	return f.Weight * float64(frequency) / (1 - f.B + f.B*float64(length)/f.Length)
}

// Impact saturates the sum of a word's parts into 0..1.
func (w TextWeights) Impact(sum float64) float64 { return sum / (w.K1 + sum) }
