//go:build shared

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// realSpan is a line of the shared files, read without the program's own reader.
type realSpan struct {
	ID       string         `json:"id"`
	Root     string         `json:"root_span_id"`
	Scores   map[string]any `json:"scores"`
	Feedback []struct {
		Source   string          `json:"source"`
		User     string          `json:"user"`
		Scores   map[string]any  `json:"scores"`
		Comment  string          `json:"comment"`
		Expected json.RawMessage `json:"expected"`
		Metadata map[string]any  `json:"metadata"`
	} `json:"feedback"`
}

func realFiles(t *testing.T) (files []string, spans []realSpan) {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds data/*.jsonl")
	files, err := filepath.Glob(filepath.Join(dir, "data", "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 9)
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			var s realSpan
			require.NoError(t, json.Unmarshal(lines.Bytes(), &s))
			spans = append(spans, s)
		}
		require.NoError(t, lines.Err())
		require.NoError(t, f.Close())
	}
	return files, spans
}

func TestSharedData(t *testing.T) {
	t.Parallel()
	files, spans := realFiles(t)
	s := installed(t)
	a := worked(t, s.dir, "", append([]string{"import", "--project", "real"}, files...)...)
	require.Contains(t, a.out, "5056 spans written in 2676 new traces")
	require.Contains(t, a.out, " 0 lines refused")
	d := look(t, s.dir, "real")
	stored := d.readAll()
	require.Equal(t, 2676, len(stored.traces))
	require.Equal(t, 5056, len(stored.spans))

	t.Run("every feedback row survives", func(t *testing.T) {
		t.Parallel()
		submissions, votes := map[store.EventID]bool{}, map[string]int{}
		several, anonymous := map[store.SpanID]bool{}, map[store.SpanID]bool{}
		for _, e := range stored.events {
			if e.Author == "span" && e.WireSource == "" {
				continue // a score that came with the span
			}
			submissions[e.Submission] = true
			if e.Kind != store.ScoreEvent {
				continue
			}
			one := fmt.Sprint(e.SpanID, e.Name, e.Source)
			if votes[one]++; votes[one] > 1 {
				several[e.SpanID] = true
				if e.Author == "" {
					anonymous[e.SpanID] = true
				}
			}
		}
		for name, counts := range map[string][2]int{
			"rows of feedback":                               {2720, len(submissions)},
			"spans with several votes of one name":           {393, len(several)},
			"spans with several anonymous votes of one name": {203, len(anonymous)},
		} {
			require.Equal(t, counts[0], counts[1], name)
		}
	})

	t.Run("every score is the mean of its votes", func(t *testing.T) {
		t.Parallel()
		checked, traces := 0, map[string]map[string][]any{}
		for _, want := range spans {
			got := stored.spans[store.SpanKey(want.ID)]
			bySource := want.folded()
			combined := combine(bySource)
			require.ElementsMatch(t, slices.Collect(maps.Keys(combined)), slices.Collect(maps.Keys(got.Scores)), want.ID)
			for name, votes := range combined {
				requireScore(t, fold(votes), got.Scores[name], want.ID+" "+name)
				checked++
			}
			root := want.Root
			if root == "" {
				root = want.ID
			}
			if traces[root] == nil {
				traces[root] = map[string][]any{}
			}
			for source, names := range bySource {
				for name, votes := range names {
					traces[root][source+"/"+name] = append(traces[root][source+"/"+name], fold(votes))
				}
			}
		}
		require.Equal(t, 2542, checked)
		for root, folds := range traces {
			for at, values := range folds {
				source, name, _ := strings.Cut(at, "/")
				requireScore(t, fold(values), stored.traces[root].BySource[store.Source(source)][name], root+" "+at)
			}
		}
	})

	t.Run("comments, corrections and their authors are there", func(t *testing.T) {
		t.Parallel()
		want, got := map[string]int{}, map[string]int{}
		for _, s := range spans {
			for _, f := range s.Feedback {
				if f.Comment != "" {
					want["comment by "+f.User+": "+f.Comment]++
				}
				if f.Expected != nil && string(f.Expected) != "null" {
					want["correction by "+f.User+" of "+s.ID]++
				}
			}
		}
		for _, e := range stored.events {
			switch e.Kind {
			case store.CommentEvent:
				got["comment by "+e.Author+": "+e.Body]++
			case store.CorrectionEvent:
				got["correction by "+e.Author+" of "+stored.spans[e.SpanID].RowID]++
			}
		}
		require.Equal(t, len(want), len(got))
		require.True(t, maps.Equal(want, got))
		comments, corrections := 0, 0
		for _, tr := range stored.traces {
			comments += tr.Comments
			corrections += tr.Corrections
		}
		require.Equal(t, 198+195+52+438, comments)
		require.Equal(t, 192+195, corrections)
	})

	t.Run("a page shows what was said", func(t *testing.T) {
		t.Parallel()
		worked(t, s.dir, "", "user", "create", "--email", "real@example.org", "--project", "real", "--role", "viewer")
		link := worked(t, s.dir, "", "user", "link", "--email", "real@example.org", "--base-url", strings.TrimSuffix(s.address("/"), "/")).out
		c := browser(t)
		_, _, _ = page(t, c, strings.TrimSpace(link))
		shown := 0
		for _, want := range spans {
			if want.Root != "" && want.Root != want.ID || len(want.Feedback) == 0 || want.Feedback[0].Comment == "" {
				continue
			}
			if shown++; shown > 20 {
				break
			}
			status, _, body := page(t, c, s.address("/p/real/t/"+string(store.TraceKey(want.ID))))
			require.Equal(t, http.StatusOK, status)
			text := strings.Join(strings.Fields(html.UnescapeString(body)), " ")
			said := strings.Join(strings.Fields(want.Feedback[0].Comment), " ")
			require.True(t, strings.Contains(text, said), "the page of %s shows %q", want.ID, said)
			require.True(t, strings.Contains(text, want.Feedback[0].User), "the page of %s names %q", want.ID, want.Feedback[0].User)
		}
		require.Equal(t, 21, shown)
	})

	t.Run("an export imported elsewhere exports the same", func(t *testing.T) {
		t.Parallel()
		first := worked(t, s.dir, "", "export", "--project", "real", "--filter", "")
		require.Equal(t, 2676, strings.Count(first.out, "\n"))
		worked(t, s.dir, first.out, "import", "--project", "real copy", "-")
		second := worked(t, s.dir, "", "export", "--project", "real copy", "--filter", "")
		require.True(t, untimed(t, first.out) == untimed(t, second.out))
	})
}

// untimed drops the times of feedback: where the span has none, its feedback was said when the span was received.
func untimed(t *testing.T, file string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(file) {
		var members map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &members))
		feedback, _ := members["feedback"].([]any)
		for _, f := range feedback {
			delete(f.(map[string]any), "created")
		}
		b, err := json.Marshal(members)
		require.NoError(t, err)
		out.Write(append(b, '\n'))
	}
	return out.String()
}

// everything is what a project holds.
type everything struct {
	traces map[string]store.Trace
	spans  map[store.SpanID]store.SpanNode
	events []store.Event
}

func (d data) readAll() everything {
	d.t.Helper()
	all := everything{traces: d.traces(), spans: map[store.SpanID]store.SpanNode{}}
	for root, tr := range all.traces {
		spans, err := d.Spans(context.Background(), d.project, tr.ID)
		require.NoError(d.t, err)
		for _, s := range spans {
			all.spans[s.ID] = s
		}
		all.events = append(all.events, d.events(root)...)
	}
	return all
}

// folded are the votes on a span that count, by source and name: of a named author the last, of nobody all.
func (s realSpan) folded() map[string]map[string][]any {
	type voter struct{ source, name, author string }
	var order []voter
	latest := map[voter]any{}
	vote := func(source, author string, scores map[string]any, place int) {
		for name, v := range scores {
			if author == "" {
				author = fmt.Sprintf("nobody %d", place)
			}
			key := voter{source, name, author}
			if _, known := latest[key]; !known {
				order = append(order, key)
			}
			latest[key] = v
		}
	}
	vote("automated", "span", s.Scores, 0)
	for i, f := range s.Feedback {
		author := f.User
		for _, key := range []string{"user_id", "user"} {
			if name, ok := f.Metadata[key].(string); ok && author == "" {
				author = name
			}
		}
		vote(map[string]string{"app": "review", "automated": "automated"}[f.Source], author, f.Scores, i)
	}
	votes := map[string]map[string][]any{}
	for _, key := range order {
		source := key.source
		if source == "" {
			source = "user"
		}
		if votes[source] == nil {
			votes[source] = map[string][]any{}
		}
		if latest[key] != nil {
			votes[source][key.name] = append(votes[source][key.name], latest[key])
		}
	}
	return votes
}

// combine pools the votes of people, and takes the automated ones where there are none.
func combine(bySource map[string]map[string][]any) map[string][]any {
	all := map[string][]any{}
	for _, source := range []string{"user", "review"} {
		for name, votes := range bySource[source] {
			all[name] = append(all[name], votes...)
		}
	}
	for name, votes := range bySource["automated"] {
		if len(all[name]) == 0 {
			all[name] = votes
		}
	}
	return all
}

// fold is the mean of the numbers, else the category that most name, else nil.
func fold(votes []any) any {
	sum, numbers, named := 0.0, 0, map[string]int{}
	for _, v := range votes {
		switch v := v.(type) {
		case float64:
			sum, numbers = sum+v, numbers+1
		case bool:
			numbers++
			if v {
				sum++
			}
		case string:
			named[v]++
		}
	}
	if numbers > 0 {
		return sum / float64(numbers)
	}
	most, tied, best := "", false, 0
	for name, n := range named {
		switch {
		case n > best:
			most, tied, best = name, false, n
		case n == best:
			tied = true
		}
	}
	if tied || best == 0 {
		return nil
	}
	return most
}

func requireScore(t *testing.T, want any, got store.Score, where string) {
	t.Helper()
	switch want := want.(type) {
	case nil:
		require.True(t, got.IsNull(), where)
	case string:
		require.Equal(t, want, got.Category, where)
	case float64:
		require.NotNil(t, got.Number, where)
		require.InDelta(t, want, *got.Number, 1e-12, where)
	}
}
