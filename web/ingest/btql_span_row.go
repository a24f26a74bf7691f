package ingest

import (
	"encoding/json"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// spanRow is a span of a project on the wire.
type spanRow struct {
	ID            string                     `json:"id"`
	XactID        string                     `json:"_xact_id"`
	PaginationKey string                     `json:"_pagination_key"`
	Created       time.Time                  `json:"created"`
	OrgID         string                     `json:"org_id"`
	ProjectID     string                     `json:"project_id"`
	LogID         string                     `json:"log_id"`
	Input         json.RawMessage            `json:"input"`
	Output        json.RawMessage            `json:"output"`
	Expected      json.RawMessage            `json:"expected"`
	Error         *string                    `json:"error"`
	Scores        json.RawMessage            `json:"scores"`
	Metadata      json.RawMessage            `json:"metadata"`
	Tags          []string                   `json:"tags"`
	Metrics       json.RawMessage            `json:"metrics"`
	Context       json.RawMessage            `json:"context"`
	Attributes    map[string]json.RawMessage `json:"span_attributes"`
	Origin        json.RawMessage            `json:"origin"`
	Labels        json.RawMessage            `json:"classifications"`
	SpanID        string                     `json:"span_id"`
	RootSpanID    string                     `json:"root_span_id"`
	SpanParents   []string                   `json:"span_parents"`
	IsRoot        bool                       `json:"is_root"`
	Comments      []wireComment              `json:"comments"`
	AuditData     []wireAudit                `json:"audit_data"`
}

func (a *API) newSpanRow(p store.Project, rec store.SpanRecord, at postgres.SpanPlace) spanRow {
	version := versionText(rec.Version)
	row := spanRow{ID: rec.RowID, XactID: version, PaginationKey: "p" + version + string(at.ID), Created: rec.Created.UTC(),
		OrgID: a.orgID, ProjectID: p.UID, LogID: "g", Input: orNull(rec.Input), Output: orNull(rec.Output), Expected: orNull(rec.Expected),
		Scores: orNull(filled(rec.Scores)), Metadata: orNull(filled(rec.Metadata)), Metrics: orNull(filled(rec.Metrics)),
		Context: orNull(rec.Context), Origin: orNull(rec.Origin), Labels: orNull(rec.Classifications), AuditData: spanAudit(rec), SpanID: rec.SpanID, RootSpanID: rec.RootSpanID, IsRoot: rec.ParentSpanID == ""}
	if rec.Error != "" {
		row.Error = &rec.Error
	}
	if rec.ParentSpanID != "" {
		row.SpanParents = []string{rec.ParentSpanID}
	}
	if len(rec.Tags) > 0 {
		row.Tags = rec.Tags
	}
	row.Attributes = attributesOf(rec)
	for _, c := range rec.Comments {
		said := wireComment{ID: string(c.ID), Created: c.At.UTC(), XactID: versionText(store.VersionAt(c.Since)), Source: wireSource(c.Source, c.WireSource),
			Metadata: authorJSON(c.Author)}
		said.Comment.Text = c.Body
		row.Comments = append(row.Comments, said)
	}
	return row
}

// attributesOf puts name and type, which are columns of their own here, back among the attributes.
func attributesOf(rec store.SpanRecord) map[string]json.RawMessage {
	attributes := map[string]json.RawMessage{}
	_ = json.Unmarshal(orNull(rec.Attributes), &attributes) // an object by its column's nature
	if attributes == nil {
		attributes = map[string]json.RawMessage{}
	}
	for name, value := range map[string]string{"name": rec.Name, "type": rec.Type} {
		if value != "" {
			attributes[name] = textJSON(value)
		}
	}
	return attributes
}

// textJSON is a text as JSON.
func textJSON(s string) json.RawMessage {
	b, _ := json.Marshal(s) // a text always has a JSON form
	return b
}

// textObject is an object with one text in it.
func textObject(name, value string) json.RawMessage {
	b, _ := json.Marshal(map[string]string{name: value}) // texts always have a JSON form
	return b
}
