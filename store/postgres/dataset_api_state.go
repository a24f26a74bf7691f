package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/merge"

	"github.com/lib/pq"
)

// rowState is a row as a version will hold it.
type rowState struct {
	id              string
	position        int64 // 0: behind all others
	input, expected json.RawMessage
	from            store.ExpectedFrom
	metadata, tags  json.RawMessage
	split           sql.NullString
	origin          json.RawMessage // as on the wire, when traceOrigins has to look for it
	originProject   sql.NullInt64
	originTrace     sql.NullString
	originSpan      sql.NullString
	provenance      json.RawMessage
	created         time.Time
}

// state reads a row of the wire; nil when it says what the stored one says. Its time alone is no change: programs that insert
// the same rows every day would otherwise make a version a day of a dataset that stays as it is.
func (b *datasetBatch) state(id string, old *recordRow, row merge.Row, another bool) (*rowState, error) {
	clean, err := checkRow(row)
	if err != nil {
		return nil, err
	}
	if old != nil && sameContent(old.fields(), clean) {
		return nil, nil
	}
	s := &rowState{id: id, input: clean["input"], expected: clean["expected"], metadata: clean["metadata"], tags: clean["tags"],
		origin: clean["origin"], provenance: json.RawMessage("[]"), created: b.now}
	if created, ok := timeOf(clean["created"]); ok {
		s.created = created
	}
	if s.expected != nil {
		s.from = store.FromLogged // as a program logged it
	}
	if old == nil || another {
		return s, nil
	}
	s.position, s.split = old.Position, old.Split
	switch was := old.fields(); {
	case sameJSON(was["expected"], s.expected):
		s.from = old.ExpectedFrom
	case s.expected != nil:
		s.from = store.FromEdit
	}
	if sameJSON(old.origin(), s.origin) { // who judged the source stays as it was recorded
		s.origin, s.provenance = nil, json.RawMessage(old.Provenance)
		s.originProject, s.originTrace, s.originSpan = old.OriginProject, old.OriginTrace, old.OriginSpan
	}
	return s, nil
}

// checkRow returns the members of a row that a dataset keeps, null being absent, or an Invalid.
func checkRow(row merge.Row) (merge.Row, error) {
	clean := merge.Row{}
	for _, name := range []string{"input", "expected", "metadata", "tags", "origin", "created"} {
		value := bytes.TrimSpace(row[name])
		if len(value) == 0 || string(value) == "null" {
			continue
		}
		fit, err := jsonl.CleanJSON(value)
		if err != nil {
			return nil, store.Invalid{name: name + " " + err.Error() + "."}
		}
		if (name == "metadata" || name == "origin") && fit[0] != '{' {
			return nil, store.Invalid{name: name + " is an object."}
		}
		clean[name] = fit
	}
	if sameJSON(clean["metadata"], json.RawMessage("{}")) {
		delete(clean, "metadata") // stored alike
	}
	if tags := clean["tags"]; tags != nil {
		var list []string
		if json.Unmarshal(tags, &list) != nil {
			return nil, store.Invalid{"tags": "tags is a list of texts."}
		}
		if wrong := store.CheckTags(list); wrong != "" {
			return nil, store.Invalid{"tags": "tags " + wrong + "."}
		}
		clean["tags"] = textList(listed(list))
	}
	if created := clean["created"]; created != nil {
		if _, ok := timeOf(created); !ok {
			return nil, store.Invalid{"created": "created is a time such as 2026-05-20T09:00:00Z."}
		}
	}
	return clean, nil
}

// timeOf reads a time of the wire.
func timeOf(raw json.RawMessage) (time.Time, bool) {
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) != nil {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func sameContent(a, b merge.Row) bool {
	for _, name := range []string{"input", "expected", "metadata", "tags", "origin"} {
		if !sameJSON(a[name], b[name]) {
			return false
		}
	}
	return true
}

// sameJSON compares values by what they mean, as jsonb does: white space, the order of members and how a number is spelled make
// no difference.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	x, errX := numbersKept(a)
	y, errY := numbersKept(b)
	return errX == nil && errY == nil && sameValue(x, y)
}

func numbersKept(raw json.RawMessage) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

