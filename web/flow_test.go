package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// slowLine is a client that takes some time for each piece that is written.
type slowLine struct {
	*httptest.ResponseRecorder
	takes    []time.Duration
	deadline time.Time
}

func (l *slowLine) SetWriteDeadline(t time.Time) error {
	l.deadline = t
	return nil
}

func (l *slowLine) Write(b []byte) (int, error) {
	taken := time.Now().Add(l.takes[0])
	l.takes = l.takes[1:]
	if taken.After(l.deadline) {
		time.Sleep(time.Until(l.deadline))
		return 0, os.ErrDeadlineExceeded
	}
	time.Sleep(time.Until(taken))
	return l.ResponseRecorder.Write(b)
}

func TestAFileMayTakeAnyTimeButNotStandStill(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		work, takes time.Duration // of each piece
		pieces      int
		sent        int
		err         error
	}{
		"hours, with a piece now and then":        {time.Minute, time.Minute, 300, 300, nil},
		"a client that stops reading":             {time.Second, 3 * time.Minute, 5, 0, os.ErrDeadlineExceeded},
		"a database that says nothing any more":   {3 * time.Minute, time.Second, 5, 0, context.DeadlineExceeded},
		"nothing to send":                         {0, 0, 0, 0, nil},
		"each of both just within what it may":    {flowPause - time.Second, flowPause - time.Second, 3, 3, nil},
		"a first piece that is a little too slow": {flowPause + time.Second, 0, 1, 0, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &slowLine{ResponseRecorder: httptest.NewRecorder()}
				for range test.pieces {
					l.takes = append(l.takes, test.takes)
				}
				e := echo.New()
				c := e.NewContext(httptest.NewRequest(http.MethodGet, "/", nil), l)
				sent := 0
				err := (&Server{}).flowing(c, func(c echo.Context) error {
					for range test.pieces {
						select {
						case <-time.After(test.work):
						case <-c.Request().Context().Done():
							return c.Request().Context().Err()
						}
						if _, err := c.Response().Write([]byte("x")); err != nil {
							return err
						}
						sent++
					}
					return nil
				})
				require.ErrorIs(t, err, test.err)
				require.Equal(t, test.sent, sent)
				require.Zero(t, l.deadline, "the connection is good for the next request")
			})
		})
	}
}

func TestOnlyFilesOfAnyLengthMayTakeAnyTime(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	found := 0
	for _, r := range a.server.echo.Routes() {
		if streams(r.Path) {
			found++
			require.True(t, strings.HasSuffix(r.Path, "/export"), r.Path)
		}
	}
	require.Equal(t, 3, found, "the dataset's, and the list's by GET and POST")
}
