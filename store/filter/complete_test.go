package filter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	vocab := Vocabulary{
		Scores: []string{"user_rating", "my score"}, MetadataKeys: []string{"category", "user-id"},
		Tags: []string{"needs-review", "billing"}, Datasets: []string{"golden"}, Splits: []string{"holdout"},
	}
	tests := []struct {
		name   string
		in     string // | is the cursor
		first  string // the whole text with the first suggestion taken
		has    []string
		hasNot []string
	}{
		{"an empty box offers fields", "|", "scores", []string{"metadata", "id", "ANY_SPAN("}, []string{"AND", "="}},
		{"after WHERE too", "WHERE |", "WHERE scores", nil, nil},
		{"a field being typed", "meta|", "metadata", nil, []string{"name"}},
		{"a score by its own name", "user_r|", "scores.user_rating", nil, nil},
		{"a metadata key by its own name", "name = 'a' AND cat|", "name = 'a' AND metadata.category", nil, nil},
		{"a second spelling", "latenc|", "latency", nil, nil},
		{"after AND", "name = 'a' AND |", "name = 'a' AND scores", []string{"NOT"}, []string{"OR"}},
		{"inside brackets", "NOT (na|", "NOT (name", nil, nil},
		{"scores after the dot", "scores.|", "scores.user_rating", []string{`"my score"`, "user", "automated"}, []string{"name"}},
		{"scores of a source", "scores.user.|", "scores.user.user_rating", nil, []string{"automated"}},
		{"a score being typed", "scores.user_|rat > 1", "scores.user_rating > 1", nil, nil},
		{"a key that needs quotes", "metadata.use|", `metadata."user-id"`, nil, nil},
		{"a key in open quotes", `metadata."use|`, `metadata."user-id"`, nil, nil},
		{"a key in brackets", "metadata['cat|", "metadata['category'", nil, nil},
		{"sources of corrections", "correction.|", "correction.user", []string{"review"}, []string{"automated"}},
		{"metrics", "metrics.prompt|", "metrics.prompt_tokens", nil, nil},
		{"operators of a number", "duration |", "duration =", []string{"BETWEEN"}, []string{"LIKE", "AND"}},
		{"operators of a list", "tags |", "tags INCLUDES", nil, []string{"<", "AND"}},
		{"operators of a boolean, or the next condition", "is_reviewed |", "is_reviewed =", []string{"AND"}, []string{"<"}},
		{"an operator being typed", "tags in|", "tags INCLUDES", []string{"IN"}, []string{"="}},
		{"after NOT", "tags not |", "tags not INCLUDES", []string{"IN"}, nil},
		{"after IS", "name is |", "name is NULL", []string{"NOT NULL"}, nil},
		{"after IS NOT", "name is not |", "name is not NULL", nil, []string{"NOT NULL"}},
		{"after a whole condition", "duration > 5 |", "duration > 5 AND", []string{"OR"}, []string{"="}},
		{"after a bracket", "(duration > 5) a|", "(duration > 5) AND", nil, nil},
		{"after spans", "ANY_SPAN(is_root) |", "ANY_SPAN(is_root) AND", nil, []string{"="}},
		{"tags as values", "tags INCLUDES |", "tags INCLUDES 'needs-review'", []string{"'billing'"}, nil},
		{"tags in open quotes", `tags INCLUDES "bil|`, `tags INCLUDES "billing"`, nil, nil},
		{"tags in closed quotes", "tags INCLUDES 'bil|x' AND a", "tags INCLUDES 'billing' AND a", nil, nil},
		{"tags in a list", "tags NOT IN ('billing', |", "tags NOT IN ('billing', 'needs-review'", nil, []string{"name"}},
		{"datasets", "dataset = |", "dataset = 'golden'", nil, nil},
		{"splits", "split = |", "split = 'holdout'", nil, nil},
		{"times", "created > |", "created > day(now())", []string{"now() - interval 7 day"}, nil},
		{"booleans", "metadata.x = t|", "metadata.x = true", nil, []string{"false"}},
		{"an unknown field has no keys", "foo.|", "", nil, []string{"name"}},
		{"an unreadable text", "name == |", "", nil, []string{"name"}},
		{"letters of two bytes before the cursor", "name = 'ä' AND metadata.größe = 1 AND na|", "name = 'ä' AND metadata.größe = 1 AND name", nil, nil},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			before, after, _ := strings.Cut(tt.in, "|")
			text := before + after
			got := Complete(text, len(before), vocab)
			var words []string
			for _, s := range got {
				words = append(words, s.Text)
			}
			if tt.first == "" {
				require.Empty(t, words)
			} else {
				require.NotEmpty(t, got)
				s := got[0]
				require.Equal(t, tt.first, text[:s.Pos]+s.Text+text[s.End:], words)
			}
			for _, w := range tt.has {
				require.Contains(t, words, w)
			}
			for _, w := range tt.hasNot {
				require.NotContains(t, words, w)
			}
		})
	}
}

