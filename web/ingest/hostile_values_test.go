package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// many is a million values, all different when it begins with %d.
func many(format string, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.Contains(format, "%d") {
			fmt.Fprintf(&b, format, i)
		} else {
			b.WriteString(format)
		}
	}
	return b.String()
}

// TestHostileValues puts what no database holds into requests that are otherwise well made. A refusal names the place.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	s, dataset := hostileServer(t)
	const million = 1_000_000
	long, tags, digits := strings.Repeat("x", 10<<10), "["+many(`"t%d"`, million)+"]", strings.Repeat("9", 100_000)
	type value struct {
		member string // of the first row
		status int
		field  string
	}
	ofAnyRow := map[string]value{
		"a million tags":               {`"tags":` + tags, 400, "tags"},
		"a tag of 10 KB":               {`"tags":["` + long + `"]`, 400, "tags"},
		"tags that are an object":      {`"tags":{}`, 400, "tags"},
		"metadata beyond all numbers":  {`"metadata":{"a":1e999}`, 400, "metadata"},
		"metadata of 100,000 digits":   {`"metadata":{"a":` + digits + `}`, 400, "metadata"},
		"metadata of 600 levels":       {`"metadata":` + strings.Repeat(`{"a":`, 600) + `1` + strings.Repeat(`}`, 600), 400, "metadata"},
		"a time outside of the years":  {`"created":"99999-01-01T00:00:00Z"`, 400, "created"},
		"a merge that is a number":     {`"_is_merge":1`, 400, "_is_merge"},
		"an id of 10 KB":               {`"id":"` + long + `"`, 400, "id"},
		"an id with U+0000":            {`"id":"a\u0000b"`, 400, "id"},
		"an id that is a number":       {`"id":1e308`, 400, "id"},
		"a parent row of 10 KB":        {`"_parent_id":"` + long + `"`, 400, "_parent_id"},
		"paths that are no paths":      {`"_merge_paths":{}`, 400, "_merge_paths"},
		"deletions that are no values": {`"_array_delete":[1]`, 400, "_array_delete"},
	}
	ofSpans := map[string]value{
		"a span id of 10 KB":           {`"span_id":"` + long + `"`, 400, "span_id"},
		"a trace id of 10 KB":          {`"root_span_id":"` + long + `"`, 400, "root_span_id"},
		"a parent of 10 KB":            {`"root_span_id":"r","span_parents":["` + long + `"]`, 400, "span_parents[0]"},
		"a trace id with U+0000":       {`"root_span_id":"\u0000"`, 400, "root_span_id"},
		"a metric beyond all numbers":  {`"metrics":{"tokens":1e999}`, 400, "metrics"},
		"a metric that is text":        {`"metrics":{"start":"NaN"}`, 400, "metrics.start"},
		"a score beyond all numbers":   {`"scores":{"a":1e999}`, 400, "scores.a"},
		"a score of 1e308":             {`"scores":{"a":1e308}`, 400, "scores.a"},
		"a score with a name of 10 KB": {`"scores":{"` + long + `":1}`, 400, "scores"},
		"a million scores":             {`"scores":{` + many(`"s%d":1`, million) + `}`, 400, "scores"},
		"an author of 10 KB":           {`"_audit_source":"external","_audit_metadata":{"user_id":"` + long + `"},"scores":{"a":1}`, 400, "_audit_metadata.user_id"},
	}
	ofFeedback := map[string]value{
		"an id of 10 KB":              {`"id":"` + long + `"`, 404, "feedback[0].id"},
		"an id with U+0000":           {`"id":"known\u0000"`, 404, "feedback[0].id"},
		"an id that is a number":      {`"id":1`, 400, "feedback[0].id"},
		"a million tags":              {`"tags":` + tags, 400, "feedback[0].tags"},
		"a score beyond all numbers":  {`"scores":{"a":1e999}`, 400, "feedback[0].scores.a"},
		"a score of 1e308":            {`"scores":{"a":1e308}`, 400, "feedback[0].scores.a"},
		"a million scores":            {`"scores":{` + many(`"s%d":1`, million) + `}`, 400, "feedback[0].scores"},
		"metadata beyond all numbers": {`"metadata":{"a":-1e999}`, 400, "feedback[0].metadata"},
		"an author of 10 KB":          {`"user":"` + long + `"`, 400, "feedback[0].user"},
		"a feedback id of 10 KB":      {`"feedback_id":"` + long + `"`, 400, "feedback[0].feedback_id"},
		"a source nobody knows":       {`"source":"` + long + `"`, 400, "feedback[0].source"},
		"a comment that is a list":    {`"comment":[]`, 400, "feedback[0].comment"},
	}
	type place struct {
		path, before, after, list string
		values                    []map[string]value
	}
	for name, p := range map[string]place{
		"logs3":    {"/logs3", `{"rows":[{"project_id":"` + s.project.UID + `","log_id":"g",`, `}]}`, "rows[0].", []map[string]value{ofAnyRow, ofSpans}},
		"rows":     {"/v1/project_logs/" + s.project.UID + "/insert", `{"events":[{`, `}]}`, "events[0].", []map[string]value{ofAnyRow, ofSpans}},
		"dataset":  {"/v1/dataset/" + dataset + "/insert", `{"events":[{`, `}]}`, "", []map[string]value{ofAnyRow}},
		"feedback": {"/v1/project_logs/" + s.project.UID + "/feedback", `{"feedback":[{"id":"known","comment":"x",`, `}]}`, "", []map[string]value{ofFeedback}},
	} {
		for _, values := range p.values {
			for attacked, v := range values {
				before := s.holds(dataset)
				out := s.post(p.path, p.before+v.member+p.after)
				require.Equal(t, v.status, out.status, "%s to %s: %.300s", attacked, name, out.text)
				field, _ := out.json["field"].(string)
				require.Contains(t, []string{p.list + v.field, v.field, "events[0]." + v.field}, field, "%s to %s: %.300s", attacked, name, out.text)
				require.Less(t, len(out.text), 1000, "%s to %s", attacked, name)
				require.Equal(t, before, s.holds(dataset), "%s to %s wrote something", attacked, name)
			}
		}
	}
	for n, d := range doors(s, dataset) {
		s.good(d, len(n))
	}
}

