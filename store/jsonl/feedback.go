package jsonl

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"assay/store"
)

// feedback reads the list of what people said about the span.
func (o *object) feedback(opts Options) []store.Feedback {
	var out []store.Feedback
	for i, raw := range o.list("feedback") {
		field := "feedback[" + strconv.Itoa(i) + "]"
		said := object{at: o.at + field + "."}
		if json.Unmarshal(raw, &said.members) != nil || said.members == nil {
			o.fail(field, "must be an object in { }, not %s", kindOf(raw))
			return nil
		}
		out = append(out, said.oneFeedback(opts))
		if said.err != nil {
			if o.err == nil {
				o.err = said.err
			}
			return nil
		}
	}
	return out
}

// oneFeedback reads one entry. Its expected may not be null: files written by programs name every column, and a missing
// correction is far commoner than one to null.
func (o *object) oneFeedback(opts Options) store.Feedback {
	f := store.Feedback{
		WireSource: o.text("source"), Scores: o.scores("scores"), Comment: o.text("comment"), Anchor: o.anchor(), Metadata: o.object("metadata"),
		Tags: o.tags("tags"), Created: o.time("created"),
	}
	if o.present("expected") != nil {
		f.Expected = o.value("expected")
	}
	f.Source = o.source(f.WireSource, opts.SourceAs)
	f.User = o.author(f.Metadata)
	return f
}

// anchor reads what the comment quotes.
func (o *object) anchor() *store.Anchor {
	raw := o.present("anchor")
	if raw == nil {
		return nil
	}
	var a store.Anchor
	if json.Unmarshal(raw, &a) != nil || !slices.Contains(store.AnchorFields, a.Field) || a.Quote == "" || len(a.Quote) > store.MaxQuote || a.At < -1 || a.At > math.MaxInt32 {
		o.fail("anchor", "must be an object of field (input or output), quote (1 to 2,000 bytes) and at (characters before it, or -1)")
		return nil
	}
	a.Quote = CleanText(a.Quote)
	return &a
}

func (o *object) source(wire string, as map[string]string) store.Source {
	known := wire
	if mapped, ok := as[wire]; ok {
		known = mapped
	}
	source, err := store.SourceOf(known)
	if err != nil {
		o.fail("source", "is unusable: %v, or map it with --source-as", err)
	}
	return source
}

// author is `user`, else user_id or user of the feedback's metadata: SDKs have no field for the person and people put it
// there. Metadata that is neither text nor a number names nobody.
func (o *object) author(metadata json.RawMessage) string {
	if raw := o.present("user"); raw != nil {
		name, ok := textOrNumber(raw)
		if !ok {
			o.fail("user", "must be text or a number, not %s", kindOf(raw))
		}
		return o.checkAuthor("user", name)
	}
	var members map[string]json.RawMessage
	if metadata == nil || json.Unmarshal(metadata, &members) != nil {
		return ""
	}
	for _, key := range []string{"user_id", "user"} {
		if name, ok := textOrNumber(members[key]); ok && name != "" {
			return o.checkAuthor("metadata."+key, name)
		}
	}
	return ""
}

func (o *object) checkAuthor(field, name string) string {
	if len(name) > store.MaxClientID {
		o.fail(field, "has %d bytes; the name of an author has at most %d", len(name), store.MaxClientID)
		return ""
	}
	return name
}

func textOrNumber(raw json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(raw, &s) == nil && len(raw) > 0 && raw[0] == '"' {
		return CleanText(s), true
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil && len(raw) > 0 && raw[0] != 'n' && raw[0] != '"' {
		return n.String(), true
	}
	return "", false
}
