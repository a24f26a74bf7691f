package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"assay/static"
	"assay/store/postgres"
	"assay/web/auth"
	"assay/web/ingest"
	"assay/web/llm"

	"crypto/rand"

	"github.com/labstack/echo/v4"
)

// Deps are what the server needs from the outside. All but Wake and the bounds are required.
type Deps struct {
	DB      *postgres.DB
	BaseURL string // as people reach it, without a slash at the end
	Now     func() time.Time
	Log     *slog.Logger
	Wake    func() // called when a job was put in, so that it begins at once; nil: it begins when a runner looks
	// MaxBody and MaxInFlight bound what machines send, one request and all of them together, in bytes after unpacking; 0 as
	// ingest.Config has it.
	MaxBody, MaxInFlight int64
	Model                *llm.Client // that plans for the assistant; nil: none
	CanMail              bool        // someone sends what waits in the outbox for mail
}

// Server answers requests of browsers and of machines. Make one with New.
type Server struct {
	Deps
	echo         *echo.Echo
	cookies      *auth.Cookies
	cross        *http.CrossOriginProtection
	signIns      *attempts
	names        *vocabularies
	censuses     *censuses
	known        *knowledge
	bulks        *bulkRunner
	api          *ingest.API
	machinePaths map[string]bool
	pause        time.Duration // bodyPause
	broken       []byte        // the 500 page, rendered at start so that it cannot fail
}

// New makes the server. It fails when a page it must always be able to show does not render, or the database does not give
// the key that signs cookies.
func New(ctx context.Context, d Deps) (*Server, error) {
	key, err := d.DB.Setting(ctx, "cookie key", func() []byte {
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails since Go 1.24
		return b
	})
	if err != nil {
		return nil, fmt.Errorf("read cookie key: %w", err)
	}
	s := &Server{Deps: d, echo: echo.New(), cookies: auth.NewCookies(key, d.BaseURL), cross: http.NewCrossOriginProtection(), signIns: newAttempts(d.Now), names: newVocabularies(d.DB, d.Now), censuses: newCensuses(d.DB, d.Now), known: newKnowledge(d.Now), machinePaths: map[string]bool{}, pause: bodyPause}
	if s.api, err = ingest.New(ctx, ingest.Config{DB: d.DB, Now: d.Now, BaseURL: d.BaseURL, Log: d.Log, MaxBody: d.MaxBody, MaxInFlight: d.MaxInFlight}); err != nil {
		return nil, err
	}
	if s.broken, err = brokenPage(ctx); err != nil {
		return nil, err
	}
	s.bulks = newBulkRunner(d.DB, d.Now, d.Log)
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.access, s.recover, s.headers, s.crossOriginReads, s.deadline, compress())
	s.echo.GET("/static/*", echo.WrapHandler(static.Handler()))
	for _, r := range s.routes() {
		s.echo.Add(r.method, r.path, r.handler, s.crossOrigin, s.identify, s.guard(r.guard))
	}
	for _, r := range s.machineRoutes() {
		s.machinePaths[r.path] = true
		s.echo.Add(r.method, r.path, r.handler, s.guardKey(r.guard))
	}
	return s, nil
}

// Close stops what goes on behind the requests. It is called after the last request and before the database closes.
func (s *Server) Close() { s.bulks.close() }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }
