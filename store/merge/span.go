package merge

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/jsonl"
)

// Span reads a row as a span. A row without ids of its own stands for itself: its row id serves as its span id and as the id
// of its trace. A row without a time gets now. What cannot be stored is an Invalid naming the field.
func Span(id string, row Row, now time.Time) (store.Span, error) {
	line := make(map[string]json.RawMessage, len(row)+4)
	for name, value := range row {
		line[name] = value
	}
	line["id"] = quote(id)
	var attributes map[string]json.RawMessage
	if value := row["span_attributes"]; !isNull(value) {
		var isObject bool
		if attributes, isObject = jsonl.Split(value); !isObject {
			return store.Span{}, store.Invalid{"span_attributes": "span_attributes is an object."}
		}
	}
	line["name"], line["type"] = attributes["name"], attributes["type"]
	if parents, isList := readList(row["span_parents"]); isList && len(parents) > 0 && isNull(row["root_span_id"]) {
		line["root_span_id"] = parents[0] // the best guess at a trace that nobody names
	}
	s, err := jsonl.Span(line)
	if err != nil {
		return store.Span{}, invalid(err)
	}
	if !s.HasCreated {
		s.Created = now
	}
	delete(attributes, "name")
	delete(attributes, "type")
	if s.Attributes, err = object("span_attributes", writeMap(attributes)); err != nil {
		return store.Span{}, err
	}
	if s.Context, err = object("context", row["context"]); err != nil {
		return store.Span{}, err
	}
	if s.Origin, err = object("origin", row["origin"]); err != nil {
		return store.Span{}, err
	}
	s.Classifications, err = object("classifications", row["classifications"])
	return s, err
}

// invalid names the field that a line was refused for.
func invalid(err error) error {
	var refused *jsonl.LineError
	if !errors.As(err, &refused) {
		return err
	}
	field := refused.Field
	if field == "name" || field == "type" {
		return store.Invalid{"span_attributes." + field: "span_attributes." + refused.Reason + "."}
	}
	return store.Invalid{field: refused.Reason + "."}
}

// object cleans a member that jsonb will hold; nil when it is absent or null.
func object(name string, value json.RawMessage) (json.RawMessage, error) {
	if isNull(value) {
		return nil, nil
	}
	if !startsWith(value, '{') {
		return nil, store.Invalid{name: name + " is an object."}
	}
	clean, err := jsonl.CleanJSON(value)
	if err != nil {
		return nil, store.Invalid{name: fmt.Sprintf("%s %v.", name, err)}
	}
	return clean, nil
}

func writeMap(members map[string]json.RawMessage) json.RawMessage {
	if len(members) == 0 {
		return nil
	}
	out, err := json.Marshal(members)
	if err != nil {
		return nil // the members were read from JSON, so they have a JSON form
	}
	return out
}
