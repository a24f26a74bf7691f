package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// dataVersion is the major version that made the cluster, 0 if there is none yet.
func dataVersion(cluster string) (int, error) {
	text, err := os.ReadFile(filepath.Join(cluster, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := os.ReadDir(cluster); err == nil && len(entries) > 0 {
			return 0, fmt.Errorf("%s holds files but no database: move them away", cluster)
		}
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of the database: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("read the version of the database in %s: %w", cluster, err)
	}
	return major, nil
}

// create makes the cluster with its one database. It is made under another name and takes its place when it is
// whole, so a create that was killed leaves nothing that looks like data.
func create(ctx context.Context, c Config, inst installation, as account) error {
	partial := c.cluster() + ".partial"
	if err := os.RemoveAll(partial); err != nil { // of a create that was killed; never a cluster in use
		return fmt.Errorf("remove the remains of an interrupted create: %w", err)
	}
	args := []string{"-D", partial, "-U", User, "-A", "trust", "--no-locale", "-E", "UTF8"}
	if c.Fast {
		args = append(args, "--no-sync")
	}
	if out, err := as.command(ctx, inst.program("initdb"), args...).CombinedOutput(); err != nil {
		return fmt.Errorf("create the database in %s: %w: %s", c.cluster(), err, lastLines(out))
	}
	// Single-user mode needs neither a running server nor a client program, and the fetched package has none.
	single := as.command(ctx, inst.program("postgres"), "--single", "-D", partial,
		"-c", "exit_on_error=on", "-c", "log_min_messages=error", "postgres")
	single.Stdin = strings.NewReader("CREATE DATABASE " + Database + "\n")
	if out, err := single.CombinedOutput(); err != nil {
		return fmt.Errorf("create the database in %s: %w: %s", c.cluster(), err, lastLines(out))
	}
	if err := os.Remove(c.cluster()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make room for the database: %w", err) // only ever removes an empty folder
	}
	if err := os.Rename(partial, c.cluster()); err != nil {
		return fmt.Errorf("move the new database into place: %w", err)
	}
	return nil
}

// settings are the ones of every start, given on the command line: the configuration files of the cluster stay as
// initdb wrote them, so there is nothing to migrate. Sizes suit a machine of 2 cores that is shared with the program
// itself.
func (c Config) settings(socketDir string, lz4 bool) map[string]string {
	buffers, cache := shares(memory(os.DirFS("/")))
	s := map[string]string{
		"listen_addresses":                "",
		"unix_socket_directories":         `"` + strings.ReplaceAll(socketDir, `"`, `""`) + `"`,
		"unix_socket_permissions":         "0700",
		"port":                            strconv.Itoa(port),
		"max_connections":                 "60",
		"shared_buffers":                  buffers,
		"effective_cache_size":            cache,
		"work_mem":                        "16MB",
		"maintenance_work_mem":            "256MB",
		"max_wal_size":                    "2GB",
		"random_page_cost":                "1.1", // solid-state disks
		"jit":                             "off", // compiling a plan takes longer than our queries
		"max_parallel_workers_per_gather": "0",   // two cores are better spent on two people
		"default_toast_compression":       "pglz",
		"wal_compression":                 "on",
		"timezone":                        "UTC",
		"log_timezone":                    "UTC",
		"logging_collector":               "off",
		"cluster_name":                    "assay",
	}
	if lz4 {
		s["default_toast_compression"], s["wal_compression"] = "lz4", "lz4"
	}
	if c.Fast {
		s["fsync"], s["synchronous_commit"], s["full_page_writes"] = "off", "off", "off"
		s["wal_level"], s["max_wal_senders"], s["wal_compression"] = "minimal", "0", "off"
	}
	for name, value := range c.Settings {
		s[name] = value
	}
	return s
}

// lastLines is the end of a program's output, on one line, for an error message.
func lastLines(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) > 4 {
		lines = lines[len(lines)-4:]
	}
	return strings.Join(lines, "; ")
}
