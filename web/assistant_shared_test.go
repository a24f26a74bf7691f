//go:build shared

package web

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"assay/store"
	"assay/store/jsonl"

	"github.com/stretchr/testify/require"
)

// realSpans reads one of the real files. What applications sent as theirs is by users if asUser says so, as with
// import --source-as app=user.
func realSpans(t *testing.T, name string, asUser bool) []store.Span {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds data/*.jsonl")
	f, err := os.Open(filepath.Join(dir, "data", name))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	var spans []store.Span
	for in := jsonl.NewReader(f); ; {
		span, err := in.Next()
		if errors.Is(err, io.EOF) {
			return spans
		}
		require.NoError(t, err)
		for i := range span.Feedback {
			if asUser && span.Feedback[i].Source == store.Review {
				span.Feedback[i].Source = store.User
			}
		}
		spans = append(spans, span)
	}
}

func TestShared_theThreeSentencesMeanExactlyTheRightTracesOfTheRealFiles(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, real := range []struct {
		file           string
		asUser         bool
		sources        []store.Source
		positive, down func(spoken) bool
		some           bool // some traces are positive and some have a thumb down
	}{
		{"oasst_thumbs.jsonl", true, []store.Source{store.User}, func(s spoken) bool { return s.any("thumbs", 1) }, func(s spoken) bool { return s.any("thumbs", 0) }, true},
		{"oasst_thumbs.jsonl", false, []store.Source{store.Review}, func(s spoken) bool { return s.any("thumbs", 1) }, func(s spoken) bool { return s.any("thumbs", 0) }, true},
		{"qa_feedback.jsonl", false, []store.Source{store.User},
			func(s spoken) bool {
				return s.any("error_free", 1) || s.any("complete", 1) || s.mean("preference") > 0.5
			},
			func(s spoken) bool { return s.any("error_free", 0) || s.any("complete", 0) }, true},
		{"mqm_ende.jsonl", false, []store.Source{store.Review}, func(s spoken) bool { return s.mean("mqm") > 0.5 }, func(s spoken) bool { return s.mean("mqm") < 0.5 }, true},
		{"agent_failures.jsonl", false, []store.Source{store.User}, func(s spoken) bool { return s.any("step_ok", 1) }, func(s spoken) bool { return s.any("step_ok", 0) }, false},
		{"code_feedback.jsonl", false, []store.Source{store.User}, nil, nil, false},
	} {
		name := real.file
		if real.asUser {
			name += " by users"
		}
		spans := realSpans(t, real.file, real.asUser)
		p := a.projectOf(name, spans)
		all := heard(spans, real.sources...)
		_, ids := a.planned(p, correctionsSentence)
		require.Equal(t, those(all, func(s spoken) bool { return s.corrected }), ids, name)
		if real.positive == nil {
			continue
		}
		for sentence, is := range map[string]func(spoken) bool{positiveSentence: real.positive, thumbsDownSentence: real.down} {
			plan, ids := a.planned(p, sentence)
			want := those(all, is)
			require.Equal(t, real.some || sentence == thumbsDownSentence, len(want) > 0, name)
			require.Equal(t, want, ids, "%s: %s, %s", name, sentence, plan.Filter)
			t.Logf("%s: %s: %d traces, %s", name, sentence, len(ids), plan.Filter)
		}
	}
}
