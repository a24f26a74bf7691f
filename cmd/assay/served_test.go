package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// served is a running `assay serve`.
type served struct {
	dir  string
	link string // the first address that it printed
	stop func() (code int, errs string)
}

// address is the page at path.
func (s served) address(path string) string {
	u, err := url.Parse(s.link)
	if err != nil {
		panic(err) // it was read by its scheme
	}
	return "http://" + u.Host + path
}

// firstAddress reads what serve prints up to its first address. The rest is read and dropped, so that printing never waits.
func firstAddress(r io.Reader) (string, error) {
	lines := bufio.NewScanner(r)
	var before []string
	for lines.Scan() {
		for word := range strings.FieldsSeq(lines.Text()) {
			if strings.HasPrefix(word, "http") {
				go func() { _, _ = io.Copy(io.Discard, r) }()
				return word, nil
			}
		}
		before = append(before, lines.Text())
	}
	return "", errors.Join(fmt.Errorf("no address in %q", before), lines.Err())
}

// startServe runs `assay serve` in this process on a free port.
func startServe(dir string, args ...string) (served, error) {
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var errs strings.Builder
	ended := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", dir}, args...)
		code := run(ctx, args, strings.NewReader(""), in, &errs)
		_ = in.Close() // of a pipe it cannot fail
		ended <- code
	}()
	stop := func() (int, string) {
		cancel()
		return <-ended, errs.String()
	}
	link, err := firstAddress(out)
	if err != nil {
		_, said := stop()
		return served{}, fmt.Errorf("%w: %s", err, said)
	}
	return served{dir, link, stop}, nil
}

// installation serves all tests that need one, each in a project of its own. The first to need it starts it.
var installation struct {
	served
	once sync.Once
	err  error
}

func installed(t testing.TB) served {
	t.Helper()
	installation.once.Do(func() {
		dir, err := newFolder()
		if err == nil {
			installation.served, err = startServe(dir)
		}
		installation.dir, installation.err = dir, err
	})
	require.NoError(t, installation.err)
	return installation.served
}

func endInstallation() error {
	if installation.dir == "" {
		return nil
	}
	if installation.stop != nil {
		if code, errs := installation.stop(); code != exitWorked {
			return fmt.Errorf("serve ended with %d: %s", code, errs)
		}
	}
	return os.RemoveAll(installation.dir)
}

// process is `assay serve` as a process of its own.
type process struct {
	served
	cmd *exec.Cmd
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), actVariable+"=1")
	return cmd
}

func serveProcess(t *testing.T, dir string, args ...string) process {
	t.Helper()
	cmd := command(append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", dir}, args...)...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	link, err := firstAddress(out)
	require.NoError(t, err, "%s", &errs)
	return process{served{dir, link, func() (int, string) {
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		_ = cmd.Wait()
		return cmd.ProcessState.ExitCode(), errs.String()
	}}, cmd}
}

// browser keeps cookies.
func browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// page gets a page, after redirects.
func page(t testing.TB, c *http.Client, address string) (status int, path, body string) {
	t.Helper()
	r, err := c.Get(address)
	require.NoError(t, err)
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return r.StatusCode, r.Request.URL.Path, string(b)
}
