// Package searchtest holds the suite that every search.Index passes, and a naive index to compare with.
//
// The idea: the naive index is the contract written as slowly and plainly as possible, one loop over all documents per question,
// sharing only the definition of a word with the real ones. Random histories of changes are played into both; matches, totals,
// facets and every order but relevance must then be equal, and relevance must agree within what one byte of impact can hold.
//
// Shop is every neighbour of the room in memory, for tests of the room itself. The package is imported by tests only.
package searchtest
