package ingest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"assay/store/postgres"
)

// DefaultMaxBody is how large a request may be, after unpacking, when nothing else is said, and inFlightBodies how many of that
// size may be in memory at once. A body takes several times its size while it is read, merged and written.
const (
	DefaultMaxBody = 16 << 20
	inFlightBodies = 4
)

// Config is what the API needs from the outside. All but the bounds is required.
type Config struct {
	DB          *postgres.DB
	Now         func() time.Time
	BaseURL     string // as clients reach it, without a slash at the end
	Log         *slog.Logger
	MaxBody     int64 // bytes of a request after unpacking; 0: DefaultMaxBody
	MaxInFlight int64 // bytes of all requests in hand; 0: four times MaxBody, and never less than MaxBody
}

// API answers machines. Make one with New; its methods may be called by many goroutines at once.
type API struct {
	Config
	orgID   string // of this installation, a UUID, for ever the same
	secret  []byte // signs addresses that work without a key
	limits  *limits
	budget  *budget
	uploads gate // of attachments
}

// Handler is one entry of the API. Parameters of its path are in r.PathValue. An error it returns goes to Fail.
type Handler func(w http.ResponseWriter, r *http.Request) error

// New makes the API. It fails when the database does not give the installation's id and secret.
func New(ctx context.Context, c Config) (*API, error) {
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxBody
	}
	if c.MaxInFlight == 0 {
		c.MaxInFlight = inFlightBodies * c.MaxBody
	}
	c.MaxInFlight = max(c.MaxInFlight, c.MaxBody)
	id, err := c.DB.Setting(ctx, "installation id", func() []byte { return []byte(newUUID()) })
	if err != nil {
		return nil, fmt.Errorf("read installation id: %w", err)
	}
	secret, err := c.DB.Setting(ctx, "link key", func() []byte {
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails since Go 1.24
		return b
	})
	if err != nil {
		return nil, fmt.Errorf("read link key: %w", err)
	}
	return &API{Config: c, orgID: string(id), secret: secret, limits: newLimits(c.Now), budget: newBudget(c.MaxInFlight)}, nil
}

// newUUID returns a random UUID of version 4.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
