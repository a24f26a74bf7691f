// Package export writes the rows of a dataset, and the answers to queries, as files: JSON for programs, CSV for spreadsheets, Parquet
// for tables, and the two shapes of OpenAI. A manifest says what a file holds. Browsers and the
// command line get the same bytes, and a version of a dataset gives the same bytes for ever: members stand in a fixed order,
// numbers are written as they were stored, times in UTC.
//
// Rows stream through: one is in memory at a time. A file that could not be written to its end is reported as an error, and
// whoever sends it must not let it look complete.
//
// It does not know who may export, over what the file travels, or how rows are stored.
package export
