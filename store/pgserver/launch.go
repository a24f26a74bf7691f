package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// logLimit is the size in bytes at which a start puts the log aside, keeping one older.
	logLimit = 8 << 20
	// abandonAfter is how long after SIGQUIT a server may take to end.
	abandonAfter = 10 * time.Second
	// memoryWait is how long the backends of a killed server may hold on to its shared memory. They notice its
	// end within their current statement.
	memoryWait = 10 * time.Second
)

// errMemoryInUse says that backends of a killed server are still there.
var errMemoryInUse = errors.New("backends of a killed server are still running")

// launch starts the server and waits until it answers, however long its recovery takes within the context.
func launch(ctx context.Context, c Config, inst installation, as account, socketDir string, lz4 bool) (postmaster, error) {
	args := []string{"-D", c.cluster()}
	settings := c.settings(socketDir, lz4)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	if err := clearStale(c.cluster(), socketDir); err != nil {
		return postmaster{}, err
	}
	deadline := time.Now().Add(memoryWait)
	for {
		p, err := launchOnce(ctx, c, inst, as, args)
		if !errors.Is(err, errMemoryInUse) || time.Now().After(deadline) {
			return p, err
		}
	}
}

func launchOnce(ctx context.Context, c Config, inst installation, as account, args []string) (postmaster, error) {
	log, err := openLog(c.logFile(), as)
	if err != nil {
		return postmaster{}, err
	}
	defer func() { _ = log.Close() }()
	from, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return postmaster{}, fmt.Errorf("read the log of Postgres: %w", err)
	}
	// Not bound to the context, which is the one of the start: the server outlives it, and perhaps this process,
	// if another process uses it too.
	cmd := as.command(context.WithoutCancel(ctx), inst.program("postgres"), args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return postmaster{}, fmt.Errorf("start Postgres: %w", err)
	}
	pid := cmd.Process.Pid
	_ = cmd.Process.Release() // reap waits for it, without a goroutine for life

	var p postmaster
	err = poll(ctx, func() (bool, error) {
		if reap(pid) {
			return false, startFailure(log, from)
		}
		var unread error
		p, unread = readPostmaster(c.cluster())
		return unread == nil && p.pid == pid && p.status == "ready", nil
	})
	if err == nil {
		return p, nil
	}
	if ctx.Err() != nil { // it runs and nobody will use it
		ended := postmaster{pid: pid, cluster: c.cluster()}
		err = errors.Join(err, ended.stop(ctx))
	}
	return postmaster{}, fmt.Errorf("start Postgres: %w", err)
}

// startFailure tells why a server ended before it answered, in its own words.
func startFailure(log *os.File, from int64) error {
	text, err := io.ReadAll(io.NewSectionReader(log, from, logLimit))
	if err != nil {
		return fmt.Errorf("it ended at once, and its log cannot be read: %w", err)
	}
	if strings.Contains(string(text), "is still in use") {
		return errMemoryInUse
	}
	return fmt.Errorf("it ended at once (%s): %s", log.Name(), lastLines(text))
}

// openLog opens the log of the server for appending. The folder belongs to the account, so a link in the log's
// place is not followed.
func openLog(name string, as account) (*os.File, error) {
	if info, err := os.Stat(name); err == nil && info.Size() > logLimit {
		if err := os.Rename(name, name+".1"); err != nil {
			return nil, fmt.Errorf("put the log of Postgres aside: %w", err)
		}
	}
	log, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log of Postgres: %w", err)
	}
	if err := as.own(name); err != nil {
		_ = log.Close()
		return nil, fmt.Errorf("hand the log of Postgres to %s: %w", as.name, err)
	}
	return log, nil
}
