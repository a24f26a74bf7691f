package adding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"assay/store"
)

// Row is what a merge looks at of a row, or of a trace on its way to one.
type Row struct {
	Trace      store.TraceID // that it was made from; empty for one that was not
	Span       store.SpanID
	Expected   json.RawMessage
	From       store.ExpectedFrom
	Metadata   json.RawMessage // an object
	Tags       []string
	Provenance json.RawMessage // a list; of one entry for a trace
}

// MergeInto adds what traces have to say to a row and reports whether that changes it. The input stays. The expected value is the
// better founded one by the order of the plan; of equally good ones the row's own, unless the trace is the one that the row was made
// from and says something new. What someone typed into the dataset always stays. Metadata and tags gain what they lack, and
// the provenance gains an entry for each trace, or a newer one in place of the entry that it has.
func (p Plan) MergeInto(row Row, traces []Row) (Row, bool, error) {
	merged, changed := row, false
	for _, t := range traces {
		if p.better(merged, t, t.Trace != "" && row.Trace == t.Trace && row.Span == t.Span) {
			merged.Expected, merged.From, changed = t.Expected, t.From, true
		}
		for _, tag := range t.Tags {
			if !slices.Contains(merged.Tags, tag) {
				merged.Tags, changed = append(slices.Clip(merged.Tags), tag), true
			}
		}
	}
	metadata, more, err := lacking(row.Metadata, traces)
	if err != nil {
		return row, false, fmt.Errorf("merge metadata: %w", err)
	}
	provenance, told, err := told(row.Provenance, traces)
	if err != nil {
		return row, false, fmt.Errorf("merge provenance: %w", err)
	}
	merged.Metadata, merged.Provenance = metadata, provenance
	return merged, changed || more || told, nil
}

// better reports whether the expected value of a trace takes the place of a row's.
func (p Plan) better(row, t Row, same bool) bool {
	if len(t.Expected) == 0 || row.From == store.FromEdit {
		return false
	}
	theirs, ours := p.rank(t.From), p.rank(row.From)
	if len(row.Expected) == 0 {
		return true
	}
	return theirs < ours || theirs == ours && same && !bytes.Equal(row.Expected, t.Expected)
}

// rank is lower for a better founded value.
func (p Plan) rank(from store.ExpectedFrom) int {
	if i := slices.Index(p.Expected.Order(), from); i >= 0 && from != store.FromOutput {
		return i
	}
	if from == store.FromOutput || from == store.FromNothing {
		return 100
	}
	return 50 // chosen by a path, or by another plan
}

// lacking adds the members that an object does not have; of several traces the first that has one gives it.
func lacking(object json.RawMessage, traces []Row) (json.RawMessage, bool, error) {
	members := map[string]json.RawMessage{}
	if len(object) > 0 {
		if err := json.Unmarshal(object, &members); err != nil {
			return object, false, err
		}
	}
	had := len(members)
	for _, t := range traces {
		more := map[string]json.RawMessage{}
		if len(t.Metadata) > 0 {
			if err := json.Unmarshal(t.Metadata, &more); err != nil {
				return object, false, err
			}
		}
		for name, value := range more {
			if _, there := members[name]; !there {
				members[name] = value
			}
		}
	}
	if len(members) == had {
		return object, false, nil
	}
	out, err := json.Marshal(members)
	return out, true, err
}

// source is what tells entries of a provenance apart. Entries of old have no span: they are of a root.
type source struct {
	Trace  store.TraceID `json:"trace"`
	Span   store.SpanID  `json:"span"`
	Copied *CopyOf       `json:"copied"`
}

func (s source) is(o source) bool {
	if s.Copied != nil && o.Copied != nil {
		return s.Copied.Dataset == o.Copied.Dataset && s.Copied.Row == o.Copied.Row
	}
	return s.Trace != "" && s.Trace == o.Trace && (s.Span == o.Span || s.Span == "" || o.Span == "")
}

// sameEntry reports whether two entries say the same: the database writes them in another order than we do.
func sameEntry(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	for raw, into := range map[*json.RawMessage]*any{&a: &x, &b: &y} {
		d := json.NewDecoder(bytes.NewReader(*raw))
		d.UseNumber()
		if d.Decode(into) != nil {
			return false
		}
	}
	return reflect.DeepEqual(x, y)
}

// told puts the entries of traces into a provenance.
func told(provenance json.RawMessage, traces []Row) (json.RawMessage, bool, error) {
	var entries []json.RawMessage
	if len(provenance) > 0 {
		if err := json.Unmarshal(provenance, &entries); err != nil {
			return provenance, false, err
		}
	}
	changed := false
	for _, t := range traces {
		var more []json.RawMessage
		if err := json.Unmarshal(t.Provenance, &more); err != nil {
			return provenance, false, err
		}
		for _, entry := range more {
			var of source
			if err := json.Unmarshal(entry, &of); err != nil {
				return provenance, false, err
			}
			at := slices.IndexFunc(entries, func(e json.RawMessage) bool {
				var other source
				return json.Unmarshal(e, &other) == nil && other.is(of)
			})
			switch {
			case at < 0:
				entries, changed = append(entries, entry), true
			case !sameEntry(entries[at], entry):
				entries[at], changed = entry, true
			}
		}
	}
	if !changed {
		return provenance, false, nil
	}
	out, err := json.Marshal(entries)
	return out, true, err
}
