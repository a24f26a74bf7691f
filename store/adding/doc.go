// Package adding says how traces, and rows of other datasets, become rows of a dataset: which value of a trace goes into which field of a row, how many of
// the traces are taken, and what happens to what the dataset has already. A Plan holds all of that; a page edits one, a recipe
// keeps one, and package store/postgres carries it out.
//
// The package reads and writes the text of paths and checks plans. It knows no SQL and no values.
package adding
