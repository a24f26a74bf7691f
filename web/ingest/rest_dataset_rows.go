package ingest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/postgres"
)

// InsertDatasetRows writes rows to a dataset as one version: insert, merge and delete, as in POST /logs3.
func (a *API) InsertDatasetRows(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	return a.insert(w, r, &object{project: d.Project, dataset: &d})
}

// fetchLimit is how many rows a fetch gives that does not say how many it wants.
const fetchLimit = 1000

// FetchDatasetRows reads rows of a dataset, the newest writes first, page by page: as they are now, or as of a version, which may be named
// by its number, a snapshot or an environment. Every row is a trace of its own.
func (a *API) FetchDatasetRows(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	ask, err := a.readFetch(w, r, fetchLimit, mostRows)
	if err != nil {
		return err
	}
	if ask.versionName != "" {
		if ask.version, err = a.DB.VersionNamed(r.Context(), d.Project.ID, d.ID, ask.versionName); err != nil {
			return err
		}
	}
	if ask.version, err = a.namedVersion(r.Context(), d, ask.version, ask.snapshot, ask.environment); err != nil {
		return err
	}
	q := query{source: source{kind: datasetRows, id: d.UID}, limit: ask.limit, cursor: ask.cursor, version: ask.version}
	rows, cursor, err := a.datasetPage(r.Context(), q, d)
	if err != nil {
		return err
	}
	return ok(w, map[string]any{"events": rows, "cursor": cursor})
}

// rowFeedback is feedback on a row of a dataset. It has no scores: a dataset holds what is right, not how good something was.
type rowFeedback struct {
	ID       string          `json:"id"`
	Comment  *string         `json:"comment"`
	Metadata json.RawMessage `json:"metadata"`
	Source   string          `json:"source"`
	Tags     []string        `json:"tags"`
	Scores   json.RawMessage `json:"scores"`
	Expected json.RawMessage `json:"expected"`
}

// AddDatasetFeedback keeps comments with rows and adds tags to them.
func (a *API) AddDatasetFeedback(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	var ask struct {
		Feedback []rowFeedback `json:"feedback"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if ask.Feedback == nil {
		return store.Invalid{"feedback": "Send the feedback as a list under feedback."}
	}
	changes, err := rowChanges("feedback", ask.Feedback, a.Now())
	if err != nil {
		return err
	}
	if _, err := a.writeChanges(r.Context(), d, changes); err != nil {
		return err
	}
	return ok(w, map[string]string{"status": "success"})
}

// rowChanges reads a list of feedback on rows of a dataset.
func rowChanges(list string, feedback []rowFeedback, now time.Time) ([]postgres.DatasetChange, error) {
	if err := checkPieces(list, len(feedback)); err != nil {
		return nil, err
	}
	changes := make([]postgres.DatasetChange, len(feedback))
	for i, f := range feedback {
		var err error
		if changes[i], err = f.change(fmt.Sprintf("%s[%d].", list, i), now); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func (f rowFeedback) change(place string, now time.Time) (postgres.DatasetChange, error) {
	c := postgres.DatasetChange{Change: merge.Change{ID: f.ID, Merge: true, Fields: merge.Row{}}, Known: true}
	metadata, err := sentObject(place+"metadata", f.Metadata)
	if err != nil {
		return c, err
	}
	if err := checkRowID(place+"id", f.ID); err != nil {
		return c, err
	}
	switch source, err := store.SourceOf(f.Source); {
	case err != nil:
		return c, store.Invalid{place + "source": "source is external, api or app."}
	case f.ID == "":
		return c, store.Invalid{place + "id": "Name the row by its id."}
	case sentValue(f.Scores):
		return c, store.Invalid{place + "scores": "Rows of a dataset take no scores; comment, tags and metadata are kept."}
	case sentValue(f.Expected):
		return c, store.Invalid{place + "expected": "Feedback does not change the expected value of a row; insert the row with _is_merge to change it."}
	case f.Comment == nil && f.Tags == nil:
		return c, store.Invalid{place + "comment": "Feedback has a comment or tags."}
	case source == store.User && f.Source == "":
		f.Source = "external" // what the wire takes for granted
	}
	if f.Tags != nil {
		tags, err := json.Marshal(f.Tags)
		if err != nil {
			return c, fmt.Errorf("write tags: %w", err)
		}
		c.Fields["tags"] = tags
	}
	if f.Comment != nil && *f.Comment != "" {
		c.Comment = &store.DatasetComment{Source: f.Source, Text: *f.Comment, Metadata: metadata, Author: authorOf(metadata), At: now}
	}
	return c, nil
}

// sentValue reports whether a member is there and not null.
func sentValue(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }
