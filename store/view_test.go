package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Low ratings, this week": "low-ratings-this-week", "  --x--  ": "x", "": "view", "!!!": "view", "All": "view", "日本語 ビュー": "日本語-ビュー",
		"a/b?c#d": "a-b-c-d", strings.Repeat("ab ", 40): strings.Repeat("ab-", 20),
	} {
		require.Equal(t, strings.TrimSuffix(want, "-"), strings.TrimSuffix(Slug(name), "-"), name)
	}
}
