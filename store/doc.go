// Package store is the vocabulary of Assay: the words of design.md as plain types, the errors everyone returns and the small
// rules that need nothing but their arguments.
//
//	project     what one team looks at: traces, datasets, score configs, people
//	trace       a root span with its children
//	span        one step of a trace as a client logged it
//	score       a name and a value, 0 to 1 or a category, from one source
//	event       one entry of the append-only log: a score, comment, correction, decision
//	score config  what a reviewer is asked
//	dataset     rows under versions; a row knows the trace it came from
//	view        a saved state of the list of traces: filter, columns, order
//	session     traces that share a value in their metadata
//	bulk        one thing said about many traces at once
//	account     a person who signs in; roles are held per project
//
// It knows no SQL, no HTTP and no HTML: package postgres keeps these types, package web receives them, package views shows
// them.
package store
