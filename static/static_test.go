package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// budget is the most script and style a page may bring over the wire, in bytes.
const budget = 60 << 10

func get(t *testing.T, method, url, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(b)
}

func TestPath(t *testing.T) {
	t.Parallel()
	require.Regexp(t, regexp.MustCompile(`^/static/css/content\.[0-9a-f]{8}\.css$`), Path("css/content.css"))
	require.Contains(t, Path("vendor/htmx-4.0.1.min.js"), "/static/vendor/htmx-4.0.1.min.")
	require.Panics(t, func() { Path("css/missing.css") })
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	url := func(content string) string {
		lib, err := load(fstest.MapFS{"css/a.css": {Data: []byte(content)}}, nil)
		require.NoError(t, err)
		return lib.byName["css/a.css"].url
	}
	require.Equal(t, url("a{}"), url("a{}"), "the same bytes have the same address")
	require.NotEqual(t, url("a{}"), url("b{}"), "other bytes have another address")
}

func TestHandler(t *testing.T) {
	t.Parallel()
	t.Run("every file is served at its address, plain and compressed alike", func(t *testing.T) {
		t.Parallel()
		for _, name := range Files() {
			plain := get(t, http.MethodGet, Path(name), "")
			require.Equal(t, http.StatusOK, plain.StatusCode, name)
			require.Empty(t, plain.Header.Get("Content-Encoding"), name)
			require.Equal(t, "nosniff", plain.Header.Get("X-Content-Type-Options"), name)
			require.Equal(t, "public, max-age=31536000, immutable", plain.Header.Get("Cache-Control"), name)

			packed := get(t, http.MethodGet, Path(name), "br, gzip;q=0.8")
			if packed.Header.Get("Content-Encoding") != "gzip" {
				continue // too small to gain
			}
			require.Equal(t, "Accept-Encoding", packed.Header.Get("Vary"), name)
			zr, err := gzip.NewReader(packed.Body)
			require.NoError(t, err, name)
			unpacked, err := io.ReadAll(zr)
			require.NoError(t, err, name)
			require.Equal(t, body(t, plain), string(unpacked), name)
		}
	})
	t.Run("types are those browsers run under nosniff", func(t *testing.T) {
		t.Parallel()
		css := get(t, http.MethodGet, Path("css/content.css"), "")
		require.Equal(t, "text/css; charset=utf-8", css.Header.Get("Content-Type"))
		js := get(t, http.MethodGet, Path("vendor/htmx-4.0.1.min.js"), "")
		require.Equal(t, "text/javascript; charset=utf-8", js.Header.Get("Content-Type"))
	})
	t.Run("a wrong, missing or foreign address is not found and not kept", func(t *testing.T) {
		t.Parallel()
		for _, url := range []string{
			"/static/css/content.00000000.css", "/static/css/content.css", "/static/", "/static/css/",
			"/static/../static.go", "/static/static.go", Path("css/content.css") + "/",
		} {
			res := get(t, http.MethodGet, url, "")
			require.Equal(t, http.StatusNotFound, res.StatusCode, url)
			require.Equal(t, "no-store", res.Header.Get("Cache-Control"), url)
		}
	})
	t.Run("HEAD answers without a body and POST is refused", func(t *testing.T) {
		t.Parallel()
		head := get(t, http.MethodHead, Path("css/content.css"), "gzip")
		require.Equal(t, http.StatusOK, head.StatusCode)
		require.NotEmpty(t, head.Header.Get("Content-Length"))
		require.Empty(t, body(t, head))
		require.Equal(t, http.StatusMethodNotAllowed, get(t, http.MethodPost, Path("css/content.css"), "").StatusCode)
	})
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br": false, "br, gzip": true, "gzip;q=0": false, "gzip; q=0.5": true,
		"*": true, "*;q=0": false, "*;q=0, gzip": true, "*, gzip;q=0": false, "gzip;q=x": false, "identity": false,
	} {
		require.Equal(t, want, acceptsGzip([]string{header}), "Accept-Encoding: %s", header)
	}
}

// ofSomePages are loaded by a page or two each, and never all together: the crawler weighs every page with what it loads.
var ofSomePages = []string{"css/dataset_file.css", "css/explore.css", "css/nearest.css", "css/schema.css", "css/trends.css", "js/chart.js"}

func TestWeightOverTheWire(t *testing.T) {
	t.Parallel()
	total := 0
	for _, name := range Files() {
		ext := path.Ext(name)
		if ext != ".css" && ext != ".js" || strings.HasPrefix(name, "vendor/uplot") || slices.Contains(ofSomePages, name) {
			continue
		}
		a := assets().byName[name]
		size := len(a.plain)
		if a.gzipped != nil {
			size = len(a.gzipped)
		}
		total += size
		t.Logf("%6d bytes  %s", size, name)
	}
	// No page has all of it: each is held to the budget by package web. This keeps the sum of what one meets in a day in sight.
	require.Less(t, total, budget*4/3, "all script and style together, gzipped")
}

func TestVendoredFilesNameTheirLicence(t *testing.T) {
	t.Parallel()
	for _, name := range Files() {
		if !strings.HasPrefix(name, "vendor/") {
			continue
		}
		first, _, _ := strings.Cut(string(assets().byName[name].plain), "\n")
		require.Regexp(t, `(?i)licen[cs]e`, first, "%s begins with a line that names its licence", name)
	}
}
