// Package draft holds the rules of drafts: how an edit changes a row of a dataset, what a text that someone typed means as a
// value, which parts of a row differ, and how an edit is put on top of what others wrote meanwhile.
//
// It knows rows as values. Where they are stored, who may change them and how versions come to be it does not know.
package draft
