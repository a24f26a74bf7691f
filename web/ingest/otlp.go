package ingest

import (
	"context"
	"fmt"
	"net/http"
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

// export reads a request, has its content taken and answers in the request's encoding. take gets the body and the
// destination that the request names for all that names none.
func (a *API) export(w http.ResponseWriter, r *http.Request, s signal, take func(context.Context, encoding, []byte, string) (refusals, error)) error {
	e, err := encodingOf(r)
	if err != nil {
		return err
	}
	body, err := a.body(w, r)
	if err != nil {
		return err
	}
	refused, err := take(r.Context(), e, body, r.Header.Get("X-Bt-Parent"))
	if err != nil {
		return fmt.Errorf("export %s: %w", s.name, err)
	}
	if err := refused.whole(); err != nil {
		return err
	}
	return acceptExport(w, e, s, refused)
}

// takeTraces writes the spans of a request. What it refuses stays refused however often it is sent; an error means that
// nothing is certain and the exporter should send all of it again, or that nothing could be read.
func (a *API) takeTraces(ctx context.Context, e encoding, body []byte, header string) (refusals, error) {
	data, err := e.traces(body)
	if err == nil {
		err = checkPieces("spans", data.SpanCount())
	}
	if err != nil {
		return refusals{}, err
	}
	now := a.Now()
	in := sorting[store.Span]{to: a.destinations(ctx, header)}
	if err := sortSpans(data, &in, now); err != nil {
		return in.refused, err
	}
	return in.refused, in.each(func(project store.ProjectID, spans []store.Span) error {
		_, err := a.DB.InsertSpans(ctx, project, otlpOrigin, spans, now)
		return err
	})
}

// sortSpans reads the spans of a request.
func sortSpans(data ptrace.Traces, in *sorting[store.Span], now time.Time) error {
	for _, ofResource := range data.ResourceSpans().All() {
		for _, ofScope := range ofResource.ScopeSpans().All() {
			for _, span := range ofScope.Spans().All() {
				read, err := otel.ReadSpan(ofResource.Resource(), ofScope.Scope(), span, now)
				place, ok, err := in.place(read.Parent, err)
				if err != nil {
					return err
				}
				if ok {
					place.adopt(&read.Span)
					read.Span.Position = in.refused.asked - 1
					in.put(place, read.Span)
				}
			}
		}
	}
	return nil
}
