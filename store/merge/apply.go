package merge

import (
	"encoding/json"
	"maps"
	"slices"
)

// Apply returns what a change makes of the stored row: a new Row, or nil when the change deletes it. Neither argument is
// written to. Applying the same changes again in the same order gives the same row, so a batch that is delivered twice does
// no harm.
func Apply(stored Row, c Change) Row {
	if c.Delete {
		return nil
	}
	row := Row{}
	switch {
	case !c.Merge || stored == nil:
		maps.Copy(row, c.Fields)
		// A row's time is the server's where the client says none, and a second delivery must not make the row younger.
		if created, has := stored["created"]; has && isNull(row["created"]) {
			row["created"] = created
		}
	default:
		maps.Copy(row, stored)
		for name, value := range c.Fields {
			if !slices.Contains(fixed, name) {
				row[name] = c.field(name, stored[name], value)
			}
		}
	}
	for _, d := range c.ArrayDelete {
		if len(d.Path) > 0 && slices.Contains(members, d.Path[0]) && !slices.Contains(fixed, d.Path[0]) && row[d.Path[0]] != nil {
			row[d.Path[0]] = without(row[d.Path[0]], d.Path[1:], d.Delete)
		}
	}
	return row
}

// field merges one top-level member. Tags are a set: what is sent joins it.
func (c Change) field(name string, old, sent json.RawMessage) json.RawMessage {
	path := []string{name}
	if name == "tags" && !c.stopsAt(path) {
		return union(old, sent)
	}
	return c.value(path, old, sent)
}

// maxDepth is how deep objects are merged. Below it the sent value replaces: every level reads the rest again, and what is
// nested deeper than this is no configuration that anyone sends in parts.
const maxDepth = 100

// value merges sent into old: objects member by member, everything else by replacing.
func (c Change) value(path []string, old, sent json.RawMessage) json.RawMessage {
	if len(path) > maxDepth || c.stopsAt(path) {
		return sent
	}
	into, isObject := readObject(old)
	if !isObject {
		return sent
	}
	from, isObject := readObject(sent)
	if !isObject {
		return sent
	}
	for _, m := range from {
		at := slices.IndexFunc(into, func(have member) bool { return have.name == m.name })
		if at < 0 {
			into = append(into, m)
			continue
		}
		into[at].value = c.value(append(slices.Clip(path), m.name), into[at].value, m.value)
	}
	return writeObject(into)
}

func (c Change) stopsAt(path []string) bool {
	return slices.ContainsFunc(c.Paths, func(p []string) bool { return slices.Equal(p, path) })
}

// union is the list old with the values of sent that it lacks. What is no list replaces.
func union(old, sent json.RawMessage) json.RawMessage {
	add, isList := readList(sent)
	if !isList {
		return sent
	}
	have, _ := readList(old)
	return writeList(distinct(append(slices.Clip(have), add...)))
}

// without takes values out of the list that path leads to inside value. Where the path leads to no list nothing happens.
func without(value json.RawMessage, path []string, gone []json.RawMessage) json.RawMessage {
	if len(path) > 0 {
		object, isObject := readObject(value)
		at := slices.IndexFunc(object, func(m member) bool { return m.name == path[0] })
		if !isObject || at < 0 {
			return value
		}
		object[at].value = without(object[at].value, path[1:], gone)
		return writeObject(object)
	}
	list, isList := readList(value)
	if !isList {
		return value
	}
	out := setOf(gone)
	return writeList(slices.DeleteFunc(list, func(v json.RawMessage) bool { return out[canonical(v)] }))
}
