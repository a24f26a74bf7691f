package ingest

import (
	"encoding/json"
	"strings"

	"assay/store"
)

// wireAudit is an entry of audit_data: one change of a row, who made it and with what remark.
type wireAudit struct {
	XactID   string          `json:"_xact_id"`
	Data     auditData       `json:"audit_data"`
	Source   string          `json:"source"`
	Metadata json.RawMessage `json:"metadata"`
}

// auditData is what changed. Writes of whole rows tell no path.
type auditData struct {
	Action string          `json:"action"` // upsert, merge, propose, approve, reject, retract, complete or skip
	Path   []string        `json:"path,omitempty"`
	From   json.RawMessage `json:"from,omitempty"`
	To     json.RawMessage `json:"to,omitempty"`
}

// wireSource is the word of the wire for where something comes from: the client's own, else the one that means the same.
func wireSource(source store.Source, sent string) string {
	switch {
	case sent != "":
		return sent
	case source == store.Review:
		return "app"
	case source == store.User:
		return "external"
	}
	return "api"
}

// rowAudit tells the writes of a dataset's row.
func rowAudit(writes []store.RowWrite) []wireAudit {
	var entries []wireAudit
	for i, w := range writes {
		e := wireAudit{XactID: versionText(w.Version), Data: auditData{Action: "merge"}, Source: "api", Metadata: authorJSON(w.Author)}
		if i == 0 || writes[i-1].Until != w.Version { // there was no such row just before
			e.Data.Action = "upsert"
		}
		if w.Person {
			e.Source = "app"
		}
		entries = append(entries, e)
	}
	return entries
}

// spanAudit tells the first and the last write of a span, which are the ones that the logs remember, and every value that
// people and programs gave it. Comments are told apart from it, as comments.
func spanAudit(rec store.SpanRecord) []wireAudit {
	first, last := max(rec.First, store.VersionAt(0)), rec.Version
	if rec.First == 0 {
		first = last
	}
	entries := []wireAudit{{XactID: versionText(first), Data: auditData{Action: "upsert"}, Source: "api", Metadata: orNull(nil)}}
	history := make(map[store.EventID]store.SpanChange, len(rec.Changes))
	remarks := map[store.EventID]json.RawMessage{} // by submission
	for _, c := range rec.Changes {
		history[c.ID] = c
		if c.Kind == store.MetadataEvent {
			remarks[c.Submission] = c.Metadata
		}
	}
	merged := last == first
	for _, c := range rec.Changes {
		at := store.VersionAt(c.Seq)
		if !merged && at > last {
			entries, merged = append(entries, rowMerge(last)), true
		}
		data, known := changeData(c, history)
		if !known {
			continue
		}
		e := wireAudit{XactID: versionText(at), Data: data, Source: wireSource(c.Source, c.WireSource), Metadata: remarks[c.Submission]}
		if !given(e.Metadata) {
			e.Metadata = authorJSON(c.Author)
		}
		entries = append(entries, e)
	}
	if !merged {
		entries = append(entries, rowMerge(last))
	}
	return entries
}

func rowMerge(at store.Version) wireAudit {
	return wireAudit{XactID: versionText(at), Data: auditData{Action: "merge"}, Source: "api", Metadata: orNull(nil)}
}

// changeData says what an event changed; false for events that audit_data does not tell.
func changeData(c store.SpanChange, history map[store.EventID]store.SpanChange) (auditData, bool) {
	switch c.Kind {
	case store.ScoreEvent:
		d := auditData{Action: "merge", Path: []string{"scores", c.Name}, From: orNull(nil), To: scoreJSON(c)}
		if was, known := history[c.Replaces]; known {
			d.From = scoreJSON(was)
		}
		return d, true
	case store.TextEvent:
		path := []string{"metadata", c.Name}
		if len(c.Metadata) > 0 && c.Metadata[0] == '{' { // the name is a path
			path = append(path[:1], strings.Split(c.Name, ".")...)
		}
		return auditData{Action: "merge", Path: path, To: textJSON(c.Body)}, true
	case store.CorrectionEvent:
		return auditData{Action: "propose", Path: []string{"expected"}, To: json.RawMessage(c.Body)}, true
	case store.DecisionEvent:
		d := auditData{Action: "reject", Path: []string{"expected"}}
		if c.Name == string(store.Approved) {
			d.Action = "approve"
		}
		if about, known := history[store.EventID(c.Body)]; known {
			d.To = json.RawMessage(about.Body)
		}
		return d, true
	case store.RetractEvent:
		was, known := history[c.Retracts]
		d, told := changeData(was, history)
		return auditData{Action: "retract", Path: d.Path, From: d.To}, known && told
	case store.TagEvent:
		d := auditData{Action: "merge", Path: []string{"tags"}, From: orNull(nil), To: textJSON(c.Name)}
		if c.Value == nil || *c.Value == 0 {
			d.From, d.To = d.To, d.From
		}
		return d, true
	case store.CompleteEvent, store.SkipEvent:
		return auditData{Action: string(c.Kind)}, true
	}
	return auditData{}, false
}

// scoreJSON is the vote of an event: a number, a category, or null for none.
func scoreJSON(c store.SpanChange) json.RawMessage {
	switch {
	case c.Value != nil:
		b, _ := json.Marshal(*c.Value) // a number of the database is finite
		return b
	case c.Category != "":
		return textJSON(c.Category)
	}
	return orNull(nil)
}

// authorJSON names an author as metadata; null for nobody.
func authorJSON(author string) json.RawMessage {
	if author == "" {
		return orNull(nil)
	}
	return textObject("user", author)
}
