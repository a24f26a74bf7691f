// Package pgtest gives a test its own migrated database: DSN(t). Imported by _test.go files only.
//
// All test programs of a user share one private Postgres, without durability, and in memory where there is
// plenty. The first to need it starts it, and every program starts a watchman for itself, a small process that
// outlives it (even if it is killed) and stops the server when nobody uses it any more. ASSAY_TEST_DATABASE_URL
// names another server to use instead; its user must be allowed to create databases.
//
// A database is a copy of a template that holds the migrated schema. The template's name is the hash of the
// migrations, so it is made once for each state of them. A test's database is dropped when the test passed, and
// kept for a day, with its address printed, when it failed.
//
// It does not know the schema or the program's way to talk to the database; store/postgres builds on it.
package pgtest
