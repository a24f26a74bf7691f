// Package upload reads the files that people have rows of a dataset in: CSV, JSON and JSON lines, as spreadsheets and scripts write
// them, and makes rows of them as a mapping of columns says. What is wrong is said by line and column and never stops the rest.
//
// It does not know where files come from, or how rows are stored.
package upload
