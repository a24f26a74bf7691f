// Package spantree knows what the spans of a trace come to as a tree: sums that roll up to parents, when each ran, which lines
// remain when branches are folded, and how long lists are cut into pieces that are loaded one by one.
//
// It knows neither how spans are stored nor how they are drawn. A tree is a list of spans in the order in which it is read,
// each before those below it, with its depth.
package spantree
