package ingest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"assay/store"
	"assay/store/postgres"
)

// InsertRows is POST /v1/project_logs/{id}/insert: rows as in /logs3, all for one project.
func (a *API) InsertRows(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	var ask *struct {
		Events []json.RawMessage `json:"events"`
	}
	if err := decode(b, &ask); err != nil {
		return err
	}
	if ask == nil || ask.Events == nil {
		return store.Invalid{"events": "events is a list of rows."}
	}
	in := a.newIntake(r, b, "events")
	if err := in.read(r.Context(), ask.Events, &object{project: p}); err != nil {
		return err
	}
	if err := in.write(r.Context()); err != nil {
		return err
	}
	return ok(w, map[string]any{"row_ids": in.ids})
}

// How much one answer of fetch holds. Whichever comes first ends it; the cursor leads on, in the middle of a trace if need be.
const (
	mostFetchBytes = 16 << 20
	mostFetchSpans = 10_000
)

// fetchRequest is what FetchRows is asked, as parameters of a GET or the body of a POST.
type fetchRequest struct {
	Limit   *int            `json:"limit"`
	Cursor  string          `json:"cursor"`
	Version json.RawMessage `json:"version"`
}

// FetchRows is GET and POST /v1/project_logs/{id}/fetch: spans, the newest traces first. limit counts traces.
func (a *API) FetchRows(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	ask, err := a.readFetch(w, r)
	if err != nil {
		return err
	}
	q := postgres.SpanQuery{Project: p.ID}
	if ask.Cursor != "" {
		if q.After, err = parsePlace(ask.Cursor); err != nil {
			return err
		}
	}
	limit := defaultLimit
	if ask.Limit != nil {
		limit = *ask.Limit
	}
	events, traces, size := []json.RawMessage{}, 0, 0
	var trace store.TraceID
	var last *postgres.SpanPlace
	more := false
	err = a.DB.EachSpanRecord(r.Context(), q, mostFetchSpans, func(s store.SpanRecord, place postgres.SpanPlace) (bool, error) {
		if place.Trace != trace {
			traces, trace = traces+1, place.Trace
		}
		if traces > limit || size > mostFetchBytes {
			more = true
			return false, nil
		}
		event, err := json.Marshal(a.newSpanRow(p, s, place))
		events, size, last = append(events, event), size+len(event), &place
		return true, err
	})
	if err != nil {
		return err
	}
	answer := map[string]any{"events": events, "cursor": nil}
	if more || len(events) == mostFetchSpans {
		answer["cursor"] = placeText(*last)
	}
	return ok(w, answer)
}

func (a *API) readFetch(w http.ResponseWriter, r *http.Request) (fetchRequest, error) {
	var ask fetchRequest
	if r.Method == http.MethodPost {
		if err := a.readOptional(w, r, &ask); err != nil {
			return ask, err
		}
	} else {
		q := r.URL.Query()
		ask.Cursor = q.Get("cursor")
		if v := q.Get("version"); v != "" {
			ask.Version = json.RawMessage(strconv.Quote(v))
		}
		if v := q.Get("limit"); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil {
				return ask, store.Invalid{"limit": "limit is a whole number from 1."}
			}
			ask.Limit = &n
		}
	}
	if given(ask.Version) {
		return ask, store.Invalid{"version": "Logs keep no versions of their rows; leave version out. Datasets keep theirs."}
	}
	if ask.Limit != nil && (*ask.Limit < 1 || *ask.Limit > mostObjects) {
		return ask, store.Invalid{"limit": "limit is a whole number from 1 to " + strconv.Itoa(mostObjects) + "; it counts traces."}
	}
	return ask, nil
}

// placeText packs a place for a cursor. It is for parsePlace only.
func placeText(p postgres.SpanPlace) string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // times within what Postgres holds always have a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// parsePlace reads what placeText wrote. Anything else is an Invalid naming the field "cursor".
func parsePlace(cursor string) (*postgres.SpanPlace, error) {
	var p postgres.SpanPlace
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(b)).Decode(&p)
	}
	if err != nil || !store.IsKey(string(p.Trace)) || !store.IsKey(string(p.ID)) {
		return nil, errors.Join(store.Invalid{"cursor": "This cursor was not given out here. Begin again without one."}, err)
	}
	return &p, nil
}
