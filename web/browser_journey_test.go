package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/store"
	"assay/store/jsonl"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// importLines puts spans into the demo project as `assay import` does.
func (a *app) importLines(lines string) {
	a.t.Helper()
	in := jsonl.NewReader(strings.NewReader(lines))
	var spans []store.Span
	for {
		span, err := in.Next()
		if err != nil {
			break
		}
		spans = append(spans, span)
	}
	require.Equal(a.t, strings.Count(lines, "\n"), len(spans), "every line is a span")
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "test", spans, a.clock.now())
	require.NoError(a.t, err)
}

// journeyLines are n answers of a shop's agent in April 2026, the first the oldest, the even ones disliked by their users and
// the last of those with a correction when n is even.
func journeyLines(n int) string {
	var b strings.Builder
	for i := range n {
		feedback := fmt.Sprintf(`[{"source":"external","user":"u%d","scores":{"liked":%d}}]`, i, i%2)
		if i == n-2 {
			feedback = fmt.Sprintf(`[{"source":"external","user":"u%d","scores":{"liked":0},"comment":"Wrong depot.","expected":"Parcel %d is in Ulm."}]`, i, i)
		}
		fmt.Fprintf(&b, `{"id":"j%d","created":"2026-04-01T10:%02d:00Z","name":"shop","input":"Where is parcel %d?","output":"Parcel %d is in Bonn.","feedback":%s}`+"\n", i, i, i, i, feedback)
	}
	return b.String()
}

func journeyTrace(i int) store.TraceID { return store.TraceKey(fmt.Sprintf("j%d", i)) }

