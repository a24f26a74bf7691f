package store_test

import (
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestParseTags(t *testing.T) {
	t.Parallel()
	tags, err := store.ParseTags(" edge case ,x,, x,\n  Übung\u00a01")
	require.NoError(t, err)
	require.Equal(t, []string{"edge case", "x", "Übung 1"}, tags)
	for _, text := range []string{"", " , ", strings.Repeat("x", 201), manyTags(21)} {
		_, err := store.ParseTags(text)
		require.Error(t, err)
	}
}

func manyTags(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("," + string(rune('A'+i)))
	}
	return b.String()
}
