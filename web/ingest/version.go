package ingest

import "net/http"

// apiVersion is what clients learn of the API's age.
const apiVersion = "1.0.0"

// Version tells clients what this server can do. It names no limit of a payload on purpose: a limit would make SDKs upload
// large batches elsewhere, and here a single row may be as large as a request.
func (a *API) Version(w http.ResponseWriter, _ *http.Request) error {
	return ok(w, map[string]any{"version": apiVersion, "deployment_mode": "assay", "universal": true})
}

// Ping answers that the server is there and the key is good.
func (a *API) Ping(w http.ResponseWriter, _ *http.Request) error {
	return ok(w, map[string]any{"status": "ok"})
}
