package ingest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"assay/store"
)

// insertParts is what POST /v1/insert brings for one object.
type insertParts struct {
	Events   []json.RawMessage `json:"events"`
	Feedback json.RawMessage   `json:"feedback"` // a list in the form of the object's own address for feedback
}

// InsertObjects is POST /v1/insert: rows and feedback for any number of objects, as {"project_logs":{ID:{"events":[…],
// "feedback":[…]}},"dataset":{…}}. All is checked before the first row is written; what is for one object is written in one
// transaction, its rows before its feedback.
func (a *API) InsertObjects(w http.ResponseWriter, r *http.Request) error {
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	var ask map[string]map[string]insertParts
	if err := decode(b, &ask); err != nil {
		return err
	}
	if ask == nil {
		return store.Invalid{"": `Send {"project_logs":{ID:{"events":[…],"feedback":[…]}},"dataset":{ID:{…}}}.`}
	}
	in, rows := a.newIntake(r, b, ""), map[string]map[string]any{}
	for _, kind := range slices.Sorted(maps.Keys(ask)) {
		rows[kind] = map[string]any{}
		for _, id := range slices.Sorted(maps.Keys(ask[kind])) {
			first := len(in.ids)
			if err := in.object(r.Context(), kind, id, ask[kind][id]); err != nil {
				return err
			}
			rows[kind][id] = map[string]any{"row_ids": in.ids[first:]}
		}
	}
	if err := in.write(r.Context()); err != nil {
		return err
	}
	return ok(w, rows)
}

// object reads what a request brings for one object.
func (in *intake) object(ctx context.Context, kind, id string, parts insertParts) error {
	fields := map[string]string{"project_logs": "project_id", "dataset": "dataset_id"}
	switch {
	case kind == "experiment":
		return sayOf(kind, errNotKept, noExperiments)
	case fields[kind] == "":
		return store.Invalid{clip(kind): "Rows are taken for project_logs and dataset, not for " + clip(kind) + "."}
	}
	o, err := in.find(ctx, fields[kind], id)
	if err != nil {
		return err
	}
	place := kind + "." + clip(id)
	in.list, in.part = place+".events", kind+" events "
	if err := in.read(ctx, parts.Events, o); err != nil {
		return err
	}
	in.list, in.part = place+".feedback", kind+" feedback "
	return in.feedback(o, parts.Feedback)
}

// feedback reads a list of feedback on rows of an object, as the object's own address takes it.
func (in *intake) feedback(o *object, raw json.RawMessage) error {
	if !given(raw) {
		return nil
	}
	wrong := store.Invalid{in.list: in.list + " is a list of entries."}
	if o.dataset == nil {
		var list []map[string]json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return wrong
		}
		return in.entries(o, list)
	}
	var list []rowFeedback
	if json.Unmarshal(raw, &list) != nil {
		return wrong
	}
	changes, err := rowChanges(in.list, list, in.now)
	in.changes[o] = append(in.changes[o], changes...)
	return err
}
