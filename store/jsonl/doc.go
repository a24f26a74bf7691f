// Package jsonl reads and writes the file format of `assay import` and `assay export --filter`: JSON lines, one span a line.
//
//	{"id":"a1","root_span_id":"a1","span_parents":[],"created":"2026-01-31T09:30:00Z","name":"chat","type":"llm",
//	 "input":"…","output":"…","expected":"…","scores":{"correct":0.5},"metadata":{},"tags":[],"metrics":{},"error":"…",
//	 "feedback":[{"source":"external","user":"u1","scores":{},"comment":"…","expected":"…","metadata":{},"created":"…"}]}
//
// (on one line). A comment may quote a passage: "anchor":{"field":"output","quote":"…","at":120} beside it. Absent members are left out, unknown ones ignored, and null counts as absent except in input, output and
// expected of a span, where it is a value. "span_id" is optional and defaults to "id"; a line without "span_parents" is a
// root; a root without "root_span_id" is the trace of its own name.
//
// What comes out of a Reader can be stored as it is: text holds no NUL, metadata and metrics are what jsonb takes, ids are
// within their limits, scores are within theirs. Where such a rule can be kept by changing a character the character is
// changed (U+0000 becomes "␀", a lone surrogate or a broken byte becomes U+FFFD); otherwise the line is refused with a
// LineError that says why, and reading goes on with the next line.
//
// The package does not know whether a line's trace, id or author exists already, and it neither opens files nor writes to
// a database.
package jsonl
