package filter

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	vocab := Vocabulary{
		Scores: []string{"user_rating", "my score"}, MetadataKeys: []string{"category", "user-id"},
		Tags: []string{"needs-review", "billing"}, Datasets: []string{"golden"},
	}
	tests := []struct {
		name   string
		in     string // | is the cursor
		first  string // the whole text with the first suggestion taken
		has    []string
		hasNot []string
	}{
		{"an empty box offers fields", "|", "id", []string{"metadata", "ANY_SPAN("}, []string{"AND", "="}},
		{"after WHERE too", "WHERE |", "WHERE id", nil, nil},
		{"a field being typed", "meta|", "metadata", nil, []string{"name"}},
		{"a score by its own name", "user_r|", "scores.user_rating", nil, nil},
		{"a metadata key by its own name", "name = 'a' AND cat|", "name = 'a' AND metadata.category", nil, nil},
		{"a second spelling", "latenc|", "latency", nil, nil},
		{"after AND", "name = 'a' AND |", "name = 'a' AND id", []string{"NOT"}, []string{"OR"}},
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
