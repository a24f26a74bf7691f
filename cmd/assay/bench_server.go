package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web/ingest"
)

// benchServer is a process of its own that serves the database measured, so that its memory and its work are a server's.
type benchServer struct {
	process *exec.Cmd
	address string
	token   string
	project store.Project
}

// startBenchServer runs this program's `serve` on a free port and waits until it answers.
func startBenchServer(ctx context.Context, d *database, db *postgres.DB, project store.Project) (postgres.BenchServer, error) {
	token, shown, hash := ingest.NewToken()
	key := store.Key{Name: "bench " + time.Now().UTC().Format(time.RFC3339Nano), Access: store.WriteAccess, Scoped: true, Created: time.Now(),
		Prefix: shown, Projects: []store.ProjectID{project.ID}}
	if _, err := db.CreateKey(ctx, key, hash, 0); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	args := []string{"serve", "--listen", "127.0.0.1:0"}
	for flag, value := range map[string]string{"--database-url": d.DatabaseURL, "--data-dir": d.DataDir, "--postgres-bin": d.PostgresBin} {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	s := &benchServer{process: exec.CommandContext(ctx, self, args...), token: token, project: project}
	s.process.Stderr = os.Stderr
	s.process.Cancel = func() error { return s.process.Process.Signal(os.Interrupt) }
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a server: %w", err)
	}
	if err := s.process.Start(); err != nil {
		return nil, fmt.Errorf("start a server: %w", err)
	}
	if s.address, err = printedAddress(out); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// printedAddress reads where the server says that it is.
func printedAddress(out io.Reader) (string, error) {
	said := make([]byte, 0, 1024)
	for {
		chunk := make([]byte, 512)
		n, err := out.Read(chunk)
		said = append(said, chunk[:n]...)
		if at := bytes.Index(said, []byte("http")); at >= 0 && bytes.IndexByte(said[at:], '\n') > 0 {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			word := string(said[at : at+bytes.IndexByte(said[at:], '\n')])
			u, err := url.Parse(word)
			if err != nil {
				return "", fmt.Errorf("the server printed the address %q: %w", word, err)
			}
			return u.Scheme + "://" + u.Host, nil
		}
		if err != nil {
			return "", fmt.Errorf("the server ended before it was up: %w", err)
		}
	}
}

// benchRow is a row as an SDK sends it.
type benchRow struct {
	ID         string              `json:"id"`
	ProjectID  string              `json:"project_id"`
	LogID      string              `json:"log_id"`
	SpanID     string              `json:"span_id"`
	RootSpanID string              `json:"root_span_id"`
	Parents    []string            `json:"span_parents,omitempty"`
	Created    time.Time           `json:"created"`
	Attributes map[string]string   `json:"span_attributes"`
	Input      json.RawMessage     `json:"input,omitempty"`
	Output     json.RawMessage     `json:"output,omitempty"`
	Expected   json.RawMessage     `json:"expected,omitempty"`
	Error      string              `json:"error,omitempty"`
	Scores     map[string]*float64 `json:"scores,omitempty"`
	Metadata   json.RawMessage     `json:"metadata,omitempty"`
	Metrics    json.RawMessage     `json:"metrics,omitempty"`
	Tags       []string            `json:"tags,omitempty"`
}

// Pack writes the spans as the body of one request.
func (s *benchServer) Pack(spans []store.Span) ([]byte, error) {
	rows := make([]benchRow, len(spans))
	for i := range spans {
		sp := &spans[i]
		rows[i] = benchRow{ID: sp.RowID, ProjectID: s.project.UID, LogID: "g", SpanID: sp.SpanID, RootSpanID: sp.RootSpanID, Created: sp.Created,
			Attributes: map[string]string{"name": sp.Name, "type": sp.Type}, Input: sp.Input, Output: sp.Output, Expected: sp.Expected, Error: sp.Error,
			Metadata: sp.Metadata, Metrics: sp.Metrics, Tags: sp.Tags, Scores: map[string]*float64{}}
		if !sp.IsRoot() {
			rows[i].Parents = []string{sp.ParentSpanID}
		}
		for name, score := range sp.Scores {
			rows[i].Scores[name] = score.Number
		}
	}
	return json.Marshal(map[string]any{"rows": rows, "api_version": 2})
}

// Send posts a body and fails unless it is acknowledged.
func (s *benchServer) Send(ctx context.Context, packed []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/logs3", bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("log to the server: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("log to the server: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("log to the server: %s: %s", answer.Status, body)
	}
	return err
}

// Memory reads the high-water mark of resident memory that Linux keeps (proc_pid_status(5), VmHWM); 0 elsewhere.
func (s *benchServer) Memory() (int64, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(s.process.Process.Pid) + "/status")
	if err != nil {
		return 0, nil //nolint:nilerr // not on Linux
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, nil
}

// Stop ends the server as Ctrl+C would.
func (s *benchServer) Stop() {
	_ = s.process.Process.Signal(os.Interrupt)
	_ = s.process.Wait()
}
