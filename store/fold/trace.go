package fold

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
)

// Trace is what lists and filters read of one trace.
type Trace struct {
	ID               store.TraceID
	RootSpanID       string
	Root             *store.Span // nil until it comes
	Created          time.Time   // the root's; of the oldest span while there is none
	Received         bool        // a span came without a time
	Duration         *float64    // seconds
	Error            string      // the first, at most 500 characters
	Errors           int
	Tokens           *int64
	Cost             *float64            // US dollars, as clients report it
	FeedbackMetadata map[string][]string // JSON texts by key, from feedback on the root
	Tags             []string            // of any span, by their bytes
	Terms            []string            // texts that equality filters look up; every one at most 300 characters
	Scores           Scores
	SpanScores       []Scores // of every span, in the order given
	Comments         int
	Corrections      int
	UserCorrections  int
}

// longestTerm is the longest text, in characters, that gets a term. Longer values are looked at one by one.
const longestTerm = 300

// longestError is how much of an error a list keeps, in characters.
const longestError = 500

// New folds a trace of which nothing was known from its spans, at least one, and from what was said about them, in order.
// Events are scores, comments, corrections and metadata about these spans, none of them twice. Row ids are unique.
func New(id store.TraceID, spans []*store.Span, events []*store.Event) Trace {
	t := Trace{ID: id, RootSpanID: spans[0].RootSpanID, Root: root(spans)}
	about := map[store.SpanID][]*store.Event{}
	for _, e := range events {
		about[e.SpanID] = append(about[e.SpanID], e)
		switch {
		case e.Kind == store.CommentEvent:
			t.Comments++
		case e.Kind == store.CorrectionEvent && !Outdone(e, events):
			t.Corrections++
			if e.Source == store.User {
				t.UserCorrections++
			}
		}
	}
	terms := map[string]bool{}
	for _, s := range spans {
		var said []*store.Event
		if len(about) > 0 {
			said = about[store.SpanKey(s.RowID)]
		}
		t.SpanScores = append(t.SpanScores, spanScores(s, said))
		spanTerms(terms, s, s == t.Root)
		told := told(said)
		for _, m := range told {
			add(terms, "s.m.", m.key, m.value)
			if s == t.Root {
				add(terms, "m.", m.key, m.value)
			}
		}
		if s == t.Root {
			t.FeedbackMetadata = feedbackMetadata(told)
		}
		t.Tags = append(t.Tags, s.Tags...)
		t.RootSpanID = min(t.RootSpanID, s.RootSpanID)
		t.Received = t.Received || !s.HasCreated
	}
	slices.Sort(t.Tags)
	t.Tags = slices.Compact(t.Tags)
	for term := range terms {
		t.Terms = append(t.Terms, term)
	}
	t.Scores = traceScores(t.SpanScores)
	t.addErrors(spans)
	t.measure(spans)
	return t
}

// Outdone reports whether a correction gives way to a later one of the same author on the same span.
func Outdone(c *store.Event, events []*store.Event) bool {
	if c.Author == "" {
		return false
	}
	at := slices.Index(events, c)
	return slices.ContainsFunc(events[at+1:], func(e *store.Event) bool {
		return e.Kind == store.CorrectionEvent && e.SpanID == c.SpanID && e.Source == c.Source && e.Author == c.Author
	})
}

// root is the span without a parent, or else the oldest one whose parent may live in a system that does not report here.
func root(spans []*store.Span) *store.Span {
	ids := make(map[string]bool, len(spans))
	for _, s := range spans {
		ids[s.SpanID] = true
	}
	var best *store.Span
	for _, s := range spans {
		if !s.IsRoot() && (ids[s.ParentSpanID] || !remote(s)) {
			continue
		}
		if best == nil || before(s, best) {
			best = s
		}
	}
	return best
}

func remote(s *store.Span) bool {
	_, has := members(s.Context)["remote_parent"]
	return has
}

