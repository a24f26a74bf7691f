package filter

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNegate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"name = 'a'": "name <!=> 'a'", "name <!=> 'a'": "name = 'a'", "name != 'a'": "name = 'a'", "name <=> 'a'": "name <!=> 'a'",
		"scores.x < 0.3": "scores.x >= 0.3", "scores.x >= 0.3": "scores.x < 0.3", "duration > 1": "duration <= 1", "duration <= 1": "duration > 1",
		"metadata.x < 3": "NOT metadata.x < 3", "NOT metadata.x < 3": "metadata.x < 3",
		"is_reviewed = false": "is_reviewed = true", "metadata.up = true": "metadata.up <!=> true",
		"comment IS NULL": "comment IS NOT NULL", "is_root IS TRUE": "is_root IS NOT TRUE",
		"tags INCLUDES 'a'": "tags NOT INCLUDES 'a'", "type NOT IN ('a')": "type IN ('a')", "duration BETWEEN 1 AND 2": "duration NOT BETWEEN 1 AND 2",
		"name LIKE 'a%'": "name NOT LIKE 'a%'", "input NOT MATCH 'a'": "input MATCH 'a'",
		"is_reviewed": "NOT is_reviewed", "name = 'a' OR type = 'b'": "NOT (name = 'a' OR type = 'b')",
		"ANY_SPAN(is_root)": "NOT ANY_SPAN(is_root)", "NOT search('x')": "search('x')",
	} {
		e, err := Parse(in)
		require.NoError(t, err)
		require.Equal(t, want, Format(Negate(e)))
		require.Equal(t, in, Format(e), "the condition itself stays")
		if op := map[string]bool{"name != 'a'": true, "name <=> 'a'": true}; !op[in] {
			require.Equal(t, in, Format(Negate(Negate(e))), "twice is not at all")
		}
	}
}

func TestNegativeConditions(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"name = 'a'": false, "name <!=> 'a'": true, "NOT is_root": true, "tags NOT INCLUDES 'a'": true, "comment IS NOT NULL": false, "duration < 1": false,
	} {
		e, err := Parse(in)
		require.NoError(t, err)
		require.Equal(t, want, Negative(e), in)
	}
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	only := Equal(At("metadata", "x"), "y")
	for in, want := range map[string]string{
		"":                                   "metadata.x = 'y'",
		"name = 'a'":                         "name = 'a' AND metadata.x = 'y'",
		"metadata.x = 'y' AND name = 'a'":    "metadata.x = 'y' AND name = 'a'",
		"metadata.x <!=> 'y' AND name = 'a'": "name = 'a' AND metadata.x = 'y'",
		"metadata.x <!=> 'y'":                "metadata.x = 'y'",
		"metadata.x <!=> 'z' OR name = 'a'":  "(metadata.x <!=> 'z' OR name = 'a') AND metadata.x = 'y'",
	} {
		e, err := Parse(in)
		require.NoError(t, err)
		require.Equal(t, want, Format(Narrow(e, only)))
	}
}
