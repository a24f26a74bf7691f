package ingest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"assay/store"
	"assay/web/ingest/otel"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// otlpOrigin names OTLP as where spans come from.
const otlpOrigin = "otlp"

// exportPause is how long an exporter is asked to wait when the server is busy or its database away.
const exportPause = 2 * time.Second

// ExportTraces takes spans over OTLP/HTTP, in JSON or protobuf. The spans of one request may go to several projects.
func (a *API) ExportTraces(w http.ResponseWriter, r *http.Request) error {
	return a.export(w, r, traceSignal, a.takeTraces)
}

// export reads a request, has its content taken and answers in the request's encoding. It returns the failure that it has
// answered with, for the log.
func (a *API) export(w http.ResponseWriter, r *http.Request, s signal, take func(context.Context, encoding, []byte, string) (refusals, error)) error {
	e, err := encodingOf(r)
	if err != nil {
		return refuseExport(w, e, err)
	}
	body, err := a.body(w, r)
	if err != nil {
		return refuseExport(w, e, err)
	}
	refused, err := take(r.Context(), e, body, r.Header.Get("X-Bt-Parent"))
	if err == nil {
		err = refused.whole()
	}
	if err != nil {
		return refuseExport(w, e, err)
	}
	return acceptExport(w, e, s, refused)
}

// takeTraces writes the spans of a request. What it refuses stays refused however often it is sent; an error means that
// nothing is certain and the exporter should send all of it again, or that nothing could be read.
func (a *API) takeTraces(ctx context.Context, e encoding, body []byte, header string) (refusals, error) {
	var refused refusals
	data, err := e.traces(body)
	if err != nil {
		return refused, err
	}
	to, now := a.destinations(ctx, header), a.Now()
	batches, err := batchesOf(data, to, &refused, now)
	if err != nil {
		return refused, err
	}
	for _, project := range slices.Sorted(maps.Keys(batches)) {
		if _, err := a.DB.InsertSpans(ctx, project, otlpOrigin, batches[project], now); err != nil {
			return refused, fmt.Errorf("export traces: %w", err)
		}
	}
	return refused, nil
}

// batchesOf reads the spans of a request and sorts them by the project they go to.
func batchesOf(data ptrace.Traces, to *destinations, refused *refusals, now time.Time) (map[store.ProjectID][]store.Span, error) {
	batches := map[store.ProjectID][]store.Span{}
	position := 0
	for _, ofResource := range data.ResourceSpans().All() {
		for _, ofScope := range ofResource.ScopeSpans().All() {
			for _, span := range ofScope.Spans().All() {
				refused.asked++
				read, err := otel.ReadSpan(ofResource.Resource(), ofScope.Scope(), span, now)
				if err != nil {
					refused.add(err)
					continue
				}
				place, err := to.find(read.Parent)
				switch {
				case err != nil && ours(err):
					return nil, err
				case err != nil:
					refused.add(err)
					continue
				}
				place.adopt(&read.Span)
				read.Span.Position = position
				position++
				batches[place.project] = append(batches[place.project], read.Span)
			}
		}
	}
	return batches, nil
}
