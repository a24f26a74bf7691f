package pgtest

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// actVariable makes this program act as another test program that uses a database and waits to be told to end.
const actVariable = "PGTEST_TEST_ACT"

func TestMain(m *testing.M) {
	if os.Getenv(actVariable) == "" {
		goleak.VerifyTestMain(m)
		return
	}
	s, err := shared()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	name, err := s.clone(context.Background())
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.dsn(name))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// otherProgram starts another test program with its own environment and returns the address of its database.
func otherProgram(t *testing.T, env ...string) (cmd *exec.Cmd, dsn string) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), actVariable+"=1", lingerVariable+"=1ms"), env...)
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, testPrefix)
	return cmd, strings.TrimSpace(line)
}

// query returns the one text that a query gives.
func query(t *testing.T, dsn, text string, args ...any) string {
	t.Helper()
	connector, err := pq.NewConnector(dsn)
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	defer func() { _ = db.Close() }()
	var answer string
	require.NoError(t, db.QueryRowContext(t.Context(), text, args...).Scan(&answer))
	return answer
}

// exists tells whether the server has a database of this name.
func exists(t *testing.T, s *server, name string) bool {
	t.Helper()
	return query(t, s.dsn(maintenance), `SELECT count(*)::text FROM pg_database WHERE datname = $1`, name) == "1"
}
