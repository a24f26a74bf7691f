package content

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStretchesAreTheTextAndEndWithItsLines(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":           "",
		"a word":            "parcel",
		"one endless line":  strings.Repeat("parcel ", 5000),
		"many lines":        strings.Repeat("Where is my parcel?\n", 5000),
		"lines of all ends": strings.Repeat("Where\r\nis\n\nmy 包裹?\r", 3000),
		"ends with a break": strings.Repeat("x", 4*stretchBytes) + "\n",
	} {
		pieces := stretches(text)
		require.Equal(t, text, strings.Join(pieces, ""), name)
		for _, p := range pieces[:len(pieces)-1] {
			require.True(t, strings.HasSuffix(p, "\n"), name)
			require.GreaterOrEqual(t, len(p), stretchBytes, name)
		}
	}
	require.Len(t, stretches(strings.Repeat("Where is my parcel?\n", 5000)), 49)
	require.Len(t, stretches(strings.Repeat("parcel ", 5000)), 1)
}
