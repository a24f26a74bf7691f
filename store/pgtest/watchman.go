package pgtest

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"assay/store/pgserver"
)

const (
	// watchmanVariable makes a test program a watchman.
	watchmanVariable = "ASSAY_PGTEST_WATCHMAN"
	// linger is how long the server stays after the last program that used it: `go test ./...` runs packages one
	// after another, and the next should find it running.
	linger = 4 * time.Second
	// lingerVariable changes linger, to look into the database of a failed test.
	lingerVariable = "ASSAY_PGTEST_LINGER"
)

// The watchman is this very program, started again. It must turn aside before the tests begin, in every test
// program, which only an init can do without asking each package for a TestMain.
func init() {
	if os.Getenv(watchmanVariable) == "" {
		return
	}
	watch()
	os.Exit(0)
}

// startWatchman starts a process that stops the server after this one, if no other uses it then. It reads from a
// pipe whose other end, the lifeline, only this process holds, and so sees our end, be it a crash. It does not
// inherit our output, as `go test` waits until all who hold that are gone.
func startWatchman() (lifeline *os.File, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("start the watchman of the test server: %w", err)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the watchman of the test server: %w", err)
	}
	defer func() { _ = theirs.Close() }()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), watchmanVariable+"=1")
	cmd.Dir = "/"
	cmd.Stdin = theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is not for it
	if err := cmd.Start(); err != nil {
		_ = ours.Close()
		return nil, fmt.Errorf("start the watchman of the test server: %w", err)
	}
	return ours, cmd.Process.Release()
}

// watch waits for the end of the program that started it and then stops the server, if it was the last.
func watch() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	stay := linger
	if d, err := time.ParseDuration(os.Getenv(lingerVariable)); err == nil {
		stay = d
	}
	time.Sleep(stay)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := config()
	c.Log = io.Discard
	// Nobody is left to tell about an error; the next start takes care of what remains.
	_, _ = pgserver.StopOrphan(ctx, c)
}
