package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// kills is how often the load is interrupted, the server and Postgres in turn.
const kills = 20

// load is clients that log to a server which is killed under them. Each sends a request again, the very same, until it is
// acknowledged, and never after that.
type load struct {
	key, project string
	client       *http.Client
	server       atomic.Pointer[served]
	acknowledged [3]atomic.Int64 // requests, by client

	mu    sync.Mutex
	spans map[string]int      // of each trace
	said  map[string][]string // comments on each trace
}

// reach tells the clients where the server is.
func (l *load) reach(s served) { l.server.Store(&s) }

// send delivers one request. What does not reach the server, or the server cannot do just now, is sent again; what it refuses
// is an error.
func (l *load) send(ctx context.Context, path, body string) error {
	for again := time.NewTicker(20 * time.Millisecond); ctx.Err() == nil; <-again.C { // as clients pause between their tries
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.server.Load().address(path), strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+l.key)
		r.Header.Set("Content-Type", "application/json")
		answer, err := l.client.Do(r)
		if err != nil {
			continue
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		switch {
		case err != nil: // it broke off: nobody knows what became of the request
		case answer.StatusCode == http.StatusOK && strings.Contains(string(text), "partialSuccess"), answer.StatusCode < 500 && answer.StatusCode != http.StatusOK:
			return fmt.Errorf("%s: %s %s", path, answer.Status, text)
		case answer.StatusCode == http.StatusOK:
			return nil
		}
	}
	return ctx.Err()
}

// repeat sends what next makes until done, and keeps what was acknowledged.
func (l *load) repeat(ctx context.Context, done <-chan struct{}, client int, next func(n int) (path, body string, keep func())) error {
	for n := 0; ; n++ {
		select {
		case <-done:
			return nil
		default:
		}
		path, body, keep := next(n)
		if err := l.send(ctx, path, body); err != nil {
			return err
		}
		l.mu.Lock()
		keep()
		l.mu.Unlock()
		l.acknowledged[client].Add(1)
	}
}

// rows is a batch as SDKs send it: the opening rows of three traces with a child each, and merges of what came later.
func (l *load) rows(n int) (path, body string, keep func()) {
	var rows []string
	roots := make([]string, 3)
	for i := range roots {
		id := fmt.Sprintf("row-%d-%d", n, i)
		object := `"project_id":"` + l.project + `","log_id":"g","id":"`
		rows = append(rows, `{`+object+id+`","span_id":"`+id+`","root_span_id":"`+id+`","input":"q","scores":{"judge":0.5},"span_attributes":{"name":"a"}}`,
			`{`+object+id+`-kid","span_id":"`+id+`-kid","root_span_id":"`+id+`","span_parents":["`+id+`"],"input":"k"}`,
			`{`+object+id+`","_is_merge":true,"output":"a","metrics":{"start":1,"end":2}}`,
			`{`+object+id+`","_is_merge":true,"scores":{"seen":1},"_audit_source":"external"}`) // known by the request and its place in it
		roots[i] = id
	}
	return "/logs3", `{"rows":[` + strings.Join(rows, ",") + `]}`, func() {
		for _, id := range roots {
			l.spans[id] = 2
		}
	}
}

// traces is an export of OTLP with two spans.
func (l *load) traces(n int) (path, body string, keep func()) {
	id := fmt.Sprintf("%032x", n+1)
	span := func(span, parent string) string {
		return `{"traceId":"` + id + `","spanId":"` + span + `","parentSpanId":"` + parent + `","name":"n","startTimeUnixNano":"1714557600250000000","endTimeUnixNano":"1714557601500000000",
			"attributes":[{"key":"braintrust.scores","value":{"stringValue":"{\"judge\":0.5}"}}]}`
	}
	return "/v1/traces", `{"resourceSpans":[{"scopeSpans":[{"spans":[` + span("00000000000000b2", "00000000000000a1") + `,` + span("00000000000000a1", "") + `]}]}]}`, func() {
		l.spans[id] = 2
	}
}

