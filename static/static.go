package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed css img js vendor
var embedded embed.FS

// prefix is where the pages find the assets; the handler must be mounted there.
const prefix = "/static/"

// fingerprintLen is the number of hexadecimal digits of the SHA-256 that go into an address. Thirty-two bits tell two
// releases of one file apart, which is all they are for.
const fingerprintLen = 8

// parts are what the style sheet of every page is put together from, so that a page asks for one file and a reader opens a small
// one. The order is that of the cascade: what stands later wins.
var parts = map[string][]string{
	"css/app.css": {"base", "layout", "parts", "filter", "logs", "trace", "figures", "review", "settings"},
}

// asset is one file, ready to be sent.
type asset struct {
	url         string
	contentType string
	plain       []byte
	gzipped     []byte // nil where compression saves nothing
}

// library is all assets, by name as in the source tree and by address.
type library struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

// assets reads the embedded files once, on first use.
var assets = sync.OnceValue(func() library {
	lib, err := load(embedded, parts)
	if err != nil {
		// The files are part of the program, so this is a broken build and not a condition to handle.
		panic(err)
	}
	return lib
})

// load reads, fingerprints and compresses every file of fsys, and joins those that are parts.
func load(fsys fs.FS, parts map[string][]string) (library, error) {
	lib := library{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, isWhole := parts[name+".css"]; isWhole {
				return fs.SkipDir
			}
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return lib.add(name, data)
	})
	if err != nil {
		return library{}, fmt.Errorf("read static files: %w", err)
	}
	for name := range parts {
		data, err := join(fsys, name, parts[name])
		if err == nil {
			err = lib.add(name, data)
		}
		if err != nil {
			return library{}, fmt.Errorf("join %s: %w", name, err)
		}
	}
	return lib, nil
}

func (l library) add(name string, data []byte) error {
	a, err := newAsset(name, data)
	if err != nil {
		return err
	}
	l.byName[name], l.byURL[a.url] = a, a
	return nil
}

// join reads the parts of a file, which are in the folder of its name without the extension.
func join(fsys fs.FS, name string, parts []string) ([]byte, error) {
	var whole []byte
	ext := path.Ext(name)
	for _, part := range parts {
		data, err := fs.ReadFile(fsys, path.Join(strings.TrimSuffix(name, ext), part+ext))
		if err != nil {
			return nil, err
		}
		whole = append(whole, data...)
	}
	return whole, nil
}

func newAsset(name string, data []byte) (*asset, error) {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	a := &asset{
		url:         prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:fingerprintLen] + ext,
		contentType: contentType(ext),
		plain:       data,
	}
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zw.Write(data); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	if buf.Len() < len(data) {
		a.gzipped = buf.Bytes()
	}
	return a, nil
}

// contentType names the two types that matter itself, because the system's table may say something else and nosniff
// makes browsers refuse a script of the wrong type.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Path returns the address of an asset, such as "/static/css/app.3f9c2a1b.css" for "css/app.css". It panics on a name
// that is not embedded: names are written in the source, so that is a mistake every test of the page meets.
func Path(name string) string {
	a, ok := assets().byName[name]
	if !ok {
		panic(fmt.Sprintf("static: no asset named %q", name))
	}
	return a.url
}

// Files returns the names of all assets, sorted, in the form Path takes.
func Files() []string {
	lib := assets()
	names := make([]string, 0, len(lib.byName))
	for name := range lib.byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Handler serves the assets under the addresses that Path gives; mount it at /static/. An address whose fingerprint is
// not that of the embedded bytes is not found, so a proxy never keeps old content under a new address. Answers are
// compressed already: middleware that compresses must leave them alone.
func Handler() http.Handler {
	return http.HandlerFunc(serve)
}

func serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "Assets can only be read.", http.StatusMethodNotAllowed)
		return
	}
	a, ok := assets().byURL[r.URL.Path]
	if !ok {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "There is nothing here.", http.StatusNotFound)
		return
	}
	body := a.plain
	if a.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Values("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = a.gzipped
		}
	}
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a reader that went away is nobody's failure
}

// acceptsGzip reads Accept-Encoding as RFC 9110 section 12.5.3 describes it, for the one coding we have: gzip by name
// or by "*", unless its weight is zero.
func acceptsGzip(headers []string) bool {
	accepted := false
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "x-gzip" && coding != "*" {
			continue
		}
		ok := true
		if q, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); found {
			weight, err := strconv.ParseFloat(q, 64)
			ok = err == nil && weight > 0
		}
		if coding != "*" {
			return ok // a name outranks the wildcard
		}
		accepted = ok
	}
	return accepted
}
