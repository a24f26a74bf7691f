package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// file logs a row of the demo project with a file, whose bytes it puts too, and returns the address of the file's page.
func (a *app) file(key, filename, kind, content string) string {
	a.t.Helper()
	a.attached(a.key(store.WriteAccess, a.project.ID), a.project.UID, key, filename, kind, content)
	return "/p/demo/attachments/" + url.PathEscape(key)
}

func TestFilesAreSentSafely(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	for kind, shown := range map[string]bool{
		"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "audio/mpeg": true, "video/mp4": true, "IMAGE/PNG; x=y": true,
		"image/svg+xml": false, "text/html": false, "application/xhtml+xml": false, "text/javascript": false, "application/pdf": false, "text/plain": false,
		"text/css": false, "application/json": false, "": false, "nonsense": false, "image/png, text/html": false, "image/x-anything": false,
	} {
		r := c.get(a.file("key of "+kind, "../../a<b>.html", kind, "<script>alert(1)</script>"))
		require.Equal(t, http.StatusOK, r.status, kind)
		require.Equal(t, "<script>alert(1)</script>", r.body)
		use, _, _ := strings.Cut(r.header.Get("Content-Disposition"), ";")
		require.Equal(t, map[bool]string{true: "inline", false: "attachment"}[shown], use, kind)
		require.Contains(t, r.header.Get("Content-Disposition"), "a_b_.html", "the name without what a path or markup could be made of")
		require.Equal(t, "nosniff", r.header.Get("X-Content-Type-Options"))
		policy := r.header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'")
		require.Contains(t, policy, "sandbox")
		require.NotContains(t, policy, "script-src")
		require.Equal(t, "same-origin", r.header.Get("Cross-Origin-Resource-Policy"))
		if shown {
			require.Regexp(t, `^(image|audio|video)/[a-z0-9]+$`, r.header.Get("Content-Type"))
		}
		for _, active := range []string{"html", "svg", "xml", "javascript", "pdf"} {
			require.NotContains(t, r.header.Get("Content-Type"), active)
		}
	}
}

func TestFilesAreSentInParts(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	content := strings.Repeat("0123456789", 250_000) // two parts and a half
	path := a.file("film", "f.mp4", "video/mp4", content)
	whole := c.get(path)
	require.Equal(t, content, whole.body)
	require.Equal(t, "2500000", whole.header.Get("Content-Length"))
	ask := func(header, value string) result {
		r := c.request(http.MethodGet, path, nil)
		r.Header.Set(header, value)
		r.Header.Set("Accept-Encoding", "gzip")
		return c.do(r)
	}
	for wanted, want := range map[string]struct {
		status  int
		content string
	}{
		"bytes=0-9":             {206, content[:10]},
		"bytes=1048570-1048585": {206, content[1048570:1048586]}, // across two parts
		"bytes=2097152-":        {206, content[2097152:]},
		"bytes=-5":              {206, content[len(content)-5:]},
		"bytes=3000000-":        {416, ""},
	} {
		part := ask("Range", wanted)
		require.Equal(t, want.status, part.status, wanted)
		require.Empty(t, part.header.Get("Content-Encoding"))
		if want.status == http.StatusPartialContent {
			require.Equal(t, want.content, part.body, wanted)
		}
	}
	require.NotEmpty(t, whole.header.Get("Etag"))
	again := ask("If-None-Match", whole.header.Get("Etag"))
	require.Equal(t, http.StatusNotModified, again.status)
	require.Empty(t, again.body)
	require.Equal(t, "private, no-cache", whole.header.Get("Cache-Control"))
	require.Equal(t, http.StatusOK, c.get(a.file("empty", "e.png", "image/png", "")).status)
}

func TestFilesBelongToTheirProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	path := a.file("secret", "s.png", "image/png", "bytes")
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	require.NoError(t, a.db.SetMember(t.Context(), other.ID, a.people[store.Viewer].ID, store.Viewer))
	c := a.as(store.Viewer)
	require.Equal(t, http.StatusOK, c.get(path).status)
	require.Equal(t, http.StatusNotFound, c.get(strings.Replace(path, "demo", "other", 1)).status)
	require.Equal(t, http.StatusSeeOther, a.anonymous().get(path).status)
	require.Equal(t, http.StatusUnauthorized, a.call("", http.MethodGet, "/attachment?key=secret", nil).status)

	a.logs(a.key(store.WriteAccess, a.project.ID), a.project.UID, `{"id":"w","input":{"type":"braintrust_attachment","key":"waits","filename":"w.png","content_type":"image/png"}}`)
	require.Equal(t, http.StatusNotFound, c.get("/p/demo/attachments/waits").status, "its bytes have not come")
}

func TestATraceShowsItsFiles(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	key := `k/../"><img src=x>?a=b#c`
	a.file(key, `"><script>alert(1)</script>.png`, "image/png", "png")
	c := a.as(store.Viewer)
	for _, page := range []string{"/p/demo/t/" + string(store.TraceKey("row of "+key)), "/p/demo/logs?trace=" + string(store.TraceKey("row of "+key)), "/p/demo/t/" + string(store.TraceKey("row of "+key)) + "?format=json"} {
		r := c.get(page)
		require.Equal(t, http.StatusOK, r.status)
		shown := r.doc.Find(".content img")
		require.Equal(t, 1, shown.Length(), page)
		address := shown.AttrOr("src", "")
		require.Equal(t, "/p/demo/attachments/"+url.PathEscape(key), address)
		require.Equal(t, address, r.doc.Find("a.file-name").AttrOr("href", ""))
		require.Equal(t, `"><script>alert(1)</script>.png`, r.text("a.file-name"))
		require.Zero(t, r.doc.Find(".content script").Length())
		require.Equal(t, "png", c.get(address).body)
		require.Contains(t, r.header.Get("Content-Security-Policy"), "img-src 'self' data:; media-src 'self'")
	}
	a.logs(a.key(store.WriteAccess, a.project.ID), a.project.UID, `{"id":"later","input":{"type":"braintrust_attachment","key":"not yet","filename":"w.png","content_type":"image/png"}}`)
	waiting := c.get("/p/demo/t/" + string(store.TraceKey("later")))
	require.Zero(t, waiting.doc.Find(".content img, .content a").Length(), "nothing to load yet")
	require.Contains(t, waiting.text(".content"), "not yet")
	raw := c.get("/p/demo/t/" + string(store.TraceKey("row of "+key)) + "?format=raw")
	require.Zero(t, raw.doc.Find(".content img").Length(), "the exact text")
}
