package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// watchPaints notes, for every Enter, the milliseconds from the press, as the browser stamps it, to the first moment after
// the frame that holds the next item.
const watchPaints = `(() => {
	window.paints = [];
	let pressed = 0;
	addEventListener("keydown", (e) => { if (e.key === "Enter") pressed = e.timeStamp; }, true);
	document.addEventListener("item:shown", () => {
		const from = pressed;
		requestAnimationFrame(() => {
			const after = new MessageChannel();
			after.port1.onmessage = () => window.paints.push(performance.now() - from);
			after.port2.postMessage(0);
		});
	});
	return true;
})()`

// BenchmarkKeyToNextItemPainted reviews 200 items of 100 KB each over a network with a delay of 100 ms, two decisions a
// second, and reports the time from the key to the next item on the screen in milliseconds.
func BenchmarkKeyToNextItemPainted(b *testing.B) {
	const items, pace = 200, 500 * time.Millisecond
	for b.Loop() {
		s := newSite(b)
		s.ask()
		s.importLines(largeLines(items+1, 100<<10))
		tab := s.as(s.people[store.Reviewer])
		tab.open("/p/demo/review?filter=name+%3D+%27shop%27")
		tab.painted("1")
		s.delay(100 * time.Millisecond)
		eval[bool](tab, watchPaints)
		for i := range items {
			tab.press("3", "Enter")
			tab.painted(fmt.Sprint(i + 2))
			time.Sleep(pace)
		}
		tab.saved()
		paints := eval[[]float64](tab, "window.paints")
		require.Len(b, paints, items)
		slices.Sort(paints)
		b.ReportMetric(paints[items/2], "p50-ms")
		b.ReportMetric(paints[items*95/100], "p95-ms")
		b.ReportMetric(paints[items-1], "max-ms")
		b.ReportMetric(0, "ns/op")
	}
}

// delay makes every request of a page wait so much longer for its answer.
func (s *site) delay(latency time.Duration) {
	s.shut(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		s.pass(w, r)
	})
}

// largeLines are n traces of a conversation of so many bytes each, in paragraphs as people and models write them.
func largeLines(n, bytes int) string {
	var lines strings.Builder
	paragraph := strings.Repeat("The parcel left the depot in Bonn and stands in Ulm since, says the carrier. ", 6) + "\n\n"
	for i := range n {
		var turns []map[string]string
		for j := range 10 {
			role := [2]string{"user", "assistant"}[j%2]
			turns = append(turns, map[string]string{"role": role, "content": fmt.Sprint(i, " ", j, " ", strings.Repeat(paragraph, bytes/20/len(paragraph)))})
		}
		line, err := json.Marshal(map[string]any{"id": fmt.Sprint("l", i), "name": "shop", "input": turns, "output": strings.Repeat(paragraph, bytes/2/len(paragraph)),
			"created": time.Date(2026, 4, 1, 10, 0, i, 0, time.UTC).Format(time.RFC3339)})
		if err != nil {
			panic(err) // strings always have a JSON form
		}
		lines.Write(append(line, '\n'))
	}
	return lines.String()
}
