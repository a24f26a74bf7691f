package assistant

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/sample"
)

// clock is when the sentences of the tables are asked: a Wednesday.
var clock = time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)

func options() filter.Options { return filter.Options{Now: clock} }

// projects are those of the tables; testdata/README says what they hold.
func projects(t testing.TB) map[string]*Known {
	t.Helper()
	return map[string]*Known{"tarnfell": tarnfell(), "helpdesk": helpdesk(t)}
}

// tarnfell is the sample project as far as a sentence can name it.
func tarnfell() *Known {
	c := filter.NewCensus()
	for s := range sample.Spans(1, clock) {
		if !s.IsRoot() {
			continue
		}
		row := filter.SampleRow{Name: s.Name, Type: s.Type, Error: s.Error, Tags: s.Tags, Metadata: s.Metadata}
		feedback := map[string][]any{}
		for _, f := range s.Feedback {
			var m map[string]any
			_ = json.Unmarshal(f.Metadata, &m)
			for key, v := range m {
				feedback[key] = append(feedback[key], v)
			}
			if f.User != "" && f.Source == store.User {
				c.AddUser(f.User, 1)
			}
		}
		row.Feedback, _ = json.Marshal(feedback)
		c.AddTrace(row)
	}
	c.Finish()
	return &Known{Census: c, Fast: 0.5, Slow: 8, Costly: 0.02, Wordy: 3000,
		Scores: []Score{
			{Name: "correctness", Source: store.Automated, Traces: 1700}, {Name: "faithfulness", Source: store.Automated, Traces: 1700},
			{Name: "helpfulness", Source: store.Automated, Traces: 1700}, {Name: "thumbs", Source: store.User, Traces: 420, Binary: true},
			{Name: "user_rating", Source: store.User, Traces: 380}, {Name: "quality", Source: store.Review, Traces: 90},
		},
		Datasets:  []string{"golden", "return regressions"},
		Views:     []View{{Name: "unhappy business", Filter: "scores.user.thumbs < 1 AND metadata.segment = 'business'"}},
		Reviewers: []string{"mira.hoffmann@tarnfell.example", "deniz.arslan@tarnfell.example", "paula.keane@tarnfell.example", "sam.oyelaran@tarnfell.example"},
	}
}

func helpdesk(t testing.TB) *Known {
	t.Helper()
	c := filter.NewCensus()
	pick := func(i int, of ...string) string { return of[i%len(of)] }
	for i := range 300 {
		metadata, _ := json.Marshal(map[string]any{"plan": pick(i, "free", "free", "pro", "enterprise"), "channel": pick(i/2, "email", "chat", "phone"),
			"model": pick(i/3, "gpt-4o", "gpt-4o-mini", "claude-sonnet"), "topic": pick(i/5, "billing", "shipping", "login"), "region": pick(i/7, "emea", "apac", "amer"),
			"beta": i%9 == 0, "retries": i % 6})
		feedback, _ := json.Marshal(map[string][]any{"thumbs_up": {i%3 != 0}})
		row := filter.SampleRow{Name: "reply", Type: "task", Metadata: metadata, Feedback: feedback}
		if i%11 == 0 {
			row.Tags = []string{pick(i, "urgent", "spam", "needs_followup")}
		}
		c.AddTrace(row)
	}
	c.AddUser("ada@corp.example", 20)
	c.AddUser("bob@corp.example", 10)
	c.Finish()
	return &Known{Census: c, Fast: 0.5, Slow: 8, Costly: 0.02, Wordy: 3000,
		Scores: []Score{
			{Name: "accuracy", Source: store.Automated, Traces: 300}, {Name: "toxicity", Source: store.Automated, Traces: 300},
			{Name: "csat", Source: store.User, Traces: 120}, {Name: "resolved", Source: store.User, Traces: 100, Binary: true},
			{Name: "tone", Source: store.Review, Traces: 60, Categories: []string{"friendly", "neutral", "rude"}},
		},
		Datasets: []string{"billing gold", "regressions"}, Reviewers: []string{"kim@corp.example"},
	}
}
