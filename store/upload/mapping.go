package upload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/store"
	"assay/store/merge"
)

// Target is what becomes of a column.
type Target string

// The targets. Several columns of one are members of an object, by their names.
const (
	Leave    Target = "" // nothing
	Input    Target = "input"
	Expected Target = "expected"
	Metadata Target = "metadata"
	Tags     Target = "tags"
	ID       Target = "id"
)

// Targets are all, in the order in which pages offer them.
var Targets = []Target{Input, Expected, Metadata, Tags, ID, Leave}

// known are names of columns that say what they are.
var known = map[Target][]string{
	Input:    {"input", "question", "prompt", "query", "messages", "request"},
	Expected: {"expected", "answer", "ideal", "expected_output", "reference", "completion", "target", "ground_truth", "label"},
	Metadata: {"metadata", "meta"},
	Tags:     {"tags", "labels"},
	ID:       {"id", "row_id"},
	Leave:    {"_xact_id", "created", "origin", "expected_from", "origin_trace_id", "origin_root_span_id", "_pagination_key", "dataset_id", "project_id", "root_span_id", "span_id", "is_root"},
}

// Guess maps columns by their names. Where no name says what the input is, the first column is.
func Guess(columns []string) []Target {
	as := make([]Target, len(columns))
	for i, name := range columns {
		as[i] = Metadata
		for target, names := range known {
			if slices.Contains(names, strings.ToLower(strings.TrimSpace(name))) {
				as[i] = target
			}
		}
	}
	if at := slices.Index(as, Metadata); !slices.Contains(as, Input) && at >= 0 {
		as[at] = Input
	}
	return as
}

// Changes makes rows of a dataset of a file. A row without an id gets one of the seed and its line, so that doing it twice is doing
// it once. What cannot become a row is a problem, beside those of the file.
func (f *File) Changes(as []Target, seed string) ([]merge.Change, []Problem) {
	problems := slices.Clone(f.Problems)
	seen := map[string]int{}
	var out []merge.Change
	for _, r := range f.Rows {
		c, problem := f.change(r, as, seed)
		if problem == nil {
			if before := seen[c.ID]; before != 0 {
				problem = &Problem{r.Line, "id", fmt.Sprintf("Line %d has the same id.", before)}
			}
		}
		if problem != nil {
			problems = append(problems, *problem)
			continue
		}
		seen[c.ID] = r.Line
		out = append(out, c)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	return out, problems
}

// Lines tells from which line of the file each row is that Changes makes, by its id.
func (f *File) Lines(as []Target, seed string) map[string]int {
	lines := map[string]int{}
	for _, r := range f.Rows {
		if c, problem := f.change(r, as, seed); problem == nil && lines[c.ID] == 0 {
			lines[c.ID] = r.Line
		}
	}
	return lines
}

func (f *File) change(r Row, as []Target, seed string) (merge.Change, *Problem) {
	parts := map[Target][]int{}
	for i, value := range r.Values {
		if i < len(as) && value != nil {
			parts[as[i]] = append(parts[as[i]], i)
		}
	}
	several := map[Target]int{}
	for _, target := range as {
		several[target]++
	}
	fields := merge.Row{}
	for _, target := range []Target{Input, Expected} {
		switch list := parts[target]; {
		case len(list) == 0:
		case several[target] == 1:
			fields[string(target)] = r.Values[list[0]]
		default:
			fields[string(target)] = f.together(r, list)
		}
	}
	if len(fields) == 0 {
		return merge.Change{}, &Problem{r.Line, "", "There is neither an input nor an expected value."}
	}
	if list := parts[Metadata]; len(list) > 0 {
		fields["metadata"] = f.metadata(r, list)
	}
	if list := parts[Tags]; len(list) > 0 {
		tags, problem := f.tags(r, list)
		if problem != nil {
			return merge.Change{}, problem
		}
		fields["tags"] = tags
	}
	return f.named(r, parts[ID], fields, seed)
}

// named gives a row its id.
func (f *File) named(r Row, list []int, fields merge.Row, seed string) (merge.Change, *Problem) {
	id := string(store.EventKey("upload", seed, fmt.Sprint(r.Line)))
	if len(list) > 0 {
		value := r.Values[list[0]]
		if json.Unmarshal(value, &id) != nil {
			if id = string(value); strings.ContainsAny(id[:1], "{[") {
				return merge.Change{}, &Problem{r.Line, f.Columns[list[0]], "An id is text or a number."}
			}
		}
		if len(id) > store.MaxClientID || id == "" || strings.ContainsRune(id, 0) {
			return merge.Change{}, &Problem{r.Line, f.Columns[list[0]], fmt.Sprintf("An id has 1 to %d bytes.", store.MaxClientID)}
		}
	}
	return merge.Change{ID: id, Fields: fields}, nil
}

// together is an object of values by their columns.
func (f *File) together(r Row, list []int) json.RawMessage {
	var b bytes.Buffer
	for _, i := range list {
		b.WriteString(map[bool]string{true: "{", false: ","}[b.Len() == 0])
		b.Write(textValue(f.Columns[i]))
		b.WriteByte(':')
		b.Write(r.Values[i])
	}
	b.WriteByte('}')
	return b.Bytes()
}

// metadata is an object of values by their columns; an object in a column called metadata is its own members.
func (f *File) metadata(r Row, list []int) json.RawMessage {
	all := map[string]json.RawMessage{}
	for _, i := range list {
		var members map[string]json.RawMessage
		if slices.Contains(known[Metadata], strings.ToLower(f.Columns[i])) && json.Unmarshal(r.Values[i], &members) == nil {
			for name, value := range members {
				all[name] = value
			}
			continue
		}
		all[f.Columns[i]] = r.Values[i]
	}
	text, err := json.Marshal(all)
	if err != nil {
		return json.RawMessage("{}") // all of it was JSON before
	}
	return text
}

// tags are a list of texts, or texts with commas between them.
func (f *File) tags(r Row, list []int) (json.RawMessage, *Problem) {
	tags := []string{}
	for _, i := range list {
		var some []string
		var text string
		switch {
		case json.Unmarshal(r.Values[i], &some) == nil:
		case json.Unmarshal(r.Values[i], &text) == nil:
			some = strings.Split(text, ",")
		default:
			return nil, &Problem{r.Line, f.Columns[i], "Tags are a list of texts, or texts with commas between them."}
		}
		for _, tag := range some {
			if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	text, err := json.Marshal(tags)
	if err != nil {
		return nil, &Problem{r.Line, "", "The tags cannot be read."}
	}
	return text, nil
}
