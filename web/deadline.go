package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// How long the work of one request may take, its body included. Files of any length have
// a rule of their own: see flow.
const (
	requestTimeout = 30 * time.Second
	machineTimeout = 2 * time.Minute // a batch may be large, and a slow line is nobody's fault
	fileTimeout    = time.Hour       // 64 MiB over 20 kB/s
)

// bodyPause is how long a body may say nothing. The server has no timeout for reading a request as a whole, which would cut
// off what is only slow; the headers have one of their own.
const bodyPause = 30 * time.Second

// maxForm bounds what a form may post: an expected value of a few megabytes and the fields around it. maxStranger bounds it for
// those who are not signed in yet.
const (
	maxForm     = 16 << 20
	maxStranger = 64 << 10
)

// deadline bounds the work of a request, the pauses in its body, and the size of a form; ingest bounds what machines send, which
// may be far larger.
func (s *Server) deadline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		most := requestTimeout
		switch {
		case sendsFile(c.Path()):
			most = fileTimeout
		case s.isMachine(c):
			most = machineTimeout
		case streams(c.Path()):
			most = 0
		case strings.HasSuffix(c.Path(), "/export"): // of an answer that has its own bound
			most = machineTimeout
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = s.pacedBody(c, most)
		}
		if !s.isMachine(c) {
			form := int64(maxForm)
			if strings.HasPrefix(c.Path(), "/sign-in") {
				form = maxStranger
			}
			r.Body = http.MaxBytesReader(c.Response(), r.Body, form)
		}
		if most == 0 {
			return s.flowing(c, next)
		}
		ctx, cancel := context.WithTimeout(r.Context(), most)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

// paced is a body whose reads end with os.ErrDeadlineExceeded when nothing comes for a while, or when its time is over.
type paced struct {
	io.ReadCloser
	line  deadliner
	pause time.Duration
	until time.Time // zero: as long as it takes
}

// deadliner is the connection as http.ResponseController gives it. One that knows no deadlines, as in tests, has none.
type deadliner interface{ SetReadDeadline(time.Time) error }

// pacedBody is the body of a request with its pauses bounded from now on, also for what the server reads of it when no handler
// did.
func (s *Server) pacedBody(c echo.Context, most time.Duration) *paced {
	p := &paced{ReadCloser: c.Request().Body, line: http.NewResponseController(c.Response().Writer), pause: s.pause}
	if most > 0 {
		p.until = time.Now().Add(most)
	}
	p.extend()
	return p
}

func (p *paced) extend() {
	next := time.Now().Add(p.pause)
	if !p.until.IsZero() && p.until.Before(next) {
		next = p.until
	}
	_ = p.line.SetReadDeadline(next)
}

// Read gives the client time for the next bytes. After the last ones the connection is only watched for the client's leaving,
// which must not end by itself while the answer is made; after a failure nothing more is waited for.
func (p *paced) Read(b []byte) (int, error) {
	p.extend()
	n, err := p.ReadCloser.Read(b)
	switch {
	case errors.Is(err, io.EOF):
		_ = p.line.SetReadDeadline(time.Time{})
	case err != nil:
		_ = p.line.SetReadDeadline(time.Unix(1, 0))
	}
	return n, err
}
