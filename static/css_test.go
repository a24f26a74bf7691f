package static

import (
	"bufio"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAClassIsStyledInOnePlace: two parts of the product that choose the same word for different things would style each other,
// on pages that nobody looks at while writing. A class alone begins one rule only; what changes it in a place names the place.
func TestAClassIsStyledInOnePlace(t *testing.T) {
	t.Parallel()
	alone := regexp.MustCompile(`^  (\.[a-z0-9-]+) \{`) // two spaces: in a layer, in no condition
	seen := map[string]string{}
	var names []string
	require.NoError(t, fs.WalkDir(embedded, "css", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	}))
	require.NotEmpty(t, names)
	for _, name := range names {
		text, err := fs.ReadFile(embedded, name)
		require.NoError(t, err)
		lines := bufio.NewScanner(strings.NewReader(string(text)))
		for lines.Scan() {
			if m := alone.FindStringSubmatch(lines.Text()); m != nil {
				require.Empty(t, seen[m[1]], "%s is styled in %s and again in %s", m[1], seen[m[1]], name)
				seen[m[1]] = name
			}
		}
	}
	require.NotEmpty(t, seen)
}

func TestEveryPartOfAStyleSheetIsInIt(t *testing.T) {
	t.Parallel()
	for whole, names := range parts {
		folder := strings.TrimSuffix(whole, ".css")
		files, err := fs.Glob(embedded, folder+"/*.css")
		require.NoError(t, err)
		var want []string
		for _, name := range names {
			want = append(want, folder+"/"+name+".css")
		}
		require.ElementsMatch(t, want, files)
	}
}
