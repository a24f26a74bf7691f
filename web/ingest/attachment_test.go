package ingest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

const fileKey = "38fbeba8-059b-4f90-b952-5f8a763c4763"

func (s *logServer) logFile(name, kind string) {
	s.t.Helper()
	s.logs(`{"id":"f","input":{"files":[{"deep":{"type":"braintrust_attachment","filename":"` + name + `","content_type":"` + kind + `","key":"` + fileKey + `"}}]}}`)
}

// register asks where to put the bytes of the file.
func (s *logServer) register() string {
	s.t.Helper()
	out := s.post("/attachment", `{"key":"`+fileKey+`","filename":"bild 1.png","content_type":"image/png","org_id":"x"}`)
	require.Equal(s.t, 200, out.status, out.text)
	require.Equal(s.t, map[string]any{"Content-Type": "image/png"}, out.json["headers"])
	return out.json["signedUrl"].(string)
}

func (s *logServer) downloadURL() string {
	s.t.Helper()
	out := s.do(http.MethodGet, s.url+"/attachment?key="+fileKey+"&filename=bild+1.png&content_type=image%2Fpng&org_id=x", "")
	require.Equal(s.t, 200, out.status, out.text)
	return out.json["downloadUrl"].(string)
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logFile("bild 1.png", "image/png")
	bytes := strings.Repeat("\x89PNG\x00\xff", 600_000) // more than one part
	put := s.register()
	require.True(t, strings.HasPrefix(put, s.url+"/attachment/object/"))
	status := func() any {
		out := s.do(http.MethodGet, s.url+"/attachment?key="+fileKey, "")
		return out.json["status"].(map[string]any)["upload_status"]
	}
	require.Equal(t, "uploading", status())
	require.Equal(t, 404, s.do(http.MethodGet, s.downloadURL(), "", "Authorization", "").status)

	require.Equal(t, 200, s.do(http.MethodPut, put, bytes, "Authorization", "", "Content-Type", "image/png").status)
	require.Equal(t, 200, s.post("/attachment/status", `{"key":"`+fileKey+`","org_id":"x","status":{"upload_status":"done"}}`).status)
	require.Equal(t, "done", status())

	out := s.do(http.MethodGet, s.downloadURL(), "", "Authorization", "")
	require.Equal(t, 200, out.status)
	require.Equal(t, bytes, out.text)
	require.Equal(t, "image/png", out.header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="bild 1.png"`, out.header.Get("Content-Disposition"))
	require.Equal(t, "nosniff", out.header.Get("X-Content-Type-Options"))
	require.Contains(t, out.header.Get("Content-Security-Policy"), "sandbox")

	require.Equal(t, 409, s.do(http.MethodPut, put, "other", "Authorization", "").status, "bytes that are there stay")
	require.Equal(t, 200, s.post("/attachment/status", `{"key":"`+fileKey+`","status":{"upload_status":"error","error_message":"lost the answer"}}`).status)
	require.Equal(t, "done", status())
	require.Equal(t, bytes, s.do(http.MethodGet, s.downloadURL(), "", "Authorization", "").text)
}

func TestSignedAddresses(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logFile("a.bin", "application/octet-stream")
	put, get := s.register(), s.downloadURL()
	forged := put[:len(put)-4] + "AAAA"
	for name, answer := range map[string]reply{
		"a forged one":             s.do(http.MethodPut, forged, "x", "Authorization", ""),
		"one for reading to write": s.do(http.MethodPut, get, "x", "Authorization", ""),
		"one for writing to read":  s.do(http.MethodGet, put, "", "Authorization", ""),
		"none at all":              s.do(http.MethodGet, s.url+"/attachment/object/x", "", "Authorization", ""),
	} {
		require.Equal(t, 403, answer.status, name)
	}
	s.pass(2 * time.Hour)
	require.Equal(t, 403, s.do(http.MethodPut, put, "x", "Authorization", "").status, "it is over")
	require.Equal(t, 200, s.do(http.MethodPut, s.register(), "", "Authorization", "").status, "an empty file is a file")
	require.Equal(t, 200, s.do(http.MethodGet, s.downloadURL(), "", "Authorization", "").status)
}

func TestAttachmentsBelongToTheProjectOfTheirRow(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	ask := `{"key":"` + fileKey + `","filename":"a","content_type":"text/plain"}`
	require.Equal(t, 404, s.post("/attachment", ask).status, "no row refers to it")
	s.logFile("a", "text/plain")
	other, _, err := s.db.StartProject(t.Context(), "other")
	require.NoError(t, err)
	third, _, err := s.db.StartProject(t.Context(), "third")
	require.NoError(t, err)
	foreign := s.newKey(store.Key{Name: "foreign", Access: store.WriteAccess, Scoped: true, Projects: []store.ProjectID{other.ID, third.ID}})
	require.Equal(t, 404, s.do(http.MethodGet, s.url+"/attachment?key="+fileKey, "", "Authorization", "Bearer "+foreign).status)
	require.Equal(t, 404, s.post("/attachment", ask, "Authorization", "Bearer "+foreign).status)
	require.Equal(t, 400, s.post("/attachment", `{}`).status)
	require.Equal(t, 400, s.do(http.MethodGet, s.url+"/attachment?url=s3%3A%2F%2Fb%2Fk", "").status)
	require.Equal(t, 400, s.post("/attachment/status", `{"key":"`+fileKey+`","status":{"upload_status":"what"}}`).status)
	require.Equal(t, 200, s.post("/attachment/status", `{"key":"`+fileKey+`","status":{"upload_status":"error","error_message":"no net"}}`).status)
	out := s.do(http.MethodGet, s.url+"/attachment?key="+fileKey, "")
	require.Equal(t, map[string]any{"upload_status": "error", "error_message": "no net"}, out.json["status"])
}

func TestHostileAttachments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ filename, kind, wantType, wantName string }{
		"a page":            {"x.html", "text/html", "application/octet-stream", `attachment; filename=x.html`},
		"a picture of code": {"x.svg", "image/svg+xml", "application/octet-stream", `attachment; filename=x.svg`},
		"a path for a name": {"../../etc/passwd", "text/plain", "text/plain", `attachment; filename=passwd`},
		"a header":          {"a\\r\\nSet-Cookie: x\\\"", "nonsense\\r\\nX: y", "application/octet-stream", `attachment; filename="a__Set-Cookie_ x_"`},
		"no name":           {"", "", "application/octet-stream", `attachment; filename=attachment`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLogServer(t)
			s.logFile(test.filename, test.kind)
			require.Equal(t, 200, s.do(http.MethodPut, s.register(), "<script>", "Authorization", "").status)
			out := s.do(http.MethodGet, s.downloadURL(), "", "Authorization", "")
			require.Equal(t, 200, out.status)
			require.Equal(t, test.wantType, out.header.Get("Content-Type"))
			require.Equal(t, test.wantName, out.header.Get("Content-Disposition"))
			require.Empty(t, out.header.Get("Set-Cookie"))
		})
	}
}
