package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/merge"
	"assay/store/postgres"
)

// isComment reports whether a row is a comment on another row and no row of its own.
func isComment(row map[string]json.RawMessage, c merge.Change) bool {
	return given(row["comment"]) && given(row["origin"]) && !c.Delete && c.Fields["span_id"] == nil && c.Fields["root_span_id"] == nil
}

// commentRow reads {"id", "origin":{"id":…}, "comment":{"text":…}}: a comment with an id of its own.
func (in *intake) commentRow(o *object, c merge.Change, row map[string]json.RawMessage) error {
	about, text, err := readComment(row)
	if err != nil {
		return err
	}
	f, err := audited(row, map[string]json.RawMessage{"comment": text, "created": row["created"]})
	if err != nil {
		return err
	}
	in.say(o, postgres.LogWrite{Said: f, About: about, Event: postgres.CommentKey(c.ID), Named: true, Comment: true})
	return nil
}

// readComment returns the row that a comment row is about, and the comment as JSON text.
func readComment(row map[string]json.RawMessage) (about string, text json.RawMessage, err error) {
	var origin struct {
		ID string `json:"id"`
	}
	var comment struct {
		Text json.RawMessage `json:"text"`
	}
	if json.Unmarshal(row["origin"], &origin) != nil || origin.ID == "" {
		return "", nil, store.Invalid{"origin.id": "origin.id is the id of the row that the comment is about."}
	}
	if err := checkRowID("origin.id", origin.ID); err != nil {
		return "", nil, err
	}
	var said string
	if json.Unmarshal(row["comment"], &comment) != nil || json.Unmarshal(comment.Text, &said) != nil || strings.TrimSpace(said) == "" {
		return "", nil, store.Invalid{"comment.text": "comment.text is the text of the comment."}
	}
	return origin.ID, comment.Text, nil
}

// feedbackRow reads what a row with an author says about the row of its id.
func (in *intake) feedbackRow(o *object, place int, c merge.Change, row map[string]json.RawMessage) error {
	f, err := audited(row, map[string]json.RawMessage{"scores": c.Fields["scores"], "expected": c.Fields["expected"], "tags": c.Fields["tags"]})
	if err != nil {
		return err
	}
	event, named, err := in.identity(o, place, row)
	if err != nil {
		return err
	}
	in.say(o, postgres.LogWrite{Said: f, About: c.ID, Event: event, Named: named})
	return nil
}

// audited reads feedback whose author and source stand in the row's _audit_ fields. They belong to what is said, not to the row.
func audited(row, members map[string]json.RawMessage) (*store.Feedback, error) {
	members["source"], members["metadata"] = row["_audit_source"], row["_audit_metadata"]
	f, err := jsonl.Feedback(members)
	if err == nil {
		return &f, nil
	}
	return nil, asSent(err, map[string]string{"source": "_audit_source", "metadata": "_audit_metadata"})
}

// asSent names the field of a complaint as the client spelled it.
func asSent(err error, names map[string]string) error {
	var line *jsonl.LineError
	if !errors.As(err, &line) {
		return err
	}
	first, _, _ := strings.Cut(line.Field, ".")
	if sent := names[first]; sent != "" {
		return store.Invalid{sent + strings.TrimPrefix(line.Field, first): sent + strings.TrimPrefix(line.Reason, first) + "."}
	}
	return err
}

// identity is by what an entry of feedback is known: the id that the client gave it, or its place in the request.
func (in *intake) identity(o *object, place int, row map[string]json.RawMessage) (event store.EventID, named bool, err error) {
	var id string
	if sent := row["feedback_id"]; given(sent) {
		if json.Unmarshal(sent, &id) != nil || id == "" || len(id) > store.MaxClientID {
			return "", false, store.Invalid{"feedback_id": fmt.Sprintf("feedback_id is text of 1 to %d bytes.", store.MaxClientID)}
		}
		return store.EventKey("feedback id", id), true, nil
	}
	return in.event(o, place), in.named, nil
}

// say adds what is said to the request's writes. SDKs send the metadata of one piece of feedback with its scores and again
// with its comment; it is recorded once.
func (in *intake) say(o *object, w postgres.LogWrite) {
	if len(w.Said.Metadata) > 0 {
		about := strings.Join([]string{o.project.UID, w.About, w.Said.WireSource, string(w.Said.Metadata)}, "\x00")
		if in.told[about] {
			w.Said.Metadata = nil
		}
		in.told[about] = true
	}
	in.writes[o] = append(in.writes[o], w)
}

// AddFeedback is POST /v1/project_logs/{id}/feedback: entries that name a row, or a span, which must be there. All or none are
// taken.
func (a *API) AddFeedback(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	var ask *struct {
		Feedback []map[string]json.RawMessage `json:"feedback"`
	}
	if err := decode(b, &ask); err != nil {
		return err
	}
	if ask == nil || ask.Feedback == nil {
		return store.Invalid{"feedback": "feedback is a list of entries."}
	}
	o := &object{project: p}
	in := a.newIntake(r, b, "feedback")
	in.order = append(in.order, o)
	if err := in.entries(o, ask.Feedback); err != nil {
		return err
	}
	if err := in.write(r.Context()); err != nil {
		return err
	}
	return ok(w, map[string]string{"status": "success"})
}

// entries reads a list of feedback on rows of logs.
func (in *intake) entries(o *object, list []map[string]json.RawMessage) error {
	if err := checkPieces(in.list, len(list)); err != nil {
		return err
	}
	for i, entry := range list {
		if err := in.entry(o, i, entry); err != nil {
			return within(fmt.Sprintf("%s[%d]", in.list, i), err)
		}
	}
	return nil
}

// entry reads one entry of feedback as REST spells it.
func (in *intake) entry(o *object, place int, entry map[string]json.RawMessage) error {
	var id string
	if json.Unmarshal(entry["id"], &id) != nil || id == "" {
		return store.Invalid{"id": "id names the row or span that the feedback is about."}
	}
	if len(id) > store.MaxClientID || strings.ContainsRune(id, 0) {
		return missing(postgres.MissingRow{ID: id})
	}
	f, err := jsonl.Feedback(entry)
	if err != nil {
		return err
	}
	if len(f.Scores) == 0 && f.Expected == nil && len(f.Tags) == 0 && f.Comment == "" {
		return store.Invalid{"": "Give at least one of scores, expected, tags and comment."}
	}
	event, named, err := in.identity(o, place, entry)
	if err != nil {
		return err
	}
	in.writes[o] = append(in.writes[o], postgres.LogWrite{Said: &f, About: id, Event: event, Named: named, MustExist: true})
	return nil
}
