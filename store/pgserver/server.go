package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// Server is a running private Postgres that this process uses. Its methods may be called from several goroutines.
type Server struct {
	// HasLZ4 tells whether the server compresses with lz4; new values are stored that way then, else with pglz.
	HasLZ4 bool
	// Version is Postgres's own, such as "15.13"; for an attached server only the major version.
	Version string
	// Attached tells that another process started the server.
	Attached bool

	config Config
	server postmaster

	mu    sync.Mutex
	users *os.File // locked for as long as this process uses the server; nil after Stop
}

// Start runs the Postgres of the data directory, creating it on first use, and returns when it answers. The
// server of a live process is refused with ErrRunning; that of a killed one is stopped and started anew. Other
// errors are ErrNoPostgres and *VersionError. The context bounds the start, not the life of the server.
func Start(ctx context.Context, c Config) (*Server, error) {
	return enter(ctx, c, func(used bool) (bool, error) {
		if used {
			return false, fmt.Errorf("%w: %s", ErrRunning, c.DataDir)
		}
		return true, nil
	})
}

// Attach joins the server that another live process runs on this data directory, and returns false if there is
// none. It waits for a start in progress, and starts the server again if it crashed under its users.
func Attach(ctx context.Context, c Config) (*Server, bool, error) {
	if _, err := os.Stat(c.DataDir); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	s, err := enter(ctx, c, func(used bool) (bool, error) { return used, nil })
	return s, s != nil, err
}

// Open joins the server of the data directory if a live process runs it, and starts it if not. Commands that need
// the database for a moment use it; whoever is the last to stop stops the server.
func Open(ctx context.Context, c Config) (*Server, error) {
	return enter(ctx, c, func(bool) (bool, error) { return true, nil })
}

// StopOrphan stops the server if no live process uses it, and returns false if one does. Nothing to stop is true.
func StopOrphan(ctx context.Context, c Config) (bool, error) {
	if _, err := os.Stat(c.DataDir); errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	used := false
	_, err := enter(ctx, c, func(u bool) (bool, error) {
		used = u
		if p, ok := running(c.cluster()); ok && !u {
			return false, p.stop(ctx)
		}
		return false, nil
	})
	return !used, err
}

// enter goes through the gate, lets decide (told whether live processes use the server) say whether to go on,
// and if so joins the server or starts it. It returns nil, nil if decide said no.
func enter(ctx context.Context, c Config, decide func(used bool) (bool, error)) (*Server, error) {
	c, err := c.resolve()
	if err != nil {
		return nil, err
	}
	as, err := accountFor(c.cluster())
	if err != nil {
		return nil, err
	}
	if err := as.makeDataDir(c.DataDir); err != nil {
		return nil, err
	}
	// One spelling of the path for everybody: a server is recognised by it.
	if c.DataDir, err = filepath.EvalSymlinks(c.DataDir); err != nil {
		return nil, fmt.Errorf("resolve the data directory: %w", err)
	}
	leave, err := enterGate(ctx, c.DataDir)
	if err != nil {
		return nil, err
	}
	defer leave()
	users, err := openLock(c.DataDir, "postgres.lock")
	if err != nil {
		return nil, err
	}
	s, err := enterLocked(ctx, c, as, users, decide)
	if s == nil || err != nil {
		return nil, errors.Join(err, unlock(users))
	}
	return s, nil
}

func enterLocked(ctx context.Context, c Config, as account, users *os.File, decide func(bool) (bool, error)) (*Server, error) {
	alone, err := tryLock(users, syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	if ok, err := decide(!alone); !ok || err != nil {
		return nil, err
	}
	if ok, err := tryLock(users, syscall.LOCK_SH); err != nil || !ok {
		return nil, errors.Join(err, errors.New("the lock of the private Postgres is held by a stranger"))
	}
	p, up := running(c.cluster())
	if up && !alone {
		return attached(c, p, users)
	}
	if up {
		c.say("stopping the Postgres (process %d) of an assay that was killed", p.pid)
		if err := p.stop(ctx); err != nil {
			return nil, err
		}
	}
	return started(ctx, c, as, users)
}

// started runs the server, creating the cluster if there is none.
func started(ctx context.Context, c Config, as account, users *os.File) (*Server, error) {
	want, err := dataVersion(c.cluster())
	if err != nil {
		return nil, err
	}
	inst, err := find(ctx, c, as, want)
	if err != nil {
		return nil, err
	}
	if err := as.makeHome(ctx, c, inst.program("postgres")); err != nil {
		return nil, err
	}
	if want == 0 {
		if err := create(ctx, c, inst, as); err != nil {
			return nil, err
		}
	}
	socketDir, err := c.makeSocketFolder(as)
	if err != nil {
		return nil, err
	}
	lz4 := inst.hasLZ4(ctx, as, c.cluster())
	p, err := launch(ctx, c, inst, as, socketDir, lz4)
	if err != nil {
		return nil, err
	}
	return &Server{HasLZ4: lz4, Version: inst.version, config: c, server: p, users: users}, nil
}

// attached describes a server that another process started, from what it left in the cluster.
func attached(c Config, p postmaster, users *os.File) (*Server, error) {
	major, err := dataVersion(c.cluster())
	if err != nil {
		return nil, err
	}
	options, err := os.ReadFile(filepath.Join(c.cluster(), "postmaster.opts"))
	if err != nil {
		return nil, fmt.Errorf("read how the server was started: %w", err)
	}
	return &Server{
		HasLZ4:   strings.Contains(string(options), "default_toast_compression=lz4"),
		Version:  fmt.Sprint(major),
		Attached: true,
		config:   c, server: p, users: users,
	}, nil
}

// DSN is the lib/pq connection string for a database of the server; Database exists from the start.
func (s *Server) DSN(database string) string { return dsn(s.server.socketDir, database) }

// LogFile is where Postgres writes its own messages.
func (s *Server) LogFile() string { return s.config.logFile() }

// Running tells whether the server is still there. It does not come back by itself: the next start recovers it.
func (s *Server) Running() bool {
	reap(s.server.pid)
	_, up := running(s.config.cluster())
	return up
}

// Stop ends this process's use of the server, and the server with it unless other processes still use it: then
// the last of them stops it. When the context ends before an orderly stop does, the server is stopped at once,
// which costs a recovery at its next start. A second Stop does nothing.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		return nil
	}
	leave, err := enterGate(ctx, s.config.DataDir)
	if err != nil {
		return err
	}
	defer leave()
	last, err := tryLock(s.users, syscall.LOCK_EX)
	if err != nil {
		return err
	}
	if p, up := running(s.config.cluster()); last && up {
		err = p.stop(ctx)
	}
	err = errors.Join(err, unlock(s.users))
	s.users = nil
	return err
}
