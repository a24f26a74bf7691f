package llm

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

// Config is where a model is. The zero Config is none.
type Config struct {
	BaseURL string // as https://host/v1; empty: the client's own
	Key     string
	Model   string
	// Timeout is for a whole plan, all rounds together; 0 means 20 s.
	Timeout time.Duration
	// In and Out are dollars for a million tokens, 0 where that is not known.
	In, Out float64
	// Budget is how many tokens a project may use in a day; 0 means 200,000.
	Budget int
}

// Configured reports whether there is a model to ask.
func (c Config) Configured() bool { return c.Model != "" }

// String is for logs: it never has the key.
func (c Config) String() string { return c.Model + " at " + c.BaseURL }

const (
	defaultTimeout = 20 * time.Second
	defaultBudget  = 200_000
	// mostRounds is how often a model may be told what is wrong with its plan.
	mostRounds = 3
	// mostOut bounds the tokens of one answer, and mostBytes what is read of it.
	mostOut   = 1500
	mostBytes = 64 << 10
)

// Client asks one model. It is safe for use by many goroutines.
type Client struct {
	config Config
	openai openai.Client
}

// New makes a client. It asks nothing yet.
func New(c Config) *Client {
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.Budget == 0 {
		c.Budget = defaultBudget
	}
	// A redirect could carry the key to another host, so none is followed.
	web := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	options := []option.RequestOption{option.WithHTTPClient(web), option.WithAPIKey(c.Key), option.WithMaxRetries(1)}
	if c.BaseURL != "" {
		options = append(options, option.WithBaseURL(strings.TrimSuffix(c.BaseURL, "/")+"/"))
	}
	return &Client{config: c, openai: openai.NewClient(options...)}
}

// Model is the name of the model.
func (c *Client) Model() string { return c.config.Model }

// Budget is how many tokens a project may use in a day.
func (c *Client) Budget() int { return c.config.Budget }

// Failure is why a model gave no plan, in a sentence for a person. The cause is for the log.
type Failure struct {
	Says  string
	Cause error
}

func (f *Failure) Error() string { return f.Says }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// failure says an error of the client in words. What the server wrote is not repeated: it may hold what was sent.
func failure(err error) *Failure {
	var api *openai.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{"The model did not answer in time.", err}
	case errors.Is(err, context.Canceled):
		return &Failure{"Nobody waited for the model any more.", err}
	case errors.As(err, &api):
		switch {
		case api.StatusCode == http.StatusUnauthorized || api.StatusCode == http.StatusForbidden:
			return &Failure{"The model's address refuses the key that this installation has.", errors.New(api.Code)}
		case api.StatusCode == http.StatusTooManyRequests:
			return &Failure{"The model has too much to do just now.", errors.New(api.Code)}
		}
		return &Failure{"The model's address answered with an error (" + http.StatusText(api.StatusCode) + ").", errors.New(api.Code)}
	}
	return &Failure{"The model cannot be reached.", err}
}

// cost is what tokens cost in dollars, 0 where no price is known.
func (c *Client) cost(in, out int64) float64 {
	return (float64(in)*c.config.In + float64(out)*c.config.Out) / 1e6
}