// TestBrowserJourney is the work Assay is for, with the keyboard alone: find what users disliked, judge it, correct it, take
// a decision back, select, add to a new dataset and take the dataset away as a file.
func TestBrowserJourney(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	s.importLines(journeyLines(12))
	b := s.as(s.people[store.Curator])

	b.open("/p/demo/logs")
	b.press("/")
	b.write(`scores.user.liked < 0.5`)
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("filter") === "scores.user.liked < 0.5" && document.readyState === "complete"`)
	b.says(".count", "6 traces")

	b.press("j", "j", "Enter")
	b.find("#panel .trace")
	b.says("#panel", "Parcel 8 is in Bonn.")
	b.until(`new URL(location).searchParams.has("trace")`)
	b.press("k")
	b.says("#panel", "Parcel 10 is in Bonn.")
	b.press("q")
	b.until(`!document.querySelector("#panel").childElementCount`)
	require.Empty(t, b.query().Get("trace"))
	b.until(`document.activeElement.closest("[data-row]") === document.querySelector("[data-row]")`)

	b.press("r")
	b.at("/p/demo/review")
	b.review(t, s)

	b.press("q")
	b.at("/p/demo/logs")
	require.Equal(t, "scores.user.liked < 0.5", b.query().Get("filter"), "the list is the one review began with")
	b.collect(t, s)
}

// painted waits until the shown item counts as seen.
func (b *tab) painted(position string) {
	b.t.Helper()
	b.until(`document.querySelector("[data-position]")?.textContent === ` + js(position) + ` && document.getElementById("item").dataset.painted !== undefined`)
}

// saved waits until the server has every decision.
func (b *tab) saved() {
	b.t.Helper()
	b.until(`document.querySelector(".review-saved")?.textContent.includes("Saved:")`)
}

// review judges the first items of a run and takes the last decision back.
func (b *tab) review(t *testing.T, s *site) {
	t.Helper()
	b.painted("1")
	b.press("2") // the slider: 25 %
	b.press("3") // the choice: bad
	b.press("w")
	b.write("No source.")
	b.press("Escape", "c")
	b.write("It is in Ulm.")
	b.press("Escape", "e")
	b.until(`document.activeElement.name === "expected"`)
	b.press("End", "Backspace", "Backspace", "Backspace", "Backspace", "Backspace")
	b.write("Ulm.")
	b.find("[data-diff]")
	require.Equal(t, "Bonn", eval[string](b, `document.querySelector("[data-diff] del").textContent`))
	require.Equal(t, "Ulm", eval[string](b, `document.querySelector("[data-diff] ins").textContent`))
	b.press("Escape", "Enter")
	b.painted("2")
	b.saved()

	first := s.history(journeyTrace(10))
	said := map[store.EventKind]string{}
	for _, e := range first {
		said[e.Kind] += e.Name + e.Body + e.Score.String() + ";"
	}
	require.Equal(t, "correct0.25;tonebad;", said[store.ScoreEvent])
	require.Equal(t, "whyNo source.–;", said[store.TextEvent])
	require.Equal(t, "It is in Ulm.–;", said[store.CommentEvent])
	require.Contains(t, said[store.CorrectionEvent], `"Parcel 10 is in Ulm."`)
	require.Contains(t, said[store.DecisionEvent], "approved")
	require.NotEmpty(t, said[store.CompleteEvent])

	b.press("ArrowRight", "ArrowRight", "j", "1", "c") // the slider from its middle to 60 %, the choice: good
	b.write("Second.")
	b.press("Ctrl+Enter")
	b.painted("3")
	b.saved()
	require.NotEmpty(t, s.history(journeyTrace(8)))

	b.press("u")
	b.painted("2")
	b.says("#notices", "Took back")
	require.Empty(t, s.history(journeyTrace(8)), "as if nothing had been said")
	require.Equal(t, "60", eval[string](b, `document.querySelector("[data-question=slider] input[type=number]").value`))
	require.Equal(t, "good", eval[string](b, `document.querySelector("[data-question=categorical] :checked").value`))
	require.Equal(t, "Second.", eval[string](b, `document.querySelector("#review-comment").value`))
	require.Equal(t, first, s.history(journeyTrace(10)), "what came before stands")

	b.press("j", "0")
	require.Empty(t, eval[string](b, `document.querySelector("[data-question=categorical] :checked").value`), "0 answers nothing")
}

// collect selects three traces from the keyboard, adds them to a new dataset and downloads it.
func (b *tab) collect(t *testing.T, s *site) {
	t.Helper()
	b.press("j", "x", "j", "j", "X")
	b.says("[data-selected]", "3 selected")
	b.press("d")
	b.at("/p/demo/add")
	b.says("h1", "Add 3 traces")
	b.press("n")
	b.write("golden")
	b.press("Enter")
	b.at("/p/demo/datasets/golden")
	b.says(".notice", "Added 3 rows.")

	b.press("j", "Enter")
	b.until(`location.pathname.startsWith("/p/demo/datasets/golden/rows/") && document.readyState === "complete"`)
	b.says("#main", "Where is parcel")
	b.press("Escape")
	b.at("/p/demo/datasets/golden")

	dir := t.TempDir()
	events := true
	_, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID, DownloadPath: dir, EventsEnabled: &events})
	require.NoError(t, err)
	progress := chromedp.BrowserEvents(b.ctx, browser.DownloadProgress)
	b.tabTo(`a[href*="/export"][href*="jsonl"]`)
	b.press("Enter")
	for e, err := range progress {
		require.NoError(t, err)
		require.NotEqual(t, browser.DownloadProgressStateCanceled, e.State)
		if e.State == browser.DownloadProgressStateCompleted {
			break
		}
	}
	requireExport(t, s, dir)
}

// requireExport compares the one file in a folder with the rows of the dataset "golden".
func requireExport(t *testing.T, s *site, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	file, err := os.ReadFile(files[0])
	require.NoError(t, err)
	var got, want []string
	for line := range strings.Lines(string(file)) {
		var row struct {
			ID              string
			Input, Expected json.RawMessage
		}
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		got = append(got, row.ID+" "+string(row.Input)+" "+string(row.Expected))
	}
	d, err := s.db.Dataset(t.Context(), s.project.ID, "golden")
	require.NoError(t, err)
	require.NoError(t, s.db.EachDatasetRow(t.Context(), s.project.ID, d.ID, d.Version, func(r store.DatasetRow) error {
		want = append(want, r.ID+" "+string(r.Input)+" "+cmp.Or(string(r.Expected), "null"))
		return nil
	}))
	require.Len(t, want, 3)
	slices.Sort(got)
	slices.Sort(want)
	require.Equal(t, want, got)
	require.Contains(t, strings.Join(got, "\n"), `"Parcel 10 is in Ulm."`, "the approved value is the expected one")
}