func TestHostileLists(t *testing.T) {
	t.Parallel()
	s, dataset := hostileServer(t)
	const tooMany = 60_000
	before := s.holds(dataset)
	for path, body := range map[string]string{
		"/logs3": `{"rows":[` + many(`{"project_id":"`+s.project.UID+`"}`, tooMany) + `]}`,
		"/v1/project_logs/" + s.project.UID + "/insert":   `{"events":[` + many(`{}`, tooMany) + `]}`,
		"/v1/project_logs/" + s.project.UID + "/feedback": `{"feedback":[` + many(`{"id":"known","comment":"x"}`, tooMany) + `]}`,
		"/v1/dataset/" + dataset + "/insert":              `{"events":[` + many(`{}`, tooMany) + `]}`,
		"/v1/dataset/" + dataset + "/feedback":            `{"feedback":[` + many(`{"id":"known","comment":"x"}`, tooMany) + `]}`,
		"/v1/insert":                                      `{"project_logs":{"` + s.project.UID + `":{"feedback":[` + many(`{"id":"known","comment":"x"}`, tooMany) + `]}}}`,
		"/v1/traces":                                      `{"resourceSpans":[{"scopeSpans":[{"spans":[` + many(`{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}`, tooMany) + `]}]}]}`,
	} {
		out := s.post(path, body)
		require.Equal(t, 413, out.status, "%s: %.300s", path, out.text)
		require.Contains(t, out.says(), "has 60000 entries; a request has at most 50000", path)
	}
	require.Equal(t, before, s.holds(dataset))
}

// TestHostileSpans puts such values into OTLP, where what cannot be taken is refused piece by piece: sending it again would not
// help, so the request as a whole is answered with 200 and says why.
func TestHostileSpans(t *testing.T) {
	t.Parallel()
	s, dataset := hostileServer(t)
	long := strings.Repeat("x", 10<<10)
	span := func(more string) string {
		return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n"` + more + `}]}]}]}`
	}
	attribute := func(key, value string) string {
		return `,"attributes":[{"key":"` + key + `","value":` + value + `}]`
	}
	for name, c := range map[string]struct {
		body   string
		status int
		says   string
	}{
		"a trace id of 10 KB":       {span(`,"traceId":"` + long + `"`), 400, "no OTLP traces"},
		"a trace id of zeros":       {span(`,"traceId":"00000000000000000000000000000000"`), 200, "no trace id"},
		"a million tags":            {span(attribute("braintrust.tags", `{"arrayValue":{"values":[`+many(`{"stringValue":"t%d"}`, 1_000_000)+`]}}`)), 413, "16 MiB"},
		"100,000 tags":              {span(attribute("braintrust.tags", `{"arrayValue":{"values":[`+many(`{"stringValue":"t%d"}`, 100_000)+`]}}`)), 200, "the most is 1000"},
		"a tag of 10 KB":            {span(attribute("braintrust.tags", `{"arrayValue":{"values":[{"stringValue":"`+long+`"}]}}`)), 200, "a tag of 10240 bytes"},
		"a time beyond all numbers": {span(`,"startTimeUnixNano":"99999999999999999999999999"`), 400, "no OTLP traces"},
		"a number beyond all":       {span(attribute("a", `{"intValue":"99999999999999999999999999"}`)), 400, "no OTLP traces"},
		"a kind that is none":       {span(`,"kind":"everything"`), 400, "no OTLP traces"},
		"spans that are a number":   {`{"resourceSpans":[{"scopeSpans":7}]}`, 400, "no OTLP traces"},
		"a destination of 10 KB":    {span(attribute("braintrust.parent", `{"stringValue":"`+long+`"}`)), 400, "none that can be read"},
	} {
		before := s.holds(dataset)
		out := s.post("/v1/traces", c.body)
		require.Equal(t, c.status, out.status, "%s: %.300s", name, out.text)
		require.Contains(t, out.text, c.says, name)
		require.Less(t, len(out.text), 1000, name)
		require.Equal(t, before, s.holds(dataset), "%s wrote something", name)
	}
	d := doors(s, dataset)
	s.good(d["traces"], 1)
	s.good(d["records"], 1)
}
