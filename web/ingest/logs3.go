package ingest

import (
	"context"
	"encoding/json"
	"net/http"

	"assay/store"
	"assay/store/jsonl"
)

// maxRow is how large one row may be. A row is read, merged and written as a whole, several times its size in memory.
const maxRow = 32 << 20

// mostPieces is how many rows, spans or records one request may hold. All of them are written in one transaction, and one that
// takes longer than a request may is work thrown away.
const mostPieces = 50_000

// checkPieces refuses a list that is too long.
func checkPieces(list string, n int) error {
	if n <= mostPieces {
		return nil
	}
	return sayOf(list, errTooLarge, "%s has %d entries; a request has at most %d. Send them in parts.", list, n, mostPieces)
}

// InsertLogs is POST /logs3: rows of any objects, each naming the one it belongs to. All are checked before the first is
// written; rows of one object are written in one transaction.
func (a *API) InsertLogs(w http.ResponseWriter, r *http.Request) error {
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	var ask *struct {
		Rows json.RawMessage `json:"rows"`
	}
	if err := decode(b, &ask); err != nil {
		return err
	}
	if ask == nil || len(ask.Rows) == 0 {
		return store.Invalid{"rows": "rows is a list of rows."}
	}
	rows, isList := jsonl.SplitList(ask.Rows)
	if !isList {
		return store.Invalid{"rows": "rows is a list of rows."}
	}
	in := a.newIntake(r, b, "rows")
	if err := in.read(r.Context(), rows, nil); err != nil {
		return err
	}
	if err := in.write(r.Context()); err != nil {
		return err
	}
	return ok(w, map[string]any{"ids": in.ids})
}

// object is what rows belong to: the logs of a project, or one of its datasets.
type object struct {
	project store.Project
	dataset *store.ProjectDataset // nil: the project's logs
}

// objectOf finds out what a row belongs to, and whether the request's key may write there.
func (in *intake) objectOf(ctx context.Context, row map[string]json.RawMessage) (*object, error) {
	for _, field := range []string{"dataset_id", "project_id", "experiment_id", "prompt_session_id"} {
		var id string
		if json.Unmarshal(row[field], &id) != nil || id == "" {
			continue
		}
		switch field {
		case "experiment_id":
			return nil, sayOf(field, errNotKept, noExperiments)
		case "prompt_session_id":
			return nil, store.Invalid{field: "Rows of playgrounds are not taken here; send rows of project logs or datasets."}
		}
		known := in.objects[field+id]
		if known != nil {
			return known, nil
		}
		o, err := in.find(ctx, field, id)
		if err != nil {
			return nil, err
		}
		in.objects[field+id] = o
		in.order = append(in.order, o)
		return o, nil
	}
	return nil, store.Invalid{"project_id": "The row names no object: project_id with log_id \"g\", or dataset_id."}
}

func (in *intake) find(ctx context.Context, field, id string) (*object, error) {
	if field == "project_id" {
		p, err := in.api.project(ctx, id, store.WriteAccess)
		return &object{project: p}, err
	}
	d, err := in.api.dataset(ctx, id, store.WriteAccess)
	return &object{project: d.Project, dataset: &d}, err
}

// write writes the rows of each object.
func (in *intake) write(ctx context.Context) error {
	for _, o := range in.order {
		if o.dataset != nil {
			if _, err := in.api.writeChanges(ctx, *o.dataset, in.changes[o]); err != nil {
				return err
			}
		} else if _, err := in.api.DB.WriteLogs(ctx, o.project.ID, in.writes[o], in.now); err != nil {
			return missing(err)
		}
		if files := in.files[o]; len(files) > 0 {
			if err := in.api.DB.NoteAttachments(ctx, o.project.ID, files, in.now); err != nil {
				return err
			}
		}
	}
	return nil
}
