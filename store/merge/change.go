package merge

import (
	"encoding/json"
	"slices"
	"strconv"

	"assay/store"
)

// Row is a row as it is stored: the value of each member, control fields taken off. A nil Row is one that is not there.
type Row map[string]json.RawMessage

// members are those of a row that are kept. Everything else a client sends is either an instruction or filled by the server.
var members = []string{"input", "output", "expected", "error", "scores", "metadata", "tags", "metrics", "span_attributes", "context", "origin", "classifications",
	"created", "span_id", "root_span_id", "span_parents"}

// fixed are the members that a merge leaves as they are: where a row stands in its trace does not change under its children.
var fixed = []string{"created", "span_id", "root_span_id", "span_parents"}

// Change is what one row of a request does to the stored row of its id.
type Change struct {
	ID          string // empty: the client gave none
	Fields      Row
	Merge       bool       // false: Fields replace the row
	Delete      bool       // the row goes
	Paths       [][]string // members below which a merge does not descend; they are replaced
	ArrayDelete []ArrayDelete
	ParentRow   string // row id of the parent, from clients that know no span ids
}

// ArrayDelete takes values out of the list at a path.
type ArrayDelete struct {
	Path   []string
	Delete []json.RawMessage
}

// Read splits a row of the wire into its fields and its instructions. What is wrong with it is an Invalid naming the field.
func Read(row map[string]json.RawMessage) (Change, error) {
	c := Change{Fields: Row{}}
	for _, name := range members {
		if value, sent := row[name]; sent {
			c.Fields[name] = value
		}
	}
	for name, into := range map[string]any{"id": &c.ID, "_parent_id": &c.ParentRow, "_is_merge": &c.Merge, "_object_delete": &c.Delete} {
		value, sent := row[name]
		if sent && json.Unmarshal(value, into) != nil {
			return Change{}, store.Invalid{name: kinds[name]}
		}
	}
	if err := checkID("id", c.ID); err != nil {
		return Change{}, err
	}
	if err := checkID("_parent_id", c.ParentRow); err != nil {
		return Change{}, err
	}
	if value, sent := row["_merge_paths"]; sent && json.Unmarshal(value, &c.Paths) != nil {
		return Change{}, store.Invalid{"_merge_paths": `_merge_paths is a list of paths such as [["input","x"],["output"]].`}
	}
	var err error
	c.ArrayDelete, err = readArrayDelete(row["_array_delete"])
	return c, err
}

var kinds = map[string]string{
	"id": "id is text.", "_parent_id": "_parent_id is text, the id of a row.",
	"_is_merge": "_is_merge is true or false.", "_object_delete": "_object_delete is true or false.",
}

func checkID(field, id string) error {
	switch {
	case len(id) > store.MaxClientID:
		return store.Invalid{field: field + " has " + strconv.Itoa(len(id)) + " bytes; the most is " + strconv.Itoa(store.MaxClientID) + "."}
	case slices.Contains([]byte(id), 0):
		return store.Invalid{field: field + ` holds the character \u0000, which an id may not.`}
	}
	return nil
}

func readArrayDelete(value json.RawMessage) ([]ArrayDelete, error) {
	var sent []struct {
		Path   []string          `json:"path"`
		Delete []json.RawMessage `json:"delete"`
	}
	if len(value) > 0 && json.Unmarshal(value, &sent) != nil {
		return nil, store.Invalid{"_array_delete": `_array_delete is a list such as [{"path":["tags"],"delete":["x"]}].`}
	}
	var all []ArrayDelete
	for _, d := range sent {
		all = append(all, ArrayDelete{Path: d.Path, Delete: d.Delete})
	}
	return all, nil
}
