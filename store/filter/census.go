package filter

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Limits of a census. A project that logs a new key with every trace must not fill the memory of the server.
const (
	censusDepth     = 4   // of keys below metadata
	censusKeys      = 400 // places in all
	censusValues    = 200 // different values at one place that are told apart
	censusTextBytes = 100 // of a text that is offered as a value
)

// Census is what a sample of a project's rows was found to hold, for completion and the point-and-click tab. Fill it with
// AddTrace, AddSpan and AddUser, then call Finish; from then on it may be read by many goroutines at once.
type Census struct {
	Traces int  // how many traces were looked at
	Spans  int  // how many spans
	Whole  bool // the traces are all there are

	traces, spans map[Kind]*Holding
	places        int
}

// Holding is what is known of one place: a field, or a key below it.
type Holding struct {
	Rows   int     // rows that have something here
	Values []Count // the values seen most often, most frequent first; not those of objects and long texts
	Least  float64 // the range of the numbers seen, if Type is TypeNumber
	Most   float64

	keys    map[string]*Holding
	seen    map[string]*Count
	numbers int
	texts   int
	bools   int
	lists   int
	objects int
}

// Count is a value and how many rows have it.
type Count struct {
	Value *Literal
	Rows  int
}

// SampleRow is a trace or a span of the sample. The JSON may be empty; Feedback has a list of values for each key.
type SampleRow struct {
	Name, Type, Error          string
	Tags                       []string
	Metadata, Feedback, Scores json.RawMessage
}

// NewCensus makes an empty census.
func NewCensus() *Census {
	return &Census{traces: map[Kind]*Holding{}, spans: map[Kind]*Holding{}}
}

// AddTrace counts a trace. JSON that does not read is left out.
func (c *Census) AddTrace(r SampleRow) {
	c.Traces++
	c.add(c.traces, r)
}

// AddSpan counts a span, for what is asked inside of ANY_SPAN.
func (c *Census) AddSpan(r SampleRow) {
	c.Spans++
	c.add(c.spans, r)
}

// AddUser counts someone who gave feedback n times.
func (c *Census) AddUser(name string, n int) {
	h := c.field(c.traces, KindUser)
	h.Rows += n
	h.scalar(name, n)
}

func (c *Census) field(of map[Kind]*Holding, k Kind) *Holding {
	if of[k] == nil {
		of[k] = &Holding{}
	}
	return of[k]
}

func (c *Census) add(to map[Kind]*Holding, r SampleRow) {
	for kind, text := range map[Kind]string{KindName: r.Name, KindType: r.Type, KindError: r.Error} {
		if text != "" {
			c.value(c.field(to, kind), text, 0)
		}
	}
	if len(r.Tags) > 0 {
		h := c.field(to, KindTags)
		h.Rows++
		for _, text := range r.Tags {
			h.scalar(text, 1)
		}
	}
	metadata, feedback := object(r.Metadata), object(r.Feedback)
	for key, values := range feedback {
		if list, ok := values.([]any); ok && len(list) > 0 {
			if _, own := metadata[key]; !own {
				metadata[key] = list[0]
			}
		}
	}
	for _, key := range []string{"user_id", "user"} { // as the field user has it
		if name, ok := metadata[key].(string); ok && name != "" {
			c.value(c.field(to, KindUser), name, 0)
		}
	}
	if len(metadata) > 0 {
		c.value(c.field(to, KindMetadata), metadata, 0)
	}
	if scores := object(r.Scores); len(scores) > 0 {
		c.value(c.field(to, KindScores), scores, censusDepth-1)
	}
}

// object reads a JSON object; what is none is empty.
func object(raw json.RawMessage) map[string]any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	m := map[string]any{}
	if d.Decode(&m) != nil || m == nil {
		return map[string]any{}
	}
	return m
}

// value counts a JSON value at a place, and what is below it.
func (c *Census) value(h *Holding, v any, depth int) {
	h.Rows++
	switch v := v.(type) {
	case nil:
		h.Rows--
	case map[string]any:
		h.objects++
		if depth >= censusDepth {
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) { // in order, so that the same sample keeps the same places
			if below := c.below(h, key); below != nil {
				c.value(below, v[key], depth+1)
			}
		}
	case []any:
		h.lists++
		for _, e := range v[:min(len(v), 20)] {
			switch e.(type) {
			case string, json.Number, bool:
				h.scalar(e, 1)
			}
		}
	default:
		h.scalar(v, 1)
	}
}

func (c *Census) below(h *Holding, key string) *Holding {
	if below, ok := h.keys[key]; ok {
		return below
	}
	if c.places >= censusKeys || len(key) > censusTextBytes {
		return nil
	}
	c.places++
	if h.keys == nil {
		h.keys = map[string]*Holding{}
	}
	h.keys[key] = &Holding{}
	return h.keys[key]
}

// scalar counts a value that is no object and no list.
func (h *Holding) scalar(v any, n int) {
	lit := Value(v)
	switch lit.Kind {
	case LitNumber:
		if h.numbers == 0 {
			h.Least, h.Most = lit.Number, lit.Number
		}
		h.numbers++
		h.Least, h.Most = min(h.Least, lit.Number), max(h.Most, lit.Number)
	case LitBool:
		h.bools++
	default:
		h.texts++
	}
	text := Format(lit)
	if len(text) > censusTextBytes {
		return
	}
	if known := h.seen[text]; known != nil {
		known.Rows += n
		return
	}
	if len(h.seen) >= censusValues {
		return
	}
	if h.seen == nil {
		h.seen = map[string]*Count{}
	}
	h.seen[text] = &Count{Value: lit, Rows: n}
}

// Finish puts the values in order.
func (c *Census) Finish() {
	for _, of := range []map[Kind]*Holding{c.traces, c.spans} {
		for _, h := range of {
			h.finish()
		}
	}
}

func (h *Holding) finish() {
	for _, text := range slices.Sorted(maps.Keys(h.seen)) {
		h.Values = append(h.Values, *h.seen[text])
	}
	h.seen = nil
	slices.SortStableFunc(h.Values, func(a, b Count) int { return cmp.Compare(b.Rows, a.Rows) })
	for _, below := range h.keys {
		below.finish()
	}
}
