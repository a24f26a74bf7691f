package ingest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"sync"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// npmFolder has the real client, in the version that package-lock.json names.
const npmFolder = "testdata/npm"

// npmInstalled installs what package-lock.json names, once a run and only when it is not there as it says.
var npmInstalled = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, "npm", "ls", "--silent")
	check.Dir = npmFolder
	if check.Run() == nil {
		return "", nil
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = npmFolder
	out, err := install.CombinedOutput()
	return string(out), err
})

// runClient runs a script with the real client against the server and reads the object that it prints last.
func (s *logServer) runClient(script string, into any) {
	s.t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			s.t.Fatalf("%s is not there: install the packages nodejs and npm", program)
		}
	}
	out, err := npmInstalled()
	require.NoError(s.t, err, "npm ci in %s:\n%s", npmFolder, out)
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", script)
	node.Dir = npmFolder
	node.Env = append(node.Environ(), "APP_URL="+s.url, "API_KEY="+s.key, "PROJECT="+s.project.Name, "BRAINTRUST_API_URL="+s.url)
	var printed, complained bytes.Buffer
	node.Stdout, node.Stderr = &printed, &complained
	err = node.Run()
	require.NoError(s.t, err, "%s\n%s", printed.String(), complained.String())
	lines := bytes.Split(bytes.TrimSpace(printed.Bytes()), []byte("\n"))
	require.NoError(s.t, json.Unmarshal(lines[len(lines)-1], into), "%s\n%s", printed.String(), complained.String())
}

func TestTheRealClient(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.pass(time.Since(s.now())) // the client stamps its rows with the real time
	var seen struct {
		Root, LLM, Together, Key string
		Bytes                    int
	}
	s.runClient("driver.mjs", &seen)
	events := s.events()
	require.Len(t, events, 7, "four spans of the trace and three of their own; feedback and comments are none")
	root := events[seen.Root]
	got := s.trace(root["root_span_id"].(string))

	require.Equal(t, 4, got.Spans)
	require.Equal(t, "request", got.Name)
	require.Equal(t, map[string]any{"question": "Wo liegt Zürich? 🗺️", "nil": nil}, root["input"])
	require.Equal(t, "In der Schweiz.", root["output"])
	require.True(t, got.HasDuration, "the end came in a later row")
	require.JSONEq(t, `{"user_id":"u1","nested":{"keep":[1,2],"late":true}}`, string(got.Metadata))
	require.Equal(t, int64(18), got.Tokens)
	require.Contains(t, got.Error, "no quota")
	require.ElementsMatch(t, []string{"prod", "de", "checked", "late"}, got.Tags)

	llm := events[seen.LLM]
	require.Equal(t, []any{root["span_id"]}, llm["span_parents"])
	require.Equal(t, map[string]any{"model": "gpt-test"}, llm["metadata"])
	require.Equal(t, "llm", llm["span_attributes"].(map[string]any)["type"])

	require.InDelta(t, 2.0/3, *got.BySource[store.User]["helpful"].Number, 1e-9, "ada, bob and nobody in particular")
	require.Equal(t, store.Num(0.75), got.BySource[store.Automated]["terse"])
	require.Equal(t, store.Num(0), got.BySource[store.Review]["terse"])
	require.Equal(t, store.Num(0), got.Scores["terse"], "people count before programs")
	require.Equal(t, 2, got.Comments)
	require.Equal(t, 1, got.UserCorrections)
	require.Nil(t, root["expected"], "a correction is a proposal")
	require.Equal(t, []string{got.RootSpanID}, s.find(`metadata.thumbs_up = true`))
	require.Equal(t, []string{got.RootSpanID}, s.find(`scores.user.helpful > 0.5 AND comment LIKE '%genau%'`))
	comments, err := s.db.Comments(t.Context(), s.project.ID, got.ID)
	require.NoError(t, err)
	require.Equal(t, "ada", comments[0].Author)

	early := s.trace(events["early-row"]["root_span_id"].(string))
	require.Equal(t, store.FoldedScores{"helpful": store.Num(1)}, early.Scores, "feedback came before its row")

	together := s.trace(events[seen.Together]["root_span_id"].(string))
	require.Equal(t, store.FoldedScores{"helpful": store.Num(0)}, together.BySource[store.User], "feedback came in one row with its span")
	require.Equal(t, 1, together.Comments)

	file, err := s.db.Attachment(t.Context(), s.project.ID, seen.Key)
	require.NoError(t, err)
	require.Equal(t, store.Uploaded, file.Status)
	require.Equal(t, int64(8000), file.Size)
	require.Equal(t, 8000, seen.Bytes)
}
