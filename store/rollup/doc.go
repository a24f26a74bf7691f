// Package rollup counts traces by the hour, so that a page over months need not read them: how many there are, how many failed,
// how long they took and what they cost, and each score by its source; all of it for every trace and again for the traces of each
// value of a field that has few; and of all traces how many have a score of users beside one of a judge, for each two.
//
// A Series is one thing that is counted, of all traces or of one segment. A Cell is what it comes to in an hour: a number of
// values, their sum, the sum of their squares, and how many lie in each of some bins, from which quantiles are read. Cells are
// whole numbers in fixed units, so that what is added can be taken away again without a trace: a trace that changed is taken out
// as it was and put in as it is, and the result is that of counting anew.
//
// A value that is too large for its unit counts as the largest there is; a name or value of a segment longer than LongestText is
// left out; a field of which there are more than MostValues values is no segment.
//
// The package knows what counts and how, and not where cells are kept.
package rollup
