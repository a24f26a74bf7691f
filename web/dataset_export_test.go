package web

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"testing"

	"assay/store"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

// fileName is what an answer is to be saved as.
func fileName(t *testing.T, r result) string {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.header.Get("Content-Disposition"))
	require.NoError(t, err)
	return params["filename"]
}

func TestEveryFormatOfADatasetHasAManifest(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 3)
	v := version(a.newest().Version)
	c := a.as(store.Curator)
	var links []string
	for _, a := range c.get(golden("?version=" + v)).doc.Find(".export-menu a").EachIter() {
		links = append(links, a.AttrOr("href", ""))
	}
	require.Len(t, links, 2*len(export.Formats))
	for i, format := range export.Formats {
		file, manifest := c.get(links[2*i]), c.get(links[2*i+1])
		require.Equal(t, http.StatusOK, file.status, format)
		require.NotEmpty(t, file.body)
		var m export.Manifest
		require.NoError(t, json.Unmarshal([]byte(manifest.body), &m), manifest.body)
		require.Equal(t, format, m.Format)
		require.Equal(t, "demo", m.Project)
		require.Equal(t, "golden", m.Dataset)
		require.Equal(t, v, m.Version)
		require.Equal(t, 3, m.Rows+m.LeftOut)
		require.EqualValues(t, len(file.body), m.Bytes)
		require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(file.body))), m.SHA256, format)
		require.NotEmpty(t, m.Schema)
		require.Equal(t, m.File, fileName(t, file))
		require.Equal(t, m.File+".manifest.json", fileName(t, manifest))
		require.Equal(t, manifest.body, c.get(links[2*i+1]).body)
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(links[2*i+1]).status)
	}
	require.Equal(t, http.StatusUnprocessableEntity, c.get(golden("/export?format=xlsx&manifest=1")).status)
	require.Zero(t, a.as(store.Viewer).get(golden("")).doc.Find(".export-menu").Length())
}
