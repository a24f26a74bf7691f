package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// ReviewAnswer is what one reviewer answers to one question about one trace.
type ReviewAnswer struct {
	Trace    store.TraceID
	Question string
	Author   string
	Score    store.Score
}

// ReviewedItems is what reviewers answer on some traces.
type ReviewedItems struct {
	Answers []ReviewAnswer
	Items   int
	// Capped tells that more traces match than were read: these are the newest, back to Oldest.
	Capped bool
	Oldest time.Time
	// Segments has, for each trace, the values of the metadata key that was asked for, those from feedback included, as a filter
	// on the key sees them. A trace without any is not in it.
	Segments map[store.TraceID][]json.RawMessage
}

// Reviewed reads the answers of reviewers on the query's newest traces that anyone answered a question on, at most limit of
// them, and what their metadata says under a key; an empty key asks for none. An answer counts by the rules of the filter's
// answers: of an author the latest, nothing that settles a question, nobody unnamed.
func (db *DB) Reviewed(ctx context.Context, q Query, key string, limit int) (ReviewedItems, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return ReviewedItems{}, err
	}
	c := &compiler{args: args, o: q.Options, scope: scope{alias: "item"}}
	q.asOf(args)
	segment := args.text(key)
	statement := `
WITH item AS MATERIALIZED (
  SELECT t.id, t.created, COALESCE(jsonb_build_array(t.metadata -> ` + segment + `) || COALESCE(t.feedback_metadata -> ` + segment + `, '[]'), '[]') AS segments
  ` + relation + ` AND t.id IN (SELECT e.trace_id FROM event e WHERE e.project_id = ` + projectArg + ` AND ` + asked + `)
  ORDER BY t.created DESC, t.id DESC LIMIT ` + args.add(limit+1) + `
)
SELECT item.id, item.created, item.segments, COALESCE(array_agg(a.name) FILTER (WHERE a.name IS NOT NULL), '{}') AS names,
  COALESCE(array_agg(a.author) FILTER (WHERE a.name IS NOT NULL), '{}') AS authors,
  COALESCE(jsonb_agg(jsonb_build_array(a.value, a.category)) FILTER (WHERE a.name IS NOT NULL), '[]') AS scores
FROM item LEFT JOIN LATERAL (` + c.ofReview(reviewAnswers, "") + `) AS a ON true
GROUP BY item.id, item.created, item.segments ORDER BY item.created DESC, item.id DESC`
	var rows []struct {
		ID             store.TraceID
		Created        time.Time
		Segments       json.RawMessage
		Names, Authors pq.StringArray
		Scores         json.RawMessage
	}
	if err := db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
		return ReviewedItems{}, fmt.Errorf("read answers of reviewers: %w", translate(err))
	}
	out := ReviewedItems{Segments: map[store.TraceID][]json.RawMessage{}, Capped: len(rows) > limit}
	rows = rows[:min(len(rows), limit)]
	out.Items = len(rows)
	for _, r := range rows {
		out.Oldest = r.Created
		var scores [][2]any
		if err := json.Unmarshal(r.Scores, &scores); err != nil {
			return out, fmt.Errorf("read answers of reviewers: %w", err)
		}
		for i, s := range scores {
			a := ReviewAnswer{Trace: r.ID, Question: r.Names[i], Author: r.Authors[i]}
			if v, ok := s[0].(float64); ok {
				a.Score.Number = &v
			}
			a.Score.Category, _ = s[1].(string)
			out.Answers = append(out.Answers, a)
		}
		if out.Segments[r.ID], err = scalars(r.Segments); err != nil {
			return out, err
		}
	}
	return out, nil
}

// scalars are the texts, numbers and truth values of a JSON list, each once.
func scalars(list json.RawMessage) ([]json.RawMessage, error) {
	var all, out []json.RawMessage
	if err := json.Unmarshal(list, &all); err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	seen := map[string]bool{}
	for _, v := range all {
		if s := string(v); !seen[s] && s != "null" && !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "[") {
			seen[s] = true
			out = append(out, v)
		}
	}
	return out, nil
}
