// Package migrations holds the schema as numbered goose files, embedded so that the one binary can create and upgrade a
// database on its own. It knows nothing of Go types and runs nothing.
package migrations

import "embed"

// FS holds the migration files in the order of their numbers.
//
//go:embed *.sql
var FS embed.FS