func before(a, b *store.Span) bool {
	if a.IsRoot() != b.IsRoot() {
		return a.IsRoot()
	}
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Position, b.Position), cmp.Compare(store.SpanKey(a.RowID), store.SpanKey(b.RowID))) < 0
}

func (t *Trace) addErrors(spans []*store.Span) {
	var first *store.Span
	for _, s := range spans {
		if s.Error == "" {
			continue
		}
		t.Errors++
		if first == nil || cmp.Or(s.Created.Compare(first.Created), cmp.Compare(s.Position, first.Position)) < 0 {
			first = s
		}
	}
	if first == nil {
		return
	}
	t.Error = first.Error
	if runes := []rune(t.Error); len(runes) > longestError {
		t.Error = string(runes[:longestError])
	}
}

// metrics are the figures of one span that a trace sums up.
type metrics struct{ tokens, cost, start, end *float64 }

func readMetrics(raw json.RawMessage) metrics {
	m := members(raw)
	out := metrics{tokens: summable(m["tokens"]), cost: summable(m["cost"]), start: summable(m["start"]), end: summable(m["end"])}
	if in, answer := summable(m["prompt_tokens"]), summable(m["completion_tokens"]); out.tokens == nil && in != nil && answer != nil {
		sum := *in + *answer
		out.tokens = &sum
	}
	if out.cost == nil {
		out.cost = summable(m["estimated_cost"])
	}
	return out
}

// summable is a number; nil for everything else and for what is so large that a sum with it could overflow.
func summable(value any) *float64 {
	number, is := value.(json.Number)
	if !is {
		return nil
	}
	f, err := strconv.ParseFloat(string(number), 64)
	if err != nil || math.Abs(f) >= 1e15 {
		return nil
	}
	return &f
}

// measure takes times and sums: tokens and cost of the llm spans, because SDKs repeat them on the spans around, and of the
// root where no llm span has any.
func (t *Trace) measure(spans []*store.Span) {
	var whole metrics
	var first, last, tokens *float64
	for _, s := range spans {
		m := readMetrics(s.Metrics)
		if s == t.Root {
			whole = m
		}
		if s.Type == "llm" {
			tokens, t.Cost = sum(tokens, m.tokens), sum(t.Cost, m.cost)
		}
		if m.start != nil && (first == nil || *m.start < *first) {
			first = m.start
		}
		if m.end != nil && (last == nil || *m.end > *last) {
			last = m.end
		}
		if t.Created.IsZero() || s.Created.Before(t.Created) {
			t.Created = s.Created
		}
	}
	if t.Root != nil {
		t.Created = t.Root.Created
	}
	if tokens == nil {
		tokens = whole.tokens
	}
	if tokens != nil {
		n := int64(math.RoundToEven(*tokens))
		t.Tokens = &n
	}
	if t.Cost == nil {
		t.Cost = whole.cost
	}
	if t.Duration = difference(whole.end, whole.start); t.Duration == nil {
		t.Duration = difference(last, first)
	}
}

func sum(total, more *float64) *float64 {
	if total == nil || more == nil {
		return cmp.Or(total, more)
	}
	s := *total + *more
	return &s
}

func difference(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	d := *a - *b
	return &d
}

// spanTerms adds the texts under which filters look a span up.
func spanTerms(terms map[string]bool, s *store.Span, isRoot bool) {
	for key, value := range members(s.Metadata) {
		text := Text(value)
		add(terms, "s.m.", key, text)
		if isRoot {
			add(terms, "m.", key, text)
		}
	}
	for _, tag := range s.Tags {
		addTerm(terms, "t."+tag)
	}
	if s.Name != "" {
		addTerm(terms, "s.name="+s.Name)
	}
	if s.Type != "" {
		addTerm(terms, "s.type="+s.Type)
	}
}

func add(terms map[string]bool, prefix, key, value string) { addTerm(terms, prefix+key+"="+value) }

func addTerm(terms map[string]bool, text string) {
	if len(text) <= longestTerm || len(text) <= 4*longestTerm && strings.Count(text, "")-1 <= longestTerm {
		terms[text] = true
	}
}