func sameValue(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, sameValue)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	case json.Number:
		y, ok := b.(json.Number)
		if !ok || x == y {
			return ok
		}
		r, okX := new(big.Rat).SetString(x.String())
		q, okY := new(big.Rat).SetString(y.String())
		return okX && okY && r.Cmp(q) == 0
	}
	return a == b
}

// traceOrigins links rows to the spans of this project that they name as their origin and copies who judged them, as adding from
// the pages does. An origin elsewhere, or one that has not
// arrived, is kept as it was sent.
func (b *datasetBatch) traceOrigins(ctx context.Context, states []*rowState) error {
	wanted := map[store.SpanID][]*rowState{}
	var project string
	for _, s := range states {
		if s.origin == nil {
			continue
		}
		s.provenance = withOrigin(nil, s.origin)
		var o struct {
			Type string `json:"object_type"`
			UID  string `json:"object_id"`
			ID   string `json:"id"`
		}
		if json.Unmarshal(s.origin, &o) != nil || o.Type != "project_logs" {
			continue
		}
		if project == "" {
			if err := b.tx.GetContext(ctx, &project, `SELECT uid FROM project WHERE id = $1`, b.project); err != nil {
				return fmt.Errorf("read project: %w", err)
			}
		}
		if o.UID == project {
			wanted[store.SpanKey(o.ID)] = append(wanted[store.SpanKey(o.ID)], s)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	keys := make([]store.SpanID, 0, len(wanted))
	for key := range wanted {
		keys = append(keys, key)
	}
	var found []struct {
		Span       store.SpanID
		Trace      string
		Provenance string
	}
	if err := b.tx.SelectContext(ctx, &found, provenanceOf, b.project, uuids(keys)); err != nil {
		return fmt.Errorf("find origins: %w", err)
	}
	for _, f := range found {
		for _, s := range wanted[f.Span] {
			s.originProject = sql.NullInt64{Int64: int64(b.project), Valid: true}
			s.originTrace, s.originSpan = sql.NullString{String: f.Trace, Valid: true}, sql.NullString{String: string(f.Span), Valid: true}
			s.provenance = withOrigin(json.RawMessage(f.Provenance), s.origin)
		}
	}
	return nil
}

// withOrigin is a provenance whose first entry has the origin as the client sent it.
func withOrigin(provenance, origin json.RawMessage) json.RawMessage {
	var sources []map[string]json.RawMessage
	if json.Unmarshal(provenance, &sources) != nil || len(sources) == 0 {
		sources = []map[string]json.RawMessage{{}}
	}
	sources[0]["origin"] = origin
	out, err := json.Marshal(sources)
	if err != nil {
		return json.RawMessage("[]") // its members were read from JSON, so they have a JSON form
	}
	return out
}

// columnsOf turns states into one array a column, as insert's statement takes them.
func columnsOf(states []*rowState) []any {
	n := len(states)
	ids, positions, created := make([]string, n), make([]int64, n), make([]string, n)
	inputs, expected := make([]sql.NullString, n), make([]sql.NullString, n)
	from, metadata, tags, provenance := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	splits := make([]sql.NullString, n)
	projects, traces, spans := make([]sql.NullInt64, n), make([]sql.NullString, n), make([]sql.NullString, n)
	for i, s := range states {
		ids[i], positions[i], from[i], created[i] = s.id, s.position, string(s.from), s.created.Format(time.RFC3339Nano)
		inputs[i], expected[i] = optional(s.input), optional(s.expected)
		metadata[i], provenance[i], tags[i] = object(s.metadata), string(s.provenance), "[]"
		if s.tags != nil {
			tags[i] = string(s.tags)
		}
		splits[i] = s.split
		projects[i], traces[i], spans[i] = s.originProject, s.originTrace, s.originSpan
	}
	return []any{pq.Array(ids), pq.Array(positions), pq.Array(inputs), pq.Array(expected), pq.Array(from), pq.Array(metadata), pq.Array(tags),
		pq.Array(projects), pq.Array(traces), pq.Array(spans), pq.Array(provenance), pq.Array(created),
		pq.Array(splits)}
}

func optional(raw json.RawMessage) sql.NullString {
	return sql.NullString{String: string(raw), Valid: raw != nil}
}

// textList writes texts as a JSON list; nil for none.
func textList(list []string) json.RawMessage {
	if len(list) == 0 {
		return nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(list) // texts always have a JSON form
	return bytes.TrimSpace(out.Bytes())
}
