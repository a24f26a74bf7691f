package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/sample"

	"github.com/stretchr/testify/require"
)

// tableSentences are the sentences that the planner is tested with.
func tableSentences(t testing.TB) []string {
	t.Helper()
	var list []string
	for _, name := range []string{"tuning.txt", "held_out.txt"} {
		text, err := os.ReadFile("../store/assistant/testdata/" + name)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if line != "" && !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "project ") && !strings.HasPrefix(line, "page ") {
				list = append(list, line)
			}
		}
	}
	return list
}

// timedWriter notes when the first byte of an answer comes.
type timedWriter struct {
	*httptest.ResponseRecorder
	first time.Time
}

func (w *timedWriter) Write(b []byte) (int, error) {
	if w.first.IsZero() {
		w.first = time.Now()
	}
	return w.ResponseRecorder.Write(b)
}

// BenchmarkFirstStepOfAPlan asks every sentence of the tables about the sample project, without a model, and reports how long it is
// in milliseconds until the plan with its filter is on its way; cold is with nothing of the project remembered, as after a restart.
func BenchmarkFirstStepOfAPlan(b *testing.B) {
	a := newApp(b)
	now := a.clock.now()
	spans := slices.Collect(sample.Spans(1, now))
	for some := range slices.Chunk(spans, 1000) {
		_, err := a.db.InsertSpans(b.Context(), a.project.ID, "sample", some, now)
		require.NoError(b, err)
	}
	c := a.as(store.Viewer)
	sentences := tableSentences(b)
	require.Greater(b, len(sentences), 150)
	ask := func(sentence string) time.Duration {
		r := asHtmx(c.request(http.MethodPost, "/p/demo/assistant", url.Values{"ask": {sentence}}), "assistant-thread")
		for _, cookie := range c.jar.Cookies(r.URL) {
			r.AddCookie(cookie)
		}
		w := &timedWriter{ResponseRecorder: httptest.NewRecorder()}
		from := time.Now()
		a.server.ServeHTTP(w, r)
		require.Equal(b, http.StatusOK, w.Code, sentence)
		require.Contains(b, w.Body.String(), `class="asked"`)
		return w.first.Sub(from)
	}
	for b.Loop() {
		var cold, warm []time.Duration
		for i, s := range sentences {
			if i%10 == 0 {
				a.server.forget(a.project.ID)
				cold = append(cold, ask(s))
			}
			warm = append(warm, ask(s))
		}
		report := func(times []time.Duration, name string) {
			slices.Sort(times)
			for q, at := range map[string]int{"p50": len(times) / 2, "p95": len(times) * 95 / 100} {
				b.ReportMetric(float64(times[at].Microseconds())/1000, q+name+"-ms")
			}
		}
		report(warm, "")
		report(cold, "-cold")
		b.ReportMetric(0, "ns/op")
	}
}
