package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/merge"
	"assay/store/postgres"
)

// intake takes the rows of one request apart by the objects they belong to. Make one with newIntake, for one request.
type intake struct {
	api      *API
	now      time.Time
	list     string // name of the list in the request, for complaints
	part     string // tells lists of one request apart whose rows are numbered alike; empty: there is one
	delivery []string
	named    bool // delivery comes from an id of the client's
	ids      []string
	order    []*object
	objects  map[string]*object
	writes   map[*object][]postgres.LogWrite
	changes  map[*object][]postgres.DatasetChange
	files    map[*object][]store.Attachment
	told     map[string]bool // what metadata was recorded about which row
}

// newIntake knows a request by its Idempotency-Key, or else by its key and body: the same again within a day is a replay.
func (a *API) newIntake(r *http.Request, body []byte, list string) *intake {
	key := KeyFrom(r.Context())
	in := &intake{api: a, now: a.Now(), list: list, ids: []string{}, objects: map[string]*object{},
		writes: map[*object][]postgres.LogWrite{}, changes: map[*object][]postgres.DatasetChange{}, files: map[*object][]store.Attachment{}, told: map[string]bool{}}
	if given := r.Header.Get("Idempotency-Key"); given != "" && len(given) <= store.MaxClientID {
		in.delivery, in.named = []string{"idempotency key", strconv.Itoa(key.ID), given}, true
		return in
	}
	sum := sha256.Sum256(body)
	in.delivery = []string{"delivery", strconv.Itoa(key.ID), hex.EncodeToString(sum[:])}
	return in
}

// event identifies what the row at a place of the request says.
func (in *intake) event(o *object, place int) store.EventID {
	return store.EventKey(append(in.delivery, o.project.UID, in.part+strconv.Itoa(place))...)
}

// read takes rows apart. All belong to one object, or each names its own when that is nil. An Invalid names the row and field.
func (in *intake) read(ctx context.Context, rows []json.RawMessage, one *object) error {
	if err := checkPieces(in.list, len(rows)); err != nil {
		return err
	}
	if one != nil {
		in.order = append(in.order, one)
	}
	for i, raw := range rows {
		where := in.list + "[" + strconv.Itoa(i) + "]"
		if len(raw) > maxRow {
			return sayOf(where, errTooLarge, "%s has %d bytes; a row has at most %d MiB. Large values go into attachments.", where, len(raw), maxRow>>20)
		}
		row, isObject := jsonl.Split(raw)
		if !isObject || row == nil {
			return store.Invalid{where: where + " is no JSON object."}
		}
		o, err := one, error(nil)
		if o == nil {
			if o, err = in.objectOf(ctx, row); err != nil {
				return within(where, err)
			}
		}
		if err := in.row(o, i, row); err != nil {
			return within(where, err)
		}
		in.files[o] = append(in.files[o], attachmentsIn(raw)...)
	}
	return nil
}

// row reads one row of an object.
func (in *intake) row(o *object, place int, row map[string]json.RawMessage) error {
	c, err := merge.Read(row)
	if err != nil {
		return err
	}
	if c.ID == "" {
		if c.ID = newUUID(); in.named { // a replay must find the row it made
			c.ID = string(in.event(o, place))
		}
	}
	in.ids = append(in.ids, c.ID)
	if o.dataset != nil {
		return in.datasetRow(o, c, row)
	}
	if isComment(row, c) {
		return in.commentRow(o, c, row)
	}
	if !c.Delete && (given(row["_audit_source"]) || given(row["_audit_metadata"])) {
		if err := in.feedbackRow(o, place, c, row); err != nil {
			return err
		}
		c = withoutFeedback(c)
		if len(c.Fields) == 0 && len(c.ArrayDelete) == 0 {
			return nil
		}
	}
	write := postgres.LogWrite{Change: c}
	if !c.Delete {
		s, err := merge.Span(c.ID, c.Fields, in.now)
		if err != nil {
			return err
		}
		write.Span = &s
	}
	in.writes[o] = append(in.writes[o], write)
	return nil
}

// datasetRow reads a row of a dataset, by the rules of its REST address.
func (in *intake) datasetRow(o *object, c merge.Change, row map[string]json.RawMessage) error {
	row["id"] = textJSON(c.ID)
	change, _, err := datasetChange(row)
	if err != nil {
		return err
	}
	in.changes[o] = append(in.changes[o], change)
	return nil
}

// withoutFeedback is what is left of a change when scores, the expected value and tags are taken as feedback. SDKs merge what
// the program and what people say about a row within one flush into one row with an author: all three are then taken for the
// author's, because a vote that counts as a program's is lost, and a program's score that counts as a vote is still seen. Where
// a row stands is nothing by itself: a row of feedback alone replaces nothing.
func withoutFeedback(c merge.Change) merge.Change {
	c.Fields = maps.Clone(c.Fields)
	for _, name := range []string{"scores", "expected", "tags"} {
		delete(c.Fields, name)
	}
	substance := false
	for name := range c.Fields {
		substance = substance || name != "created" && !strings.HasPrefix(name, "span_id") && name != "root_span_id" && name != "span_parents"
	}
	if !substance {
		c.Fields = nil
	}
	return c
}

func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// within says in which row of the request a field is wrong.
func within(where string, err error) error {
	var invalid store.Invalid
	var line *jsonl.LineError
	var told *said
	switch {
	case errors.As(err, &told) && told.field != "":
		return sayOf(where+"."+told.field, told.cause, "%s: %s", where, told.sentence)
	case errors.As(err, &line):
		err = store.Invalid{line.Field: line.Reason + "."}
	case !errors.As(err, &invalid):
		return fmt.Errorf("%s: %w", where, err)
	}
	_ = errors.As(err, &invalid)
	out := store.Invalid{}
	for field, reason := range invalid {
		path := where
		if field != "" {
			path += "." + field
		}
		out[path] = where + ": " + reason
	}
	return out
}

// missing names the row that a request speaks about and that is not there.
func missing(err error) error {
	var row postgres.MissingRow
	if errors.As(err, &row) {
		return sayOf("id", store.ErrNotFound, "There is no row and no span with the id %q in this project.", clip(row.ID))
	}
	return err
}
