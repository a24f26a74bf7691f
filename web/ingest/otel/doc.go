// Package otel reads spans of OpenTelemetry as the spans of package store. It is pure: what it returns depends on its
// arguments alone, and it knows no HTTP, no keys and no database.
//
// OpenTelemetry has no field for a prompt or an answer, so every instrumentation puts them into attributes of its own naming.
// Each file named after a convention reads one such naming: braintrust, langfuse, genai (the semantic conventions for
// generative AI, old and new), openinference, vercel and traceloop. They are asked in that order, and of each field, metadata
// key, metric and score the first convention that has it decides. Within GenAI, events come before attributes.
//
// # What goes where
//
// The trace id is the root span id and the span id the span id, both as lower-case hex; the row id joins the two, because an
// exporter that sends again must hit the same row. Resource, scope, kind, links and the events that nothing here understands
// go to the context. service.name, service.version and the deployment environment go to the metadata as well, where filters
// see them.
//
// Attributes that a convention understands leave the metadata, also when an earlier convention decided the field: instruments
// say the same thing in several namings, and a prompt must not stand in the metadata a second time. The attribute
// braintrust.otel.preserve_attributes=true, on the span or its resource, keeps them. All others go to the metadata under the
// name they came with: dots stay part of the key and are not turned into objects, because the same prefix is often both a
// value and the beginning of longer names. Filters quote such keys. Few have a name of ours: model, provider, user_id,
// session_id, conversation_id, response_id, response_model, finish_reasons, tools, release, environment, and parameters of
// the request such as temperature.
//
// # Text that is JSON
//
// Attributes were long text only, so instruments write structure as JSON. It is stored parsed: in braintrust.* attributes
// whatever parses, which is how its SDKs write them; elsewhere objects, lists and text in quotes. There a bare 42, true or
// null is something that somebody said, and stays text.
//
// # Evaluations
//
// A result from 0 to 1 is a score, a result that has only a label a category. Labels beside a number, explanations, and
// numbers outside of 0 to 1 (with a note) go to the metadata as evaluation.NAME.label, .explanation, .value and .note.
package otel
