package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// line is a connection that remembers its deadline and keeps it as the net package does.
type line struct {
	deadline time.Time
	pieces   []time.Duration // until each byte comes
}

func (l *line) SetReadDeadline(t time.Time) error {
	l.deadline = t
	return nil
}

func (l *line) Read(b []byte) (int, error) {
	if len(l.pieces) == 0 {
		return 0, io.EOF
	}
	if come := time.Now().Add(l.pieces[0]); !l.deadline.IsZero() && come.After(l.deadline) {
		time.Sleep(time.Until(l.deadline))
		return 0, os.ErrDeadlineExceeded
	}
	time.Sleep(l.pieces[0])
	l.pieces = l.pieces[1:]
	b[0] = 'x'
	return 1, nil
}

func TestBodiesMayBeSlowButNotStall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pieces []time.Duration
		most   time.Duration
		read   int
		stalls bool
	}{
		"an upload of twenty minutes with a byte now and then": {every(40, 29*time.Second), fileTimeout, 40, false},
		"one that stops for longer than a pause":               {append(every(3, time.Second), 31*time.Second), fileTimeout, 3, true},
		"a batch that never stops but takes too long in all":   {every(20, 10*time.Second), machineTimeout, 12, true},
		"a stream without an end":                              {every(1000, 20*time.Second), 0, 1000, false},
		"nothing":                                              {nil, machineTimeout, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &line{pieces: test.pieces}
				p := &paced{ReadCloser: io.NopCloser(l), line: l, pause: bodyPause}
				if test.most > 0 {
					p.until = time.Now().Add(test.most)
				}
				got, err := io.ReadAll(p)
				require.Len(t, got, test.read)
				if test.stalls {
					require.ErrorIs(t, err, os.ErrDeadlineExceeded)
					require.True(t, l.deadline.Before(time.Now()), "what else may come is not waited for")
					return
				}
				require.NoError(t, err)
				require.Zero(t, l.deadline, "the answer may take its time")
			})
		})
	}
}

func every(n int, d time.Duration) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = d
	}
	return all
}

func TestAStalledBodyIsAnswered(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.server.pause = 20 * time.Millisecond
	server := httptest.NewServer(a.server)
	defer server.Close()
	token := a.key(store.WriteAccess)
	ask := func(head, body string) (int, string) {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		_, err = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n%s", head, token, body)
		require.NoError(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(text)
	}
	status, text := ask("POST /logs3", `{"rows":`)
	require.Equal(t, http.StatusRequestTimeout, status, text)
	require.Contains(t, text, "too slowly")
	status, _ = ask("POST /nothing/here", "x")
	require.Equal(t, http.StatusNotFound, status, "a body that nobody reads keeps no answer back")
}

func TestStrangersSendSmallForms(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	form := url.Values{"email": {a.people[store.Viewer].Email}, "password": {password}}
	require.Equal(t, http.StatusSeeOther, a.anonymous().post("/sign-in", form).status)
	form.Set("padding", strings.Repeat("x", maxStranger))
	require.Equal(t, http.StatusUnprocessableEntity, a.anonymous().post("/sign-in", form).status, "what is larger is not read")
}
