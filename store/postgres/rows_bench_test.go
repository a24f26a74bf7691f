package postgres_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/store/merge"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// BenchmarkWriteLogs writes what an SDK sends for ten traces of five spans: an opening row and a merge for each span, in two
// requests of 50 rows. It reports rows a second.
func BenchmarkWriteLogs(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprintf("%d clients", clients), func(b *testing.B) {
			db, err := postgres.Open(b.Context(), pgtest.DSN(b))
			require.NoError(b, err)
			defer func() { _ = db.Close() }()
			p, _, err := db.CreateProject(b.Context(), "bench")
			require.NoError(b, err)
			var n, rows atomic.Int64
			text := strings.Repeat("What people ask is of all lengths. ", 30)
			b.SetParallelism(clients)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					batch := n.Add(1)
					for _, part := range []string{"open", "end"} {
						var writes []postgres.LogWrite
						for i := range 50 {
							writes = append(writes, postgres.LogWrite{Change: benchChange(part, fmt.Sprintf("%d-%d", batch, i), fmt.Sprintf("%d-%d", batch, i/5), i%5, text)})
						}
						if _, err := db.WriteLogs(b.Context(), p.ID, writes, time.Now()); err != nil {
							b.Error(err)
							return
						}
						rows.Add(50)
					}
				}
			})
			b.ReportMetric(float64(rows.Load())/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func benchChange(part, id, trace string, place int, text string) merge.Change {
	raw := func(format string, args ...any) json.RawMessage { return json.RawMessage(fmt.Sprintf(format, args...)) }
	c := merge.Change{ID: id, Merge: part == "end", Fields: merge.Row{"span_id": raw("%q", "s"+id), "root_span_id": raw("%q", trace)}}
	if place > 0 {
		c.Fields["span_parents"] = raw("[%q]", "s"+trace)
	}
	if part == "end" {
		c.Fields["output"], c.Fields["metrics"] = raw("%q", text), raw(`{"end":101,"tokens":50}`)
		return c
	}
	c.Fields["input"], c.Fields["metrics"], c.Fields["created"] = raw("%q", text), raw(`{"start":100}`), raw(`"2026-05-01T10:00:00Z"`)
	c.Fields["span_attributes"], c.Fields["metadata"] = raw(`{"name":"chat","type":"llm"}`), raw(`{"model":"m","user":%q}`, id)
	return c
}
