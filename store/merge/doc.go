// Package merge holds the rules by which a row of the wire changes a stored one: a row replaces, merges deeply, deletes values
// from lists or removes the row altogether. The rules are functions of their arguments alone, so that they can be tested
// without a server and hold for every way in.
//
// It works on JSON text, member by member, and changes neither the digits of numbers nor the order of members. It does not
// know where rows are kept, nor what feedback is: `_audit_…` fields belong to whoever reads the request.
package merge
