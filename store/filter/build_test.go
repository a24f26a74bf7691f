package filter

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClickedConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expr Expr
		want string
	}{
		{Equal(At("metadata", "x"), "y"), "metadata.x = 'y'"},
		{Equal(At("metadata", "a b", 0, "c"), true), `metadata."a b"[0].c = true`},
		{Equal(At("metadata", "x"), json.Number("12345678901234567890")), "metadata.x = 12345678901234567890"},
		{Equal(At("metadata", "x"), 1.5), "metadata.x = 1.5"},
		{Equal(At("metadata", "x"), math.NaN()), "metadata.x = NULL"},
		{Equal(At("metadata", "x"), nil), "metadata.x IS NULL"},
		{Equal(At("tags"), "a'b"), "tags INCLUDES 'a''b'"},
		{Equal(At("scores", "user", "rating"), 1), "scores.user.rating = 1"},
		{Equal(At("scores", "user"), 1), "scores.user = 1"},
		{Exclude(At("metadata", "x"), "y"), "metadata.x <!=> 'y'"},
		{Exclude(At("dataset"), "y"), "dataset NOT INCLUDES 'y'"},
		{Exclude(At("name"), nil), "name IS NOT NULL"},
		{And(nil, nil), ""},
		{And(nil, At("is_root")), "is_root"},
	}
	for _, tt := range tests {
		got := Format(tt.expr)
		require.Equal(t, tt.want, got)
		again, err := Parse(got)
		require.NoError(t, err)
		require.Equal(t, got, Format(again))
	}
}

func TestAppendAndRemove(t *testing.T) {
	t.Parallel()
	add := Equal(At("metadata", "x"), "y")
	for in, want := range map[string]string{
		"":                          "metadata.x = 'y'",
		"WHERE name = 'a'":          "name = 'a' AND metadata.x = 'y'",
		"name = 'a' or name = 'b'":  "(name = 'a' OR name = 'b') AND metadata.x = 'y'",
		"name = 'a' ? true : false": "(name = 'a' ? true : false) AND metadata.x = 'y'",
		"metadata.x=\"y\"":          "metadata.x = 'y'",
	} {
		got, err := Append(in, add)
		require.NoError(t, err)
		require.Equal(t, want, got, in)
	}
	_, err := Append("name =", add)
	require.Error(t, err)

	for in, want := range map[string]string{
		"metadata.x = 'y'":                "",
		"name = 'a' AND metadata.x = 'y'": "name = 'a'",
		"name = 'a' OR metadata.x = 'y'":  "name = 'a' OR metadata.x = 'y'",
	} {
		got, err := Remove(in, add)
		require.NoError(t, err)
		require.Equal(t, want, got, in)
	}
}
