package theme_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/store"
	"assay/store/sample"
	"assay/store/statistics"
	"assay/store/theme"
)

// comments are those of the sample project's customers, with what is known of each.
func comments(t *testing.T, seed uint64) (texts []theme.Text, known map[string]map[string]string) {
	t.Helper()
	known = map[string]map[string]string{}
	for span := range sample.Spans(seed, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)) {
		for _, f := range span.Feedback {
			if f.Comment == "" || f.Source != store.User {
				continue
			}
			id := fmt.Sprintf("c%04d", len(texts))
			texts = append(texts, theme.Text{ID: id, Body: f.Comment})
			about := map[string]string{}
			require.NoError(t, json.Unmarshal(span.Metadata, &about))
			known[id] = about
		}
	}
	require.Greater(t, len(texts), 200)
	return texts, known
}

// show lists the themes for a person to judge.
func show(t *testing.T, r *theme.Result, all int) {
	t.Helper()
	t.Logf("%d comments, %d themes, %.0f %% in none", all, len(r.Themes), 100*float64(len(r.Other))/float64(max(1, all)))
	for _, k := range r.Themes {
		quote := []rune(strings.Join(strings.Fields(k.Quote.Body), " "))
		t.Logf("%4d  %-36s  %s", len(k.Members), k.Name, string(quote[:min(len(quote), 90)]))
	}
}

// TestSample looks for what package sample says there is to find.
func TestSample(t *testing.T) {
	t.Parallel()
	texts, known := comments(t, 1)
	r := theme.Find(texts, theme.Options{})
	show(t, r, len(texts))
	require.Less(t, len(r.Other), len(texts)/3)
	find := func(part string) theme.Theme {
		for _, k := range r.Themes {
			if strings.Contains(k.Name, part) {
				return k
			}
		}
		require.Fail(t, "no theme is called "+part)
		return theme.Theme{}
	}
	lift := func(k theme.Theme, field string) theme.Lift {
		segment := map[string]string{}
		for id, about := range known {
			segment[id] = about[field]
		}
		return k.Lifts(texts, segment, statistics.Usual)[0]
	}

	for _, c := range []struct{ part, field, segment string }{
		{"60 days", "release", "2026.10.3"},
		{"60 days", "category", "returns"},
		{"returns or refunds", "release", "2026.10.3"},
		{"language", "model", "mistfall-8b"},
		{"language", "language", "de"},
		{"billing or tax", "category", "invoice-vat"},
		{"too long", "feature", "email-reply"},
	} {
		t.Run(c.part+" is said of "+c.segment, func(t *testing.T) {
			t.Parallel()
			l := lift(find(c.part), c.field)
			require.Equal(t, c.segment, l.Segment)
			require.Greater(t, l.Ratio.Low, 1.0, "%+v", l)
		})
	}

	t.Run("the other notions of the sample are themes too", func(t *testing.T) {
		t.Parallel()
		for _, part := range []string{"praise", "wrong", "made up", "slow", "refused", "not answered", "error or outage"} {
			require.GreaterOrEqual(t, len(find(part).Members), 4, part)
		}
	})
}
