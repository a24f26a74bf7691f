// Package schema is the page of the JSON Schemas of a dataset: one field at a time, its schema as text, which of the rows would not fit,
// and who changed it when.
package schema
