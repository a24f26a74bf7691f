package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"assay/store"
)

// Options change how lines are understood. The zero Options take them as they stand.
type Options struct {
	// SourceAs maps the wire's word for where feedback came from to a source (`import --source-as app=user`). The word
	// itself is kept in Feedback.WireSource.
	SourceAs map[string]string
	// CreatedFrom is the path of the member that holds a span's time, such as "metadata.timestamp": RFC 3339 text or Unix
	// seconds (`import --created-from`). Lines without that member fall back to "created".
	CreatedFrom string
}

// Check returns an Invalid naming the option "source-as" when a source is not one of user, review and automated.
func (o Options) Check() error {
	wrong := store.Invalid{}
	for wire, source := range o.SourceAs {
		if !slices.Contains(store.Sources, store.Source(source)) {
			wrong["source-as"] = fmt.Sprintf("%s=%s: the source is user, review or automated.", wire, source)
		}
	}
	return wrong.OrNil()
}

// Decode reads one line, without its line break. Its error is a *LineError without a line number. The span shares no memory
// with line; its Position is 0.
func Decode(line []byte, opts Options) (store.Span, error) {
	if !utf8.Valid(line) {
		line = bytes.ToValidUTF8(line, []byte("\uFFFD"))
	}
	var o object
	if err := json.Unmarshal(line, &o.members); err != nil {
		return store.Span{}, notJSON(line, err)
	}
	if o.members == nil {
		return store.Span{}, notJSON(line, errors.New("null"))
	}
	return o.span(opts)
}

// span reads the members of a line.
func (o *object) span(opts Options) (store.Span, error) {
	s := store.Span{
		RowID: o.id("id"), SpanID: o.id("span_id"), RootSpanID: o.id("root_span_id"), ParentSpanID: o.first("span_parents"),
		Name: o.text("name"), Type: o.text("type"), Error: o.anyText("error"),
		Input: o.value("input"), Output: o.value("output"), Expected: o.value("expected"),
		Scores: o.scores("scores"), Metadata: o.object("metadata"), Metrics: o.numbers("metrics"), Tags: o.tags("tags"),
	}
	s.Created, s.HasCreated = o.created(opts.CreatedFrom)
	s.Feedback = o.feedback(opts)
	o.complete(&s)
	if o.err != nil {
		return store.Span{}, o.err
	}
	return s, nil
}

// complete fills the ids that a line may leave out.
func (o *object) complete(s *store.Span) {
	if s.RowID == "" {
		o.fail("id", "is missing; every span needs one of its own, as text of 1 to %d bytes", store.MaxClientID)
	}
	if s.SpanID == "" {
		s.SpanID = s.RowID
	}
	if s.RootSpanID != "" {
		return
	}
	if !s.IsRoot() {
		o.fail("root_span_id", "is missing; a span with span_parents must name the root of its trace")
	}
	s.RootSpanID = s.SpanID
}

// created reads the time of the span from the member at path, or from "created" when path is empty or leads nowhere.
func (o *object) created(path string) (time.Time, bool) {
	if raw := o.follow(path); raw != nil {
		return o.timeOrSeconds(path, raw), true
	}
	return o.time("created"), o.present("created") != nil
}

func (o *object) follow(path string) json.RawMessage {
	if path == "" {
		return nil
	}
	members := o.members
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		var inner map[string]json.RawMessage
		if json.Unmarshal(members[name], &inner) != nil {
			return nil
		}
		members = inner
	}
	if raw := members[names[len(names)-1]]; string(raw) != "null" {
		return raw
	}
	return nil
}

func (o *object) timeOrSeconds(field string, raw json.RawMessage) time.Time {
	text := string(raw)
	if raw[0] == '"' && json.Unmarshal(raw, &text) != nil {
		text = ""
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return o.checkTime(field, text)
	}
	// 1e11 seconds is the year 5138: more is milliseconds, which guessing right would hide.
	if math.IsNaN(seconds) || math.Abs(seconds) > 1e11 {
		o.fail(field, "is %s, which is not a time in Unix seconds; divide milliseconds by 1000", excerpt([]byte(text)))
		return time.Time{}
	}
	whole, part := math.Modf(seconds)
	// A float64 of today's seconds is exact to about 0.2 µs, and Postgres keeps microseconds.
	return o.checkYear(field, time.Unix(int64(whole), int64(math.Round(part*1e6))*1000).UTC())
}
