package postgres

import (
	"encoding/json"

	"assay/store"
	"assay/store/filter"
)

// answer tells the rows what reviewers answered to each question: of an author the latest, on a span and of a trace.
func (w *filterWorld) answer(spans []store.Span) {
	type said map[string]map[string]store.Score // by question and author
	rows := map[*filter.Row]said{}
	for i := range spans {
		s := &spans[i]
		for _, f := range s.Feedback {
			if f.Source != store.Review || f.User == "" {
				continue
			}
			for _, row := range []*filter.Row{w.spans[string(store.SpanKey(s.RowID))], w.traces[string(store.TraceKey(s.RootSpanID))]} {
				if rows[row] == nil {
					rows[row] = said{}
				}
				for name, score := range f.Scores {
					if rows[row][name] == nil {
						rows[row][name] = map[string]store.Score{}
					}
					rows[row][name][f.User] = score
				}
			}
		}
	}
	for id, questions := range w.settled {
		for _, all := range []map[string]*filter.Row{w.traces, w.spans} {
			if row := all[id]; row != nil {
				row.Settled = questions
			}
		}
	}
	for row, said := range rows {
		row.Answers, row.Apart = map[string]json.RawMessage{}, map[string][]float64{}
		for name, by := range said {
			plain := map[string]any{}
			for author, score := range by {
				if plain[author] = any(score.Category); score.Category == "" {
					plain[author] = *score.Number
				}
				if score.Number != nil {
					row.Apart[name] = append(row.Apart[name], *score.Number)
				}
			}
			row.Answers[name], _ = json.Marshal(plain)
		}
	}
}
