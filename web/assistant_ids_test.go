package web

import (
	"math"
	"slices"
	"testing"

	"assay/store"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/store/sample"

	"github.com/stretchr/testify/require"
)

// The sentences of features.md, which must be right without a model.
const (
	positiveSentence    = "Create a dataset from logs with positive feedback"
	correctionsSentence = "Generate a dataset from user corrections"
	thumbsDownSentence  = "Build a dataset from cases where users clicked thumbs down"
)

// project makes a project of spans.
func (a *app) projectOf(name string, spans []store.Span) store.Project {
	a.t.Helper()
	p, _, err := a.db.CreateProject(a.t.Context(), name)
	require.NoError(a.t, err)
	for part := range slices.Chunk(spans, 500) {
		_, err := a.db.InsertSpans(a.t.Context(), p.ID, name, part, a.clock.now())
		require.NoError(a.t, err)
	}
	return p
}

// planned returns the plan of a sentence in a project, and the traces it means.
func (a *app) planned(p store.Project, sentence string) (assistant.Plan, []store.TraceID) {
	a.t.Helper()
	known, err := a.server.readKnown(a.t.Context(), p.ID, a.people[store.Admin].ID)
	require.NoError(a.t, err)
	t := assistant.Turn{Sentence: sentence, Asked: a.clock.now()}
	t.Plan = assistant.Make(sentence, known, assistant.Page{}, nil, filter.Options{Now: a.clock.now()})
	q, err := a.server.plannedTraces(a.t.Context(), p.ID, t)
	require.NoError(a.t, err)
	ids, err := a.server.eachTrace(a.t.Context(), q)
	require.NoError(a.t, err)
	slices.Sort(ids)
	return t.Plan, ids
}

// spoken is what people said of one trace: the votes that stand, by score, and whether users corrected it.
type spoken struct {
	votes     map[string][]float64
	corrected bool
}

// heard goes through spans by the rules of the log: of one author, score and span the last vote counts, of nobody in
// particular every one. It looks at sources as given.
func heard(spans []store.Span, sources ...store.Source) map[store.TraceID]spoken {
	type voter struct{ name, author string }
	all := map[store.TraceID]spoken{}
	for _, s := range spans {
		id := store.TraceKey(s.RootSpanID)
		said := all[id]
		if said.votes == nil {
			said.votes = map[string][]float64{}
		}
		last := map[voter]float64{}
		for _, f := range s.Feedback {
			said.corrected = said.corrected || f.Source == store.User && f.Expected != nil
			if !slices.Contains(sources, f.Source) {
				continue
			}
			for name, score := range f.Scores {
				if f.User == "" {
					said.votes[name] = append(said.votes[name], *score.Number)
				} else {
					last[voter{name, f.User}] = *score.Number
				}
			}
		}
		for v, vote := range last {
			said.votes[v.name] = append(said.votes[v.name], vote)
		}
		all[id] = said
	}
	return all
}

func (s spoken) any(name string, vote float64) bool { return slices.Contains(s.votes[name], vote) }

func (s spoken) mean(name string) float64 {
	if len(s.votes[name]) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range s.votes[name] {
		sum += v
	}
	return sum / float64(len(s.votes[name]))
}

// those lists the traces that a test is true for.
func those(all map[store.TraceID]spoken, is func(spoken) bool) []store.TraceID {
	ids := []store.TraceID{}
	for id, s := range all {
		if is(s) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestTheThreeSentencesMeanExactlyTheRightTracesOfTheSampleProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	spans := slices.Collect(sample.Spans(1, a.clock.now()))
	p := a.projectOf(sample.Project, spans)
	all := heard(spans, store.User)

	plan, ids := a.planned(p, positiveSentence)
	require.Equal(t, assistant.Dataset, plan.Verb)
	want := those(all, func(s spoken) bool { return s.any("thumbs", 1) || s.mean("user_rating") > 0.5 })
	require.Greater(t, len(want), 100)
	require.Equal(t, want, ids)

	plan, ids = a.planned(p, correctionsSentence)
	require.Equal(t, assistant.ByUser, plan.Expected)
	want = those(all, func(s spoken) bool { return s.corrected })
	require.Greater(t, len(want), 10)
	require.Equal(t, want, ids)

	_, ids = a.planned(p, thumbsDownSentence)
	want = those(all, func(s spoken) bool { return s.any("thumbs", 0) })
	require.Greater(t, len(want), 100)
	require.Equal(t, want, ids)
}
