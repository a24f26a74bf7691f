//go:build shared

package theme_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/store/theme"
)

// realComments are the comments of a file of the shared data, with the categories that the file gives each.
func realComments(t *testing.T, file string) (texts []theme.Text, categories map[string][]string) {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds data/*.jsonl")
	f, err := os.Open(filepath.Join(dir, "data", file+".jsonl"))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	categories = map[string][]string{}
	for lines.Scan() {
		var span struct {
			ID       string
			Feedback []struct {
				Comment  string
				Metadata struct {
					Errors []struct {
						Type     string `json:"error type"`
						Category string
						Severity string
					}
					Missing []struct {
						Type string `json:"error type"`
					} `json:"missing_info"`
					Agent  string `json:"mistake_agent"`
					Result string `json:"refinement_result"`
				}
			}
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &span))
		for i, feedback := range span.Feedback {
			if feedback.Comment == "" {
				continue
			}
			id := fmt.Sprintf("%s/%d", span.ID, i)
			texts = append(texts, theme.Text{ID: id, Body: feedback.Comment})
			found := map[string]bool{}
			for _, e := range feedback.Metadata.Errors {
				found[e.Type+e.Severity+" "+e.Category] = true
			}
			for _, e := range feedback.Metadata.Missing {
				found[e.Type+" "] = true
			}
			if agent := feedback.Metadata.Agent; agent != "" {
				found[agent] = true
			}
			categories[id] = slices.Sorted(maps.Keys(found))
		}
	}
	require.NoError(t, lines.Err())
	return texts, categories
}

// purity is the share of all memberships that are in the category most frequent in their theme.
func purity(r *theme.Result, categories map[string][]string) float64 {
	right, all := 0, 0
	for _, k := range r.Themes {
		counts := map[string]int{}
		for _, m := range k.Members {
			for _, c := range categories[m.ID] {
				counts[c]++
			}
		}
		most := 0
		for _, n := range counts {
			most = max(most, n)
		}
		right, all = right+most, all+len(k.Members)
	}
	return float64(right) / float64(max(1, all))
}

// covered is the share of pairs of a comment and one of its categories for which the comment is in a theme where that category
// is the most frequent.
func covered(r *theme.Result, categories map[string][]string) float64 {
	owns := map[string]map[string]bool{} // category to comments
	for _, k := range r.Themes {
		counts := map[string]int{}
		for _, m := range k.Members {
			for _, c := range categories[m.ID] {
				counts[c]++
			}
		}
		best := ""
		for _, c := range slices.Sorted(maps.Keys(counts)) {
			if counts[c] > counts[best] {
				best = c
			}
		}
		if owns[best] == nil {
			owns[best] = map[string]bool{}
		}
		for _, m := range k.Members {
			owns[best][m.ID] = true
		}
	}
	hits, all := 0, 0
	for id, list := range categories {
		for _, c := range list {
			all++
			if owns[c][id] {
				hits++
			}
		}
	}
	return float64(hits) / float64(max(1, all))
}

// TestShared_themesOfRealComments prints the themes of the comments of each file, to be judged, and holds their purity against
// the categories that the files carry. Those of qa_feedback and mqm_ende are what went wrong; those of agent_failures are which
// agent failed, which comments seldom are about. code_feedback carries none, and oasst_thumbs has no comments.
func TestShared_themesOfRealComments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file                   string
		comments               int
		purity, covered, other float64 // at least, at least, at most
	}{
		{"qa_feedback", 198, 0.95, 0.9, 0.05},
		{"mqm_ende", 438, 0.9, 0.8, 0.05},
		{"code_feedback", 195, 0, 0, 0.35},
		{"agent_failures", 52, 0, 0, 0.25},
		{"oasst_thumbs", 0, 0, 0, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			texts, categories := realComments(t, c.file)
			require.Len(t, texts, c.comments)
			r := theme.Find(texts, theme.Options{})
			show(t, r, len(texts))
			p, v := purity(r, categories), covered(r, categories)
			t.Logf("purity %.3f, of the categories covered %.3f", p, v)
			if c.purity > 0 {
				require.GreaterOrEqual(t, p, c.purity)
				require.GreaterOrEqual(t, v, c.covered)
			}
			require.LessOrEqual(t, float64(len(r.Other)), c.other*float64(len(texts)))
		})
	}
}
