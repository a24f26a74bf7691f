package pgserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// childDir makes the test program act as another process that uses the server of this data directory, so that
// tests can kill it.
const childDir = "PGSERVER_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		child(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// child opens the server, says so, and holds on to it until its standard input ends.
func child(dir string) {
	s, err := Open(context.Background(), Config{DataDir: dir, Fast: true})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(context.Background()); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// process is another process that uses a server.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

func startChild(t *testing.T, dir string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "ready\n", line)
	return process{cmd: cmd, stdin: stdin}
}

func (p process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Kill())
	_ = p.cmd.Wait()
}

func (p process) leave(t *testing.T) {
	t.Helper()
	require.NoError(t, p.stdin.Close())
	require.NoError(t, p.cmd.Wait())
}

// folder is a temporary folder that the account of Postgres can reach; t.TempDir is closed to it under root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgserver-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o711))
	dir, err = filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return dir
}

// within bounds what must not hang; it is no measure of speed.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// start runs a server that is stopped with the test.
func start(t *testing.T, c Config) *Server {
	t.Helper()
	s, err := Start(within(t), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop(context.Background())) })
	return s
}

// logged is a log to read from after the fact.
type logged struct{ strings.Builder }