func TestCompleteFromASample(t *testing.T) {
	t.Parallel()
	vocab := Vocabulary{Scores: []string{"rating", "tone"}, MetadataKeys: []string{"model", "rare"}, Tags: []string{"billing", "seldom", "vip"}, Census: sampleCensus()}
	tests := []struct {
		name   string
		in     string // | is the cursor
		first  string // the whole text with the first suggestion taken
		says   string // of the first: kind, type, rows and help
		has    []string
		hasNot []string
	}{
		{"keys by how many have them", "metadata.|", "metadata.model ", "key a text 3 such as large, small", []string{"request", `"user id"`, "rare"}, []string{"region"}},
		{"an object goes on", "metadata.req|", "metadata.request.", "key an object 2 with region, retries", nil, nil},
		{"keys of keys", "metadata.request.|", "metadata.request.region ", "key a text 2 such as eu, us", []string{"retries"}, []string{"model", "rare"}},
		{"keys of keys by their own name", "regi|", "metadata.request.region ", "key a text 2 such as eu, us", nil, nil},
		{"values by how often they are seen", "metadata.model = |", "metadata.model = 'large' ", "value 2", []string{"'small'"}, []string{"true"}},
		{"values of a key of a key", "metadata.request.region = 'u|", "metadata.request.region = 'us' ", "value 1", nil, nil},
		{"values of booleans", "metadata.ok = |", "metadata.ok = false ", "value 1", []string{"true"}, nil},
		{"values of spans", "ANY_SPAN(metadata.model = |", "ANY_SPAN(metadata.model = 'tiny' ", "value 1", nil, []string{"'large'"}},
		{"names of spans", "ANY_SPAN(name = |)", "ANY_SPAN(name = 'answer' )", "value 1", []string{"'lookup'"}, nil},
		{"no spans in spans", "ANY_SPAN(an|", "ANY_SPAN(answers.", "", []string{"name = 'answer'"}, []string{"ANY_SPAN(", "metadata.langs"}},
		{"questions that reviewers may differ on", "disagreement.ra|", "disagreement.rating ", "", nil, []string{"user"}},
		{"elements of a list", "metadata.langs INCLUDES |", "metadata.langs INCLUDES 'de' ", "value 1", []string{"'en'"}, nil},
		{"elements are not the whole", "metadata.langs = |", "", "", nil, []string{"'de'"}},
		{"categories of a score", "scores.tone = |", "scores.tone = 'good' ", "value 3", []string{"0.5"}, nil},
		{"a score says what it holds", "scores.|", "scores.rating ", "score a score 3 such as 0.5", []string{"user"}, nil},
		{"a source goes on with a dot", "scores.us|", "scores.user.", "key only from this source", nil, nil},
		{"tags by how often they are seen", "tags INCLUDES |", "tags INCLUDES 'billing' ", "value 3", []string{"'vip'", "'seldom'"}, nil},
		{"users", "user = |", "user = 'ada' ", "value", []string{"'bob'"}, nil},
		{"a condition by its value", "larg|", "metadata.model = 'large' ", "condition 2 has this value", []string{"search('larg')"}, nil},
		{"a word that nothing knows", "xyzzy|", "search('xyzzy') ", "condition the word in the input, output, expected value, a comment or an error", nil, nil},
		{"fields of many values go on with a dot", "metad|", "metadata.", "field by name 3 Metadata of the trace and of the feedback on it, by key.", nil, nil},
		{"functions wait for what they take", "coal|", "coalesce(", "function coalesce(a, b, …): The first that is not NULL.", nil, nil},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			before, after, _ := strings.Cut(tt.in, "|")
			text := before + after
			got := Complete(text, len(before), vocab)
			var words []string
			for _, s := range got {
				words = append(words, s.Text)
			}
			if tt.first != "" {
				require.NotEmpty(t, got)
				s := got[0]
				require.Equal(t, tt.first, text[:s.Pos]+s.Text+s.Next+text[s.End:], words)
				if tt.says != "" {
					says := []string{string(s.Kind), s.Type, fmt.Sprint(s.Rows), s.Help}
					says = slices.DeleteFunc(says, func(s string) bool { return s == "" || s == "0" })
					require.Equal(t, tt.says, strings.Join(says, " "))
				}
			}
			for _, w := range tt.has {
				require.Contains(t, words, w)
			}
			for _, w := range tt.hasNot {
				require.NotContains(t, words, w)
			}
		})
	}
}
