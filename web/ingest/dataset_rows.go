package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/postgres"
)

// datasetWrite says who writes: a program goes by the name of its key.
func (a *API) datasetWrite(ctx context.Context, d store.ProjectDataset) postgres.DatasetWrite {
	return postgres.DatasetWrite{Dataset: d.ID, Author: "API key " + KeyFrom(ctx).Name, Now: a.Now()}
}

// writeChanges applies the rows of one request that belong to one dataset, all or none, as one version, and returns the version
// that then stands.
func (a *API) writeChanges(ctx context.Context, d store.ProjectDataset, changes []postgres.DatasetChange) (store.Version, error) {
	version, err := a.DB.WriteDatasetRows(ctx, d.Project.ID, d.ID, changes, a.datasetWrite(ctx, d))
	var unknown *postgres.UnknownRow
	if errors.As(err, &unknown) {
		return 0, say(err, "The dataset %q has no row %q.", d.Name, clip(unknown.ID))
	}
	return version, err
}

// datasetChange reads a row of the wire and its id; one without gets a random one. A row that only comments on another one, as
// feedback sends it, is kept with that one.
func datasetChange(row map[string]json.RawMessage) (postgres.DatasetChange, string, error) {
	c, err := merge.Read(row)
	if err != nil {
		return postgres.DatasetChange{}, "", err
	}
	if c.ID == "" {
		c.ID = newUUID()
	}
	if _, has := row["comment"]; !has {
		return postgres.DatasetChange{Change: c}, c.ID, nil
	}
	var said struct {
		Origin  struct{ ID string } `json:"origin"`
		Comment struct {
			Text string `json:"text"`
		} `json:"comment"`
		Source   string          `json:"_audit_source"`
		Metadata json.RawMessage `json:"_audit_metadata"`
		Created  time.Time       `json:"created"`
	}
	whole, err := json.Marshal(row)
	if err != nil || json.Unmarshal(whole, &said) != nil || said.Comment.Text == "" || said.Origin.ID == "" {
		return postgres.DatasetChange{}, "", store.Invalid{"comment": `A comment is {"comment":{"text":…},"origin":{"id":the row}}.`}
	}
	if err := checkRowID("origin.id", said.Origin.ID); err != nil {
		return postgres.DatasetChange{}, "", err
	}
	metadata, err := sentObject("_audit_metadata", said.Metadata)
	if err != nil {
		return postgres.DatasetChange{}, "", err
	}
	about := merge.Change{ID: said.Origin.ID, Merge: true}
	comment := &store.DatasetComment{ID: c.ID, Source: said.Source, Text: said.Comment.Text, Metadata: metadata, Author: authorOf(metadata), At: said.Created}
	return postgres.DatasetChange{Change: about, Known: true, Comment: comment}, c.ID, nil
}

// checkRowID refuses text that is the id of no row.
func checkRowID(field, id string) error {
	if len(id) > store.MaxClientID || strings.ContainsRune(id, 0) {
		return store.Invalid{field: field + " is too long or holds the character \\u0000, so it is the id of no row."}
	}
	return nil
}

// authorOf is whom the metadata of feedback names as its author.
func authorOf(metadata json.RawMessage) string {
	var m struct {
		UserID any `json:"user_id"`
		User   any `json:"user"`
	}
	_ = json.Unmarshal(metadata, &m) // without metadata nobody is named
	for _, v := range []any{m.UserID, m.User} {
		if s, isText := v.(string); isText && s != "" {
			return s
		}
	}
	return ""
}

// datasetRow is a row of a dataset on the wire. expected is always there: without the key, SDKs take a row for the format of
// another age.
type datasetRow struct {
	ID            string          `json:"id"`
	XactID        string          `json:"_xact_id"`
	PaginationKey string          `json:"_pagination_key"`
	Created       time.Time       `json:"created"`
	ProjectID     string          `json:"project_id"`
	DatasetID     string          `json:"dataset_id"`
	Input         json.RawMessage `json:"input"`
	Expected      json.RawMessage `json:"expected"`
	Metadata      json.RawMessage `json:"metadata"`
	Tags          []string        `json:"tags"`
	Origin        json.RawMessage `json:"origin"`
	SpanID        string          `json:"span_id"`
	RootSpanID    string          `json:"root_span_id"`
	SpanParents   []string        `json:"span_parents"`
	IsRoot        bool            `json:"is_root"`
	Comments      []wireComment   `json:"comments"`
	AuditData     []wireAudit     `json:"audit_data"`
}

// wireComment is a comment on a row or span on the wire.
type wireComment struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Comment struct {
		Text string `json:"text"`
	} `json:"comment"`
	XactID   string          `json:"_xact_id,omitempty"`
	Source   string          `json:"source"`
	Metadata json.RawMessage `json:"metadata"`
}

func newDatasetRow(d store.ProjectDataset, rec store.DatasetRecord) datasetRow {
	key := postgres.RecordKey(d.UID, rec.ID)
	row := datasetRow{ID: rec.ID, XactID: versionText(rec.Since), Created: rec.Created.UTC(), ProjectID: d.Project.UID, DatasetID: d.UID,
		PaginationKey: fmt.Sprintf("p%s%012d", versionText(rec.Since), rec.Position), Input: orNull(rec.Input), Expected: orNull(rec.Expected),
		Metadata: orNull(filled(rec.Metadata)), Origin: orNull(rec.Origin), SpanID: key, RootSpanID: key, IsRoot: true, AuditData: rowAudit(rec.Writes)}
	if len(rec.Tags) > 0 {
		row.Tags = rec.Tags
	}
	for _, c := range rec.Comments {
		said := wireComment{ID: c.ID, Created: c.At.UTC(), XactID: versionText(c.Since), Source: c.Source, Metadata: orNull(c.Metadata)}
		said.Comment.Text = c.Text
		row.Comments = append(row.Comments, said)
	}
	return row
}

// filled is an object that has members; nil for an empty one, which the wire writes as null.
func filled(object json.RawMessage) json.RawMessage {
	if string(object) == "{}" {
		return nil
	}
	return object
}
