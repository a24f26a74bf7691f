// Package viewtest holds pages to how they looked when somebody last said that they look right, and to what every page has to be.
// It is for tests.
package viewtest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fingerprint is the part of an asset's address that changes with its content.
var fingerprint = regexp.MustCompile(`\.[0-9a-f]{8}\.(css|js|svg)`)

// Rendered is a component as a browser gets it.
func Rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, c.Render(t.Context(), &b))
	return b.String()
}

// Pages checks each page, by its name: that it is as testdata/<name>.html has it, that it carries no markup but its own, and that
// its headings, ids and labels are in order. Pages are made of texts that would be seen if they were not escaped: <i> and <b>.
func Pages(t *testing.T, pages map[string]templ.Component) {
	t.Helper()
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := Rendered(t, page)
			asBefore(t, name, text)
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
			require.NoError(t, err)
			noForeignMarkup(t, doc)
			inOrder(t, doc)
		})
	}
}

func asBefore(t *testing.T, name, text string) {
	t.Helper()
	got := strings.ReplaceAll(fingerprint.ReplaceAllString(text, ".HASH.$1"), "><", ">\n<") + "\n"
	file := filepath.Join("testdata", name+".html")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "`make golden` writes it")
	require.Equal(t, string(want), got, "`make golden` accepts the change")
}

func noForeignMarkup(t *testing.T, doc *goquery.Document) {
	t.Helper()
	require.Zero(t, doc.Find("script:not([src]), [style], iframe, object, i, b").Length())
	for _, n := range doc.Find("*").Nodes {
		for _, a := range n.Attr {
			require.False(t, strings.HasPrefix(a.Key, "on"), "%s has %s", n.Data, a.Key)
		}
	}
}

func inOrder(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("template").Remove() // inert until it replaces the item it repeats
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		require.False(t, seen[id], "id %q twice", id)
		seen[id] = true
	})
	require.Equal(t, 1, doc.Find("h1").Length())
	doc.Find("label[for]").Each(func(_ int, s *goquery.Selection) {
		require.True(t, seen[s.AttrOr("for", "")], "label for %q", s.AttrOr("for", ""))
	})
}