// feedback is a comment and a vote of nobody in particular, of which each counts, on a trace that was acknowledged. Every other
// one is known only by what it says.
func (l *load) feedback(n int) (path, body string, keep func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	about := "row-0-0"
	for id := range l.spans {
		if strings.HasPrefix(id, "row-") {
			about = id
			break
		}
	}
	comment, named := fmt.Sprintf("comment %d", n), ""
	if n%2 == 0 {
		named = fmt.Sprintf(`,"feedback_id":"f-%d"`, n)
	}
	return "/v1/project_logs/" + l.project + "/feedback", `{"feedback":[{"id":"` + about + `","scores":{"vote":1},"comment":"` + comment + `"` + named + `}]}`, func() {
		l.said[about] = append(l.said[about], comment)
	}
}

// TestKilledInTheMiddleOfALoad kills the server and Postgres, twenty times in all, while three clients log: what was
// acknowledged is there, once.
func TestKilledInTheMiddleOfALoad(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := serveProcess(t, dir)
	l := &load{client: &http.Client{Timeout: patience}, spans: map[string]int{}, said: map[string][]string{}}
	l.reach(s.served)
	l.key = strings.TrimSpace(worked(t, dir, "", "key", "create", "--project", "load", "--name", "load").out)
	l.project = l.uid(t)
	require.NoError(t, l.send(t.Context(), "/logs3", `{"rows":[{"id":"row-0-0","project_id":"`+l.project+`","log_id":"g"}]}`))

	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	done := make(chan struct{})
	for client, next := range []func(int) (string, string, func()){l.rows, l.traces, l.feedback} {
		group.Go(func() error { return l.repeat(ctx, done, client, next) })
	}
	for kill := range kills {
		l.goOn(t, ctx)
		if kill%2 == 1 {
			killPostgres(t, dir)
			continue
		}
		require.NoError(t, s.cmd.Process.Kill())
		_ = s.cmd.Wait()
		s = serveProcess(t, dir)
		l.reach(s.served)
	}
	l.goOn(t, ctx)
	close(done)
	require.NoError(t, group.Wait())
	l.check(t, dir)
	code, errs := s.stop()
	require.Zero(t, code, errs)
}

// uid is the id of the key's project on the wire.
func (l *load) uid(t *testing.T) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.server.Load().address("/api/project?name=load"), nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+l.key)
	answer, err := l.client.Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	var project struct{ ID string }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&project))
	require.NotEmpty(t, project.ID)
	return project.ID
}

// goOn waits until each client got something through since now.
func (l *load) goOn(t *testing.T, ctx context.Context) {
	t.Helper()
	var before [3]int64
	for client := range before {
		before[client] = l.acknowledged[client].Load()
	}
	require.Eventually(t, func() bool {
		for client := range before {
			if l.acknowledged[client].Load() < before[client]+2 && ctx.Err() == nil {
				return false
			}
		}
		return true
	}, patience, 5*time.Millisecond, "the load goes on")
	require.NoError(t, ctx.Err(), "a request was refused")
}

// check compares what is stored with what was acknowledged.
func (l *load) check(t *testing.T, dir string) {
	t.Helper()
	stored := look(t, dir, "load").traces()
	require.Len(t, stored, len(l.spans))
	for id, spans := range l.spans {
		require.Equal(t, spans, stored[id].Spans, id)
	}
	seen := 0
	for line := range strings.Lines(worked(t, dir, "", "export", "--project", "load", "--filter", "").out) {
		var trace struct {
			ID       string `json:"root_span_id"`
			Scores   map[string]float64
			Feedback []struct {
				Comment string
				Scores  map[string]float64
			}
		}
		require.NoError(t, json.Unmarshal([]byte(line), &trace), line)
		seen++
		var comments []string
		votes := map[string]int{}
		for _, f := range trace.Feedback {
			if f.Comment != "" {
				comments = append(comments, f.Comment)
			}
			for name := range f.Scores {
				votes[name]++
			}
		}
		require.ElementsMatch(t, l.said[trace.ID], comments, line)
		require.Equal(t, len(l.said[trace.ID]), votes["vote"], line)
		if strings.HasPrefix(trace.ID, "row-") {
			require.Equal(t, 1, votes["seen"], line)
		}
	}
	require.Equal(t, len(l.spans), seen)
	t.Logf("%d traces, %d requests of rows, %d of spans, %d of feedback", len(l.spans), l.acknowledged[0].Load(), l.acknowledged[1].Load(), l.acknowledged[2].Load())
}
