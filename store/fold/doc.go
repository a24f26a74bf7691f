// Package fold computes what a trace comes to from its spans and what was said about them, in plain Go.
//
// The folds of a log that changes run in the database, next to what they read (store/postgres, fold_*.go). A trace that nobody
// has heard of before has nothing there to read, and most of what a program logs is such traces: folding them here, on the way
// in, makes one COPY a table out of a staged merge. Both say the same, which a property test of store/postgres holds them to.
//
// It knows nothing of SQL, of requests, or of traces that were there before.
package fold
