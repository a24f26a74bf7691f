package draft

import (
	"bytes"
	"encoding/json"
	"slices"

	"assay/store"
)

// Row is the part of a dataset row that people edit.
type Row struct {
	Input, Expected json.RawMessage // nil: none
	From            store.ExpectedFrom
	Metadata        json.RawMessage // an object; nil: an empty one
	Tags            []string
	Split           string // empty: in none
	Removed         bool   // the row is not in the dataset; all else means nothing then
}

// Of is what people edit of a row that stands.
func Of(r store.DatasetRow) Row {
	return Row{Input: r.Input, Expected: r.Expected, From: r.ExpectedFrom, Metadata: r.Metadata, Tags: r.Tags, Split: r.Split}
}

// Edited is the row as an edit of was, which goes on top of base, left it: an expected value that someone wrote says so, one that the
// edit did not touch keeps what it said, and one that is back to what it was says again where that came from.
func (r Row) Edited(was, base Row) Row {
	switch {
	case r.Removed:
	case len(r.Expected) == 0:
		r.From = store.FromNothing
	case !base.Removed && r.same(base, Expected):
		r.From = base.From
	case !was.Removed && r.same(was, Expected):
		r.From = was.From
	default:
		r.From = store.FromEdit
	}
	return r
}

// Field is a part of a row that is compared, and in conflict, by itself.
type Field string

// The fields of a row. Presence is whether there is such a row at all.
const (
	Input    Field = "input"
	Expected Field = "expected"
	Metadata Field = "metadata"
	Tags     Field = "tags"
	Split    Field = "split"
	Presence Field = "row"
)

// Fields are the parts of the content of a row, in the order in which they are shown.
var Fields = []Field{Input, Expected, Metadata, Tags, Split}

// same reports whether two rows agree on a field. JSON is compared by what it says.
func (r Row) same(o Row, f Field) bool {
	switch f {
	case Input:
		return Equal(r.Input, o.Input)
	case Expected:
		return Equal(r.Expected, o.Expected)
	case Metadata:
		return Equal(objectOf(r.Metadata), objectOf(o.Metadata))
	case Tags:
		return slices.Equal(r.Tags, o.Tags)
	case Split:
		return r.Split == o.Split
	}
	return r.Removed == o.Removed
}

// take sets a field to what another row says. Where the expected value is from goes with it.
func (r *Row) take(o Row, f Field) {
	switch f {
	case Input:
		r.Input = o.Input
	case Expected:
		r.Expected, r.From = o.Expected, o.From
	case Metadata:
		r.Metadata = o.Metadata
	case Tags:
		r.Tags = o.Tags
	case Split:
		r.Split = o.Split
	}
}

// Changes lists the fields in which two rows differ; Presence alone where one is there and the other is not.
func Changes(old, now Row) []Field {
	if old.Removed || now.Removed {
		if old.Removed == now.Removed {
			return nil
		}
		return []Field{Presence}
	}
	var changed []Field
	for _, f := range Fields {
		if !old.same(now, f) {
			changed = append(changed, f)
		}
	}
	return changed
}

// Equal compares two JSON values by what they say: white space and the order of members make no difference. No value and null
// are the same.
func Equal(a, b json.RawMessage) bool {
	a, b = bytes.TrimSpace(a), bytes.TrimSpace(b)
	if bytes.Equal(a, b) {
		return true
	}
	return bytes.Equal(canonical(a), canonical(b))
}

func canonical(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("null")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}

func objectOf(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}

// With is the row with a field as another row has it. A value that says what the row says already keeps its spelling.
func (r Row) With(o Row, f Field) Row {
	if !r.same(o, f) {
		r.take(o, f)
	}
	return r
}

// Approve is the row with the value that was approved on its trace. One that says what base says is again what base has.
func (r Row) Approve(value json.RawMessage, base Row) Row {
	r = r.With(Row{Expected: value, From: store.FromApproved}, Expected)
	if !base.Removed && r.same(base, Expected) {
		r.take(base, Expected)
	}
	return r
}

// OwnExpected reports whether the expected value was written in the dataset, by a person or a program, or chosen from elsewhere in the
// trace, so that an approval on the trace says nothing about it.
func (r Row) OwnExpected() bool { return r.From == store.FromEdit || r.From == store.FromMapped }
