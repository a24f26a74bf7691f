package ingest

import (
	"encoding/json"
	"net/http"
	"strconv"

	"assay/store"
)

// insertRequest is the body of POST /v1/{project_logs|dataset}/{id}/insert.
type insertRequest struct {
	Events []json.RawMessage `json:"events"`
}

// insert takes the rows of a request, all of one object, as /logs3 takes them.
func (a *API) insert(w http.ResponseWriter, r *http.Request, o *object) error {
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	var ask *insertRequest
	if err := decode(b, &ask); err != nil {
		return err
	}
	if ask == nil || ask.Events == nil {
		return store.Invalid{"events": "events is a list of rows."}
	}
	in := a.newIntake(r, b, "events")
	if err := in.read(r.Context(), ask.Events, o); err != nil {
		return err
	}
	if err := in.write(r.Context()); err != nil {
		return err
	}
	return ok(w, map[string]any{"row_ids": in.ids})
}

// fetchRequest is what a fetch asks for, as parameters of a GET or the body of a POST.
type fetchRequest struct {
	limit   int
	cursor  string
	version store.Version // 0: now
	// Names of versions, which only datasets have; empty: none.
	snapshot, environment string
	versionName           string // of either kind
}

// readFetch reads what a fetch asks for: usual where it says no limit, and at most most, which a larger limit is cut to
// because the cursor leads on.
func (a *API) readFetch(w http.ResponseWriter, r *http.Request, usual, most int) (fetchRequest, error) {
	var sent struct {
		Limit   *int            `json:"limit"`
		Cursor  string          `json:"cursor"`
		Version json.RawMessage `json:"version"`
		MaxXact string          `json:"max_xact_id"`

		Snapshot    string `json:"snapshot"`
		Environment string `json:"environment"`
	}
	if r.Method == http.MethodPost {
		if err := a.readOptional(w, r, &sent); err != nil {
			return fetchRequest{}, err
		}
	} else {
		q := r.URL.Query()
		sent.Cursor, sent.Version, sent.MaxXact = q.Get("cursor"), textJSON(q.Get("version")), q.Get("max_xact_id")
		sent.Snapshot, sent.Environment = q.Get("snapshot"), q.Get("environment")
		if text := q.Get("limit"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				n = -1
			}
			sent.Limit = &n
		}
	}
	ask := fetchRequest{limit: usual, cursor: sent.Cursor, snapshot: sent.Snapshot, environment: sent.Environment}
	var err error
	switch {
	case sent.MaxXact != "":
		return ask, store.Invalid{"max_xact_id": "Pages by max_xact_id are not supported; use the cursor that comes with a page."}
	case sent.Limit != nil && *sent.Limit < 1:
		return ask, store.Invalid{"limit": "limit is a whole number from 1."}
	case sent.Limit != nil:
		ask.limit = min(*sent.Limit, most)
	}
	if sentValue(sent.Version) {
		ask.version, ask.versionName, err = askedVersion(sent.Version)
	}
	return ask, err
}
