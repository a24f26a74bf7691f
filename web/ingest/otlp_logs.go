package ingest

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web/ingest/otel"

	"go.opentelemetry.io/collector/pdata/plog"
)

// ExportLogs takes log records over OTLP/HTTP. The results of evaluations among them become scores of the spans they name;
// a span that has not come yet gets them when it does. Assay keeps no other log records: they are accepted and dropped, so
// that an application may send all it has.
func (a *API) ExportLogs(w http.ResponseWriter, r *http.Request) error {
	return a.export(w, r, logSignal, a.takeLogs)
}

func (a *API) takeLogs(ctx context.Context, e encoding, body []byte, header string) (refusals, error) {
	data, err := e.logs(body)
	if err == nil {
		err = checkPieces("logRecords", data.LogRecordCount())
	}
	if err != nil {
		return refusals{}, err
	}
	now := a.Now()
	in := sorting[otel.Evaluation]{to: a.destinations(ctx, header)}
	if err := sortEvaluations(data, &in); err != nil {
		return in.refused, err
	}
	err = in.each(func(project store.ProjectID, results []otel.Evaluation) error {
		return a.writeEvaluations(ctx, project, results, &in.refused, now)
	})
	return in.refused, err
}

// sortEvaluations reads the results of evaluations in a request.
func sortEvaluations(data plog.Logs, in *sorting[otel.Evaluation]) error {
	for _, ofResource := range data.ResourceLogs().All() {
		for _, ofScope := range ofResource.ScopeLogs().All() {
			for _, record := range ofScope.LogRecords().All() {
				e, is, err := otel.ReadEvaluation(ofScope.Scope(), record)
				if !is {
					in.refused.asked++ // and taken, to be dropped
					continue
				}
				place, ok, err := in.place(e.Parent, err)
				if err != nil {
					return err
				}
				if ok {
					in.put(place, e)
				}
			}
		}
	}
	return nil
}

// writeEvaluations writes results as feedback of the program that judged.
func (a *API) writeEvaluations(ctx context.Context, project store.ProjectID, results []otel.Evaluation, refused *refusals, now time.Time) error {
	var answers []string
	for _, e := range results {
		if e.SpanID == "" {
			answers = append(answers, e.ResponseID)
		}
	}
	spans, err := a.DB.SpansOfResponses(ctx, project, answers)
	if err != nil {
		return err
	}
	writes := make([]postgres.LogWrite, 0, len(results))
	for _, e := range results {
		about := e.SpanID
		if about == "" {
			about = spans[e.ResponseID]
		}
		if about == "" {
			refused.add(refusal(fmt.Sprintf("no span with gen_ai.response.id %q has arrived: send the result after its span, or with trace and span id", clip(e.ResponseID))))
			continue
		}
		writes = append(writes, postgres.LogWrite{Said: feedbackOf(e), About: about, Event: evaluationKey(e), Named: true})
	}
	if len(writes) == 0 {
		return nil
	}
	_, err = a.DB.WriteLogs(ctx, project, writes, now)
	return err
}

func feedbackOf(e otel.Evaluation) *store.Feedback {
	f := &store.Feedback{Source: store.Automated, WireSource: otlpOrigin, User: e.Author, Metadata: e.Metadata, Created: e.At}
	if !e.Score.IsNull() {
		f.Scores = map[string]store.Score{e.Name: e.Score}
	}
	return f
}

// evaluationKey tells a result from all others by what it says and when, so that an exporter may send it again.
func evaluationKey(e otel.Evaluation) store.EventID {
	at := ""
	if !e.At.IsZero() {
		at = e.At.UTC().Format(time.RFC3339Nano)
	}
	return store.EventKey("otlp evaluation", e.TraceID, e.SpanID, e.ResponseID, e.Author, e.Name, e.Score.String(), string(e.Metadata), at)
}
