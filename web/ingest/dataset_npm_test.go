package ingest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/web/auth"

	"github.com/stretchr/testify/require"
)

// clientRow is a row as the real client gives it to a program.
type clientRow struct {
	XactID   string `json:"_xact_id"`
	Input    any
	Expected any
	Tags     []string
	Metadata map[string]any
}

func TestTheRealClientKeepsADataset(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.pass(time.Since(s.now())) // the client stamps its rows with the real time
	var seen struct {
		ID, Made, Version, Newer, Name, Refused, Span string
		First, Second, Pinned                         map[string]clientRow
		Paged, ByID, Filtered                         []string
		Total                                         int
		Summary                                       struct {
			ProjectName, DatasetName string
			DataSummary              struct{ NewRecords, TotalRecords int }
		}
		Origin              map[string]any
		Snapshots           []string
		Found               bool
		PinnedByName, Back  map[string]clientRow
		Preview, Restored   map[string]any
		Renamed             string
		Left                []any
		Missing, Experiment string
	}
	s.runClient("datasets.mjs", &seen)

	require.Len(t, seen.First, 5, "what was flushed is read at once")
	require.ElementsMatch(t, []string{"r1", "r2", "r3", "r4", seen.Made}, seen.Paged, "two by two")
	require.Equal(t, map[string]any{"q": "eins"}, seen.First["r1"].Input)
	require.Equal(t, 0.0, seen.First["r2"].Expected)
	require.Equal(t, false, seen.First["r3"].Expected)
	require.Nil(t, seen.First["r4"].Expected)
	require.Equal(t, []string{"t2", "t3"}, seen.First["r4"].Tags, "a null expected does not cost the tags")
	require.Equal(t, "fünf 😀 ␀", seen.First[seen.Made].Input)
	require.Equal(t, "", seen.First[seen.Made].Expected)
	require.Regexp(t, `^\d{19}$`, seen.Version)
	require.Equal(t, 5, seen.Summary.DataSummary.TotalRecords)
	require.Equal(t, "golden set", seen.Summary.DatasetName)

	require.Equal(t, map[string]any{"a": 1.0, "b": 2.0}, seen.Second["r1"].Expected, "an update merges")
	require.Equal(t, []string{"t1", "t9"}, seen.Second["r1"].Tags)
	require.Equal(t, map[string]any{"lang": "de", "deep": map[string]any{"x": 1.0, "y": 2.0}, "extra": true}, seen.Second["r1"].Metadata)
	require.Equal(t, "zwei neu", seen.Second["r2"].Input)
	require.Empty(t, seen.Second["r2"].Metadata, "an insert replaces")
	require.NotContains(t, seen.Second, "r3")
	require.Greater(t, seen.Newer, seen.Version)
	require.Equal(t, seen.First, seen.Pinned, "the pinned version is as it was")
	require.ElementsMatch(t, []string{"r1", "r2", "r4", seen.Made}, seen.ByID)
	require.Equal(t, "golden set", seen.Name)
	require.Equal(t, []string{"r1"}, seen.Filtered)
	require.Equal(t, 4, seen.Total)
	require.Contains(t, seen.Refused, "unknown field nonsense")
	require.Equal(t, seen.Span, seen.Origin["id"])
	require.Equal(t, s.project.UID, seen.Origin["object_id"])

	s.requireDataset(seen.ID, seen.Version, seen.Made)

	require.Equal(t, []string{"before"}, seen.Snapshots)
	require.True(t, seen.Found)
	require.Len(t, seen.PinnedByName, 1, "as it was when it got the name")
	require.Equal(t, "eins", seen.PinnedByName["n1"].Input)
	require.Equal(t, map[string]any{"rows_to_restore": 1.0, "rows_to_delete": 1.0}, seen.Preview)
	require.Equal(t, []any{1.0, 1.0}, []any{seen.Restored["rows_restored"], seen.Restored["rows_deleted"]})
	require.Len(t, seen.Back, 1)
	require.Equal(t, "eins", seen.Back["n1"].Input)
	require.Equal(t, "release 1", seen.Renamed)
	require.Empty(t, seen.Left)
	require.Contains(t, seen.Missing, "not found")
	require.Contains(t, seen.Experiment, "Experiments are not kept here yet")
}

// requireDataset looks at what the client left behind as people see it: on the pages and from the trace.
func (s *logServer) requireDataset(id, version, made string) {
	t := s.t
	t.Helper()
	d, err := s.db.DatasetByUID(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "first", d.Description)
	require.JSONEq(t, `{"owner":"qa"}`, string(d.Metadata))
	var shown []string
	require.NoError(t, s.db.EachDatasetRow(t.Context(), s.project.ID, d.ID, 0, func(r store.DatasetRow) error { // as the page and the export read
		shown = append(shown, r.ID)
		return nil
	}))
	require.ElementsMatch(t, []string{"r1", "r2", "r4", made, "r6"}, shown)
	trace := s.find("dataset INCLUDES 'golden set'")
	require.Len(t, trace, 1, "the origin leads from the trace to its row")
	links, err := s.db.RowsOfTrace(t.Context(), s.project.ID, store.TraceKey(trace[0]))
	require.NoError(t, err)
	require.Equal(t, []store.RowLink{{Dataset: "golden set", Row: "r6"}}, links)

	// The page of the dataset has the same rows.
	page := s.page("/p/wire/datasets/golden%20set")
	for _, text := range []string{"eins", "zwei neu", "vier", "fünf 😀", "woher?"} {
		require.Contains(t, page, text)
	}
	require.NotContains(t, page, "drei")
	require.Contains(t, s.page(fmt.Sprintf("/p/wire/datasets/golden%%20set?version=%s", version)), "drei")
}

const password = "correct horse battery"

// passwordHash is computed once: it is slow on purpose.
var passwordHash = sync.OnceValues(func() (string, error) { return auth.HashPassword(password) })

// page signs in as someone who runs the installation and returns a page.
func (s *logServer) page(path string) string {
	s.t.Helper()
	hash, err := passwordHash()
	require.NoError(s.t, err)
	const email = "owner@example.org"
	if _, err := s.db.AccountByEmail(s.t.Context(), email); err != nil {
		_, err = s.db.CreateAccount(s.t.Context(), store.Account{Email: email, Owner: true, PasswordHash: hash})
		require.NoError(s.t, err)
	}
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	browser := &http.Client{Jar: jar}
	answer, err := browser.PostForm(s.url+"/sign-in", url.Values{"email": {email}, "password": {password}})
	require.NoError(s.t, err)
	require.NoError(s.t, answer.Body.Close())
	answer, err = browser.Get(s.url + path)
	require.NoError(s.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, answer.StatusCode, string(text))
	return string(text)
}
