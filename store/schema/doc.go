// Package schema holds the values of a dataset to JSON Schemas (2020-12, https://json-schema.org/draft/2020-12): it reads a schema,
// says by path what of a value does not fit and what to do about it, and infers a schema from values.
//
// It fetches nothing: a schema refers to itself only. What it takes on is bounded, in the size and depth of schemas and values, in
// their numbers and in the steps of one check; regular expressions are those of RE2, which take linear time. It does not know where
// schemas and rows are stored.
package schema
