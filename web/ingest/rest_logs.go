package ingest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"assay/store"
	"assay/store/postgres"
)

// InsertRows is POST /v1/project_logs/{id}/insert: rows as in /logs3, all for one project.
func (a *API) InsertRows(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	return a.insert(w, r, &object{project: p})
}

// How much one answer of fetch holds. Whichever comes first ends it; the cursor leads on, in the middle of a trace if need be.
const (
	mostFetchBytes = 16 << 20
	mostFetchSpans = 10_000
)

// FetchRows is GET and POST /v1/project_logs/{id}/fetch: spans, the newest traces first. limit counts traces.
func (a *API) FetchRows(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	ask, err := a.readFetch(w, r, defaultLimit, mostObjects)
	if err != nil {
		return err
	}
	if ask.snapshot != "" || ask.environment != "" {
		return store.Invalid{"snapshot": "Logs have no snapshots and no environments; datasets do."}
	}
	q := postgres.SpanQuery{Project: p.ID}
	if err := a.placeFetch(r.Context(), ask, &q); err != nil {
		return err
	}
	events, traces, size := []json.RawMessage{}, 0, 0
	var trace store.TraceID
	var last *postgres.SpanPlace
	more := false
	err = a.DB.EachSpanRecord(r.Context(), q, mostFetchSpans, func(s store.SpanRecord, place postgres.SpanPlace) (bool, error) {
		if place.Trace != trace {
			traces, trace = traces+1, place.Trace
		}
		if traces > ask.limit || size > mostFetchBytes {
			more = true
			return false, nil
		}
		event, err := json.Marshal(a.newSpanRow(p, s, place))
		events, size, last = append(events, event), size+len(event), &place
		return true, err
	})
	if err != nil {
		return lost(err)
	}
	answer := map[string]any{"events": events, "cursor": nil}
	if more || len(events) == mostFetchSpans {
		answer["cursor"] = logPlace{*last, q.At}.text()
	}
	return ok(w, answer)
}

// logPlace is what a cursor of a fetch from logs holds: where the page ended, and as of what all its pages are.
type logPlace struct {
	postgres.SpanPlace
	At int64 `json:",omitempty"` // position in the log; 0: now
}

func (p logPlace) text() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // times within what Postgres holds always have a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// placeFetch puts into a query as of what a fetch is, and behind which span.
func (a *API) placeFetch(ctx context.Context, f fetchRequest, q *postgres.SpanQuery) error {
	if f.versionName != "" {
		return store.Invalid{"version": "A version of logs is a number of 19 digits, as _xact_id has it; only versions of datasets have names."}
	}
	if f.version != 0 {
		last, err := a.DB.LogPosition(ctx, q.Project)
		if err != nil {
			return fmt.Errorf("read position: %w", err)
		}
		if q.At = f.version.Position(); q.At < 1 || q.At > last {
			return store.Invalid{"version": "There is no version " + versionText(f.version) + " of these logs. Versions are what _xact_id holds and GET /xact-id gives."}
		}
	}
	if f.cursor == "" {
		return nil
	}
	var p logPlace
	b, err := base64.RawURLEncoding.DecodeString(f.cursor)
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(b)).Decode(&p)
	}
	switch {
	case err != nil || !store.IsKey(string(p.Trace)) || !store.IsKey(string(p.ID)) || p.At < 0:
		return errors.Join(store.Invalid{"cursor": "This cursor was not given out here. Begin again without one."}, err)
	case f.version != 0 && q.At != p.At:
		return store.Invalid{"cursor": "This cursor belongs to another version: version stays the same from page to page."}
	}
	q.After, q.At = &p.SpanPlace, p.At
	return nil
}

// lost tells a client who asked for a past that is not there any more what to do instead.
func lost(err error) error {
	var past postgres.LostPast
	switch {
	case !errors.As(err, &past):
		return err
	case past.Row == "":
		return store.Invalid{"version": "Rows of these logs were deleted after this version, so it cannot be read any more. Ask for version " +
			versionText(past.From) + " or a later one, or leave version out. What must stay readable as it was belongs into a dataset, which keeps all its versions."}
	}
	return store.Invalid{"version": fmt.Sprintf("The row %q was written again after this version, and logs keep their rows only as they are now. Ask for version "+
		"%s or a later one, or leave version out. What must stay readable as it was belongs into a dataset, which keeps all its versions.", clip(past.Row), versionText(past.From))}
}
