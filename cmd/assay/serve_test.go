package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestServe(t *testing.T) {
	t.Parallel()
	s := installed(t)

	t.Run("the probes answer", func(t *testing.T) {
		t.Parallel()
		for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
			status, _, body := page(t, browser(t), s.address(path))
			require.Equal(t, http.StatusOK, status, path)
			require.Equal(t, want, body)
		}
	})

	t.Run("the first address it prints signs in, once", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, s.link, "/sign-in/")
		known := browser(t)
		status, path, _ := page(t, known, s.link)
		require.Equal(t, http.StatusOK, status)
		require.NotContains(t, path, "sign-in")
		status, path, body := page(t, known, s.address("/account"))
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "/account", path)
		require.Contains(t, body, owner)

		status, _, _ = page(t, browser(t), s.link)
		require.Equal(t, http.StatusNotFound, status, "somebody else with the same link")
	})

	t.Run("a second server on the data directory is not refused, it shares the database", func(t *testing.T) {
		t.Parallel()
		second, err := startServe(s.dir)
		require.NoError(t, err)
		status, _, _ := page(t, browser(t), second.address("/readyz"))
		require.Equal(t, http.StatusOK, status)
		code, errs := second.stop()
		require.Equal(t, exitWorked, code, errs)
		status, _, _ = page(t, browser(t), s.address("/readyz"))
		require.Equal(t, http.StatusOK, status, "the first still has its database")
	})
}

func TestServeDemo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s, err := startServe(dir, "--demo")
	require.NoError(t, err)
	c := browser(t)
	_, _, _ = page(t, c, s.link)
	status, _, body := page(t, c, s.address("/p/"+sampleProject+"/logs"))
	require.Equal(t, http.StatusOK, status)
	require.Positive(t, strings.Count(body, "trace="), "traces to click")
	code, errs := s.stop()
	require.Equal(t, exitWorked, code, errs)

	again, err := startServe(dir, "--demo")
	require.NoError(t, err)
	require.Contains(t, again.link, "/sign-in/", "the demo prints a link at every start")
	require.NotEqual(t, s.link, again.link)
	code, errs = again.stop()
	require.Equal(t, exitWorked, code, errs)
}

func TestServeOnATakenPortSaysSoAndTouchesNothing(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	dir := filepath.Join(folder(t), "data")
	a := assay(t, dir, "", "serve", "--listen", taken.Addr().String())
	require.Equal(t, exitFailed, a.code)
	require.Empty(t, a.out)
	require.Equal(t, 1, strings.Count(a.errs, "\n"), a.errs)
	require.Contains(t, a.errs, taken.Addr().String())
	require.Contains(t, a.errs, "address already in use")
	require.Contains(t, a.errs, "--listen")
	require.NoDirExists(t, dir)
}

func TestStopping(t *testing.T) {
	t.Parallel()
	s := serveProcess(t, folder(t))
	address, err := url.Parse(s.address("/sign-in"))
	require.NoError(t, err)

	// A request that the server is in the middle of: it asked for the body and waits.
	form := url.Values{"email": {"nobody@example.org"}, "password": {"guess"}}.Encode()
	conn, err := net.Dial("tcp", address.Host)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = fmt.Fprintf(conn, "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		address.Host, len(form))
	require.NoError(t, err)
	reader := bufio.NewReader(conn)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = reader.ReadString('\n')
	require.NoError(t, err)

	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", address.Host)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	}, patience, 10*time.Millisecond, "no new connections")

	_, err = io.WriteString(conn, form)
	require.NoError(t, err)
	r, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, r.StatusCode, "%s", body)
	require.Contains(t, string(body), "</html>", "the answer is whole")

	_ = s.cmd.Wait()
	require.Zero(t, s.cmd.ProcessState.ExitCode())
	require.NoFileExists(t, filepath.Join(s.dir, "postgres", "data", "postmaster.pid"), "Postgres stopped in order")
}

func TestKilled(t *testing.T) {
	t.Parallel()
	s := serveProcess(t, folder(t))
	acknowledged := lines(0, 1200)
	worked(t, s.dir, acknowledged, "import", "--project", "kept", "-")

	// An import that dies with the rest, its first batches written.
	cut := command("import", "--project", "cut", "--data-dir", s.dir, "-")
	in, err := cut.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cut.Start())
	t.Cleanup(func() { _ = cut.Process.Kill(); _ = cut.Wait() })
	_, err = io.WriteString(in, lines(0, 1200))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		a := assay(t, s.dir, "", "export", "--project", "cut", "--filter", "")
		return a.code == exitWorked && a.out != ""
	}, patience, 10*time.Millisecond, "the first batch is written")

	require.NoError(t, s.cmd.Process.Kill())
	require.NoError(t, cut.Process.Kill())
	killPostgres(t, s.dir)
	_ = s.cmd.Wait()
	_ = cut.Wait()

	again := serveProcess(t, s.dir)
	status, _, _ := page(t, browser(t), again.address("/readyz"))
	require.Equal(t, http.StatusOK, status)
	require.Len(t, look(t, s.dir, "kept").traces(), 1200)
	for _, project := range []string{"kept", "cut"} {
		worked(t, s.dir, acknowledged, "import", "--project", project, "-")
		d := look(t, s.dir, project)
		require.Len(t, d.traces(), 1200, "an import can be run again")
		require.Len(t, d.events("s0"), 2)
	}
	code, errs := again.stop()
	require.Zero(t, code, errs)
}

// lines are roots with a vote and a comment each.
func lines(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, `{"id":"s%d","input":"q","output":"a","created":"2026-05-01T00:00:00Z","feedback":[{"source":"external","user":"ada","scores":{"ok":1},"comment":"fine"}]}`+"\n", i)
	}
	return b.String()
}

// killPostgres kills the server of a data directory with no chance to write anything more.
func killPostgres(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
}
