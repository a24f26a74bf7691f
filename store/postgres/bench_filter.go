package postgres

import (
	"fmt"
	"strings"
)

// benchFilter is a filter and what someone who knows the tables and the data would write for it by hand.
type benchFilter struct {
	text string
	// test is the condition on a row t of trace.
	test string
	// terms is a condition on t.terms that the index on it answers, or empty.
	terms string
	// score is a condition on a row of trace_score that the index on it answers, or empty; sole: it says all that text does.
	score string
	sole  bool
	// deep asks for a page from the middle of the list.
	deep bool
	// heldOut filters were written down before the planner was tuned and not looked at until it was done.
	heldOut bool
}

func has(terms ...string) string {
	numbers := make([]string, len(terms))
	for i, t := range terms {
		numbers[i] = fmt.Sprint(term(t))
	}
	return "t.terms @> '{" + strings.Join(numbers, ",") + "}'"
}

// benchFilters cover what people ask for: frequent and rare, clustered in time and spread, one index or several or none.
var benchFilters = []benchFilter{
	{text: "", test: "true"},
	{text: "scores.correctness >= 0.5", test: "(t.scores ->> 'correctness')::float8 >= 0.5", score: "name = 'correctness' AND source = '' AND value >= 0.5", sole: true},
	{text: "scores.correctness >= 0.5", test: "(t.scores ->> 'correctness')::float8 >= 0.5", score: "name = 'correctness' AND source = '' AND value >= 0.5", sole: true, deep: true},
	{text: "scores.user_rating < 0.3", test: "(t.scores ->> 'user_rating')::float8 < 0.3", score: "name = 'user_rating' AND source = '' AND value < 0.3", sole: true},
	{text: "scores.human_quality < 0.1", test: "(t.scores ->> 'human_quality')::float8 < 0.1", score: "name = 'human_quality' AND source = '' AND value < 0.1", sole: true},
	{text: "scores.toxicity > 0.9", test: "(t.scores ->> 'toxicity')::float8 > 0.9", score: "name = 'toxicity' AND source = '' AND value > 0.9", sole: true},
	{text: "metadata.thumbs_up = false", test: "t.metadata -> 'thumbs_up' = 'false'", terms: has("m.thumbs_up=false")},
	{text: "metadata.user_id = 'u0'", test: "t.metadata ->> 'user_id' = 'u0'", terms: has(`m.user_id="u0"`)},
	{text: "metadata.user_id = 'u400'", test: "t.metadata ->> 'user_id' = 'u400'", terms: has(`m.user_id="u400"`)},
	{text: "metadata.session_id = 's1000'", test: "t.metadata ->> 'session_id' = 's1000'", terms: has(`m.session_id="s1000"`)},
	{text: "metadata.session_id = 'nobody'", test: "t.metadata ->> 'session_id' = 'nobody'", terms: has(`m.session_id="nobody"`)},
	{text: "metadata.version = 'v1'", test: "t.metadata ->> 'version' = 'v1'", terms: has(`m.version="v1"`)},
	{text: "metadata.feature = 'checkout' AND metadata.env = 'staging'", test: "t.metadata ->> 'feature' = 'checkout' AND t.metadata ->> 'env' = 'staging'",
		terms: has(`m.feature="checkout"`, `m.env="staging"`)},
	{text: "comment IS NOT NULL AND scores.correctness < 0.5", test: "t.comments > 0 AND (t.scores ->> 'correctness')::float8 < 0.5",
		score: "name = 'correctness' AND source = '' AND value < 0.5"},
	{text: "scores.user_rating < 0.3 OR comment IS NOT NULL", test: "((t.scores ->> 'user_rating')::float8 < 0.3 OR t.comments > 0)"},
	{text: "tags NOT INCLUDES 't0' AND scores.user_rating < 0.05", test: "NOT t.tags @> '{t0}' AND (t.scores ->> 'user_rating')::float8 < 0.05",
		score: "name = 'user_rating' AND source = '' AND value < 0.05"},
	{text: "tags INCLUDES 't150'", test: "t.tags @> '{t150}'", terms: has("t.t150")},
	{text: "created > now() - interval 7 day AND scores.human_quality < 0.3",
		test:  "t.created > '2026-03-25' AND (t.scores ->> 'human_quality')::float8 < 0.3",
		score: "name = 'human_quality' AND source = '' AND value < 0.3 AND created > '2026-03-25'", sole: true},
	{text: "created < '2026-01-03' AND metadata.country = 'is'", test: "t.created < '2026-01-03' AND t.metadata ->> 'country' = 'is'", terms: has(`m.country="is"`)},
	{text: "duration > 8", test: "t.duration > 8"},
	{text: "error IS NOT NULL", test: "t.errors > 0"},
	{text: "name = 'summarise'", test: "t.name = 'summarise'"},
	{text: "ANY_SPAN(name = 'charge_card')",
		test: "EXISTS (SELECT FROM span s WHERE s.project_id = $1 AND s.trace_id = t.id AND s.name = 'charge_card')", terms: has("s.name=charge_card")},
	{text: "ANY_SPAN(metadata.attempt = '3')",
		test: "EXISTS (SELECT FROM span s WHERE s.project_id = $1 AND s.trace_id = t.id AND s.metadata ->> 'attempt' = '3')", terms: has(`s.m.attempt="3"`)},
	{text: "tokens > 3500 AND metadata.feature = 'billing'", test: "t.tokens > 3500 AND t.metadata ->> 'feature' = 'billing'", terms: has(`m.feature="billing"`)},

	{heldOut: true, text: "scores.user_rating BETWEEN 0.4 AND 0.6", test: "(t.scores ->> 'user_rating')::float8 BETWEEN 0.4 AND 0.6",
		score: "name = 'user_rating' AND source = '' AND value BETWEEN 0.4 AND 0.6", sole: true},
	{heldOut: true, text: "metadata.country = 'pt' AND scores.correctness < 0.2", test: "t.metadata ->> 'country' = 'pt' AND (t.scores ->> 'correctness')::float8 < 0.2",
		terms: has(`m.country="pt"`), score: "name = 'correctness' AND source = '' AND value < 0.2"},
	{heldOut: true, text: "metadata.version = 'v30'", test: "t.metadata ->> 'version' = 'v30'", terms: has(`m.version="v30"`)},
	{heldOut: true, text: "tags INCLUDES ['t3', 't9']", test: "t.tags @> '{t3,t9}'", terms: has("t.t3", "t.t9")},
	{heldOut: true, text: "comment MATCH 'refund'",
		test: "t.comments > 0 AND EXISTS (SELECT FROM comment f WHERE f.project_id = $1 AND f.trace_id = t.id AND f.until IS NULL AND f.body ~* '\\mrefund\\M')"},
	{heldOut: true, text: "scores.automated.toxicity < 0.0001", test: "(t.source_scores -> 'automated' ->> 'toxicity')::float8 < 0.0001",
		score: "name = 'toxicity' AND source = 'automated' AND value < 0.0001", sole: true},
	{heldOut: true, text: "metadata.model = 'small' AND error IS NOT NULL", test: "t.metadata ->> 'model' = 'small' AND t.errors > 0", terms: has(`m.model="small"`)},
	{heldOut: true, text: "created < '2026-01-08' AND metadata.thumbs_up = false", test: "t.created < '2026-01-08' AND t.metadata -> 'thumbs_up' = 'false'",
		terms: has("m.thumbs_up=false")},
	{heldOut: true, text: "cost > 0.008 AND metadata.feature = 'checkout'", test: "t.cost > 0.008 AND t.metadata ->> 'feature' = 'checkout'", terms: has(`m.feature="checkout"`)},
	{heldOut: true, text: "ANY_SPAN(type = 'tool' AND error IS NOT NULL)",
		test: "EXISTS (SELECT FROM span s WHERE s.project_id = $1 AND s.trace_id = t.id AND s.type = 'tool' AND s.error IS NOT NULL)", terms: has("s.type=tool")},
	{heldOut: true, text: "output ILIKE '%bacedi%'",
		test: "EXISTS (SELECT FROM span_payload p WHERE p.project_id = $1 AND p.id = t.root_id AND p.output ILIKE '%bacedi%')"},
}
