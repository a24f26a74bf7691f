package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// flowPause is how long a file that is streamed may stand still: because the database says nothing, or because whoever asked for it reads
// nothing. As long as bytes flow it may take as long as it takes.
const flowPause = 2 * time.Minute

// errStill is why a file that stood still was broken off.
var errStill = errors.New("nothing flowed for " + flowPause.String())

// streams reports whether a path answers with a file of any length: the rows of a dataset, or the traces of a list.
func streams(path string) bool {
	return strings.HasSuffix(path, "/datasets/:dataset/export") || strings.HasSuffix(path, "/logs/export")
}

// flow is an answer whose deadline is put off by every write. Bytes that nobody takes are no flow.
type flow struct {
	http.ResponseWriter
	line  writeDeadliner
	still *time.Timer // ends the work when nothing was written for a while
	pause time.Duration
}

// writeDeadliner is the connection as http.ResponseController gives it. One that knows no deadlines, as in tests, has none.
type writeDeadliner interface{ SetWriteDeadline(time.Time) error }

// Write gives the client time to take these bytes, and the work time for the next ones.
func (f *flow) Write(b []byte) (int, error) {
	f.still.Stop()
	_ = f.line.SetWriteDeadline(time.Now().Add(f.pause))
	n, err := f.ResponseWriter.Write(b)
	f.still.Reset(f.pause)
	return n, err
}

// Unwrap is for http.ResponseController.
func (f *flow) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// flowing answers with what may take any time, as long as it goes on.
func (s *Server) flowing(c echo.Context, next echo.HandlerFunc) error {
	ctx, cancel := context.WithCancelCause(c.Request().Context())
	still := time.AfterFunc(flowPause, func() { cancel(errStill) })
	writer := c.Response().Writer
	f := &flow{ResponseWriter: writer, line: http.NewResponseController(writer), still: still, pause: flowPause}
	defer func() {
		still.Stop()
		cancel(nil)
		c.Response().Writer = writer
		_ = f.line.SetWriteDeadline(time.Time{}) // the connection goes on to the next request
	}()
	c.Response().Writer = f
	c.SetRequest(c.Request().WithContext(ctx))
	err := next(c)
	if err != nil && context.Cause(ctx) == errStill {
		return fmt.Errorf("%w: %w: %w", context.DeadlineExceeded, errStill, err)
	}
	return err
}
