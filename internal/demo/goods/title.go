package goods

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// titles are the patterns and words of words/titles.yaml.
type titles struct {
	Patterns map[string]struct{ Patterns []string } `yaml:",inline"`
	Words    map[string][]string
}

// name is what a family is called.
type name struct {
	title   string // without its options
	subject string // as sentences about it begin
	author  string
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (w *words) name(l *Leaf, r *rand.Rand, brand string) name {
	if l.Titles != "" {
		author := pick(r, w.titles.Words["first"]) + " " + pick(r, w.titles.Words["last"])
		return name{w.titles.draw(r, l.Titles) + " by " + author, "The book", author}
	}
	thing := pick(r, l.Things)
	if len(l.models) == 0 {
		return name{title: brand + " " + thing, subject: "It"}
	}
	model := pick(r, l.models)
	if l.Models == "food" {
		return name{title: brand + " " + model + " " + thing, subject: "It"}
	}
	if l.Models == "tech" {
		model += pick(r, []string{"", "", " 2", " 3", " S", " Pro", " " + strconv.Itoa(10+5*r.IntN(8))})
	}
	return name{title: brand + " " + model + " " + thing, subject: "The " + model}
}

// draw fills a pattern: each {list} becomes a word of it.
func (t titles) draw(r *rand.Rand, kind string) string {
	parts := strings.Split(pick(r, t.Patterns[kind].Patterns), "{")
	for i, part := range parts[1:] {
		list, rest, _ := strings.Cut(part, "}")
		parts[i+1] = pick(r, t.Words[list]) + rest
	}
	return strings.Join(parts, "")
}

// describe writes three or four sentences.
func (l *Leaf) describe(r *rand.Rand, n name) string {
	p := r.Perm(len(l.Points))
	text := pick(r, l.Pitch) + " " + n.subject + " " + l.Points[p[0]] + " and " + l.Points[p[1]] + "."
	if r.IntN(3) > 0 {
		text += " It also " + l.Points[p[2]] + "."
	}
	return text + " " + pick(r, l.Closings)
}
