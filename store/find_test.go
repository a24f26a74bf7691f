package store_test

import (
	"encoding/json"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestSpellingsAreHowWordsStandInJSON(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"order 7"}, store.Spellings("order 7"))
	require.ElementsMatch(t, []string{`say "hi"`, `say \"hi\"`}, store.Spellings(`say "hi"`))
	require.ElementsMatch(t, []string{"你好", `\u4f60\u597d`}, store.Spellings("你好"))
	for _, words := range []string{"a<b>&", "𝄞 clef", "line\nend", `back\slash`} {
		read := map[string]bool{}
		for _, s := range store.Spellings(words) {
			var back string
			if json.Unmarshal([]byte(`"`+s+`"`), &back) == nil {
				read[back] = true
			}
		}
		require.True(t, read[words], words)
	}
}
