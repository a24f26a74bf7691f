// Package ingest is the machine API: what SDKs, exporters and scripts call. It speaks the paths of the Braintrust clients,
// OTLP over HTTP and REST under /v1, always in JSON (or OTLP's protobuf), and knows how each of them spells spans, feedback,
// datasets and scores.
//
// Handlers are methods of API with the form of Handler. They return their errors; Fail turns every error into one status and
// one JSON object {"error": ..., "field": ...}. Package web lists the routes with their guards, authenticates with
// API.Authenticate and puts the key into the context; a handler names the project it is about through API.project, which
// holds the key to its scope.
//
// It knows no cookies, no pages and no SQL, and not who may use which route: that stands in web/routes.go.
package ingest
