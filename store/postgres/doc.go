// Package postgres keeps the words of package store in PostgreSQL: every SQL statement of the program is here, and nothing
// else of the program knows a table.
//
// The shape: traces, spans and their payloads hold what clients logged; event is the append-only log of what people and
// scorers said about them; trace.scores, trace_score, comment and correction are folds of that log, made again in the
// transaction that appends to it (fold_span.go, fold_trace.go). Lists, counts, review, selections and exports all take their
// traces from one function, Query.relation (query.go), so that they cannot disagree about what a filter means.
//
// A list of traces is not left to the database's planner, which is right about most filters and very wrong about some: plan.go
// walks the newest rows or starts from an index, as what it sees tells. Whatever way it goes, the traces are those of the bare
// condition (plan_test.go). Bench (bench.go) measures lists, counts and ingest against hand-written SQL.
//
// It knows no HTTP and no HTML. Errors come back as those of package store; anything else is the database's own trouble.
package postgres
