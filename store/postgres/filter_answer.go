package postgres

import (
	"strings"

	"assay/store/filter"
)

// reviewAnswers selects what each reviewer answers to each question on a row: of an author the latest standing answer on
// every span, of those the latest, withdrawn ones left out. What settles a question is nobody's answer, and an answer without
// an author cannot be set against another. The answer is the category, or the number where there is none.
const reviewAnswers = `SELECT DISTINCT ON (l.name, l.author) l.name, l.author, l.value, l.category, COALESCE(to_jsonb(l.category), to_jsonb(l.value)) AS answer
FROM (
  SELECT DISTINCT ON (e.name, e.author, e.span_id) e.name, e.author, e.seq, e.value, e.category
  FROM event e
  WHERE e.project_id = {p} AND {of} = {r}.id AND {asked} AND NOT e.adjudicates AND e.author IS NOT NULL AND {standing}
  ORDER BY e.name, e.author, e.span_id, e.seq DESC
) AS l
WHERE l.value IS NOT NULL OR l.category IS NOT NULL
ORDER BY l.name, l.author, l.seq DESC`

// asked is the condition that event e answers a question of a review.
const asked = `e.kind = 'score' AND e.source = 'review'`

// apart is how far the answers a to one question are apart: 0 where all are the same, else the widest difference of numbers,
// else 1. It is NULL of fewer than two.
const apart = `CASE WHEN count(*) < 2 THEN NULL WHEN count(DISTINCT a.answer) = 1 THEN 0
WHEN count(a.value) = count(*) AND max(a.value) > min(a.value) THEN max(a.value) - min(a.value) ELSE 1 END::float8`

// settled selects the events that settle questions of a row.
const settled = `SELECT FROM event e WHERE e.project_id = {p} AND {of} = {r}.id AND {asked} AND e.adjudicates
AND (e.value IS NOT NULL OR e.category IS NOT NULL) AND {standing}`

// ofReview completes one of the selects above for the row at hand; a question narrows it to that one.
func (c *compiler) ofReview(sql, question string) string {
	condition := asked
	if question != "" {
		condition += " AND e.name = " + question
	}
	return c.at(strings.NewReplacer("{of}", c.either("e.trace_id", "e.span_id"), "{asked}", condition).Replace(sql))
}

// answer compiles a path below answers, disagreement or settled.
func (c *compiler) answer(p *filter.Path) value {
	question := c.args.text(p.Key())
	switch p.Field.Kind {
	case filter.KindAnswers:
		all := "(SELECT jsonb_object_agg(a.author, a.answer) FROM (" + c.ofReview(reviewAnswers, question) + ") AS a)"
		return value{rep: repJSON, sql: c.dig(all, p.Keys[1:])}
	case filter.KindDisagreement:
		return value{rep: repNumber, sql: "(SELECT " + apart + " FROM (" + c.ofReview(reviewAnswers, question) + ") AS a)"}
	}
	return value{rep: repBool, sql: "EXISTS (" + c.ofReview(settled, question) + ")"}
}

// unanswered asks whether nothing is below a bare answers, disagreement or settled.
func (c *compiler) unanswered(p *filter.Path) string {
	switch p.Field.Kind {
	case filter.KindAnswers:
		return "NOT EXISTS (" + c.ofReview(reviewAnswers, "") + ")"
	case filter.KindDisagreement:
		return "NOT EXISTS (SELECT FROM (" + c.ofReview(reviewAnswers, "") + ") AS a GROUP BY a.name HAVING count(*) > 1)"
	}
	return "NOT EXISTS (" + c.ofReview(settled, "") + ")"
}

// answered adds to a condition on answers to one question that must hold, and does not where nobody answered it, how an index
// finds the traces where somebody did: few traces of many are reviewed. Events are never taken out of the log, so that it
// goes for every position in it.
func (c *compiler) answered(e filter.Expr) string {
	n, ok := e.(*filter.Compare)
	if !ok || c.scope.span || n.Op == filter.OpSame || n.Op == filter.OpNotSame {
		return ""
	}
	p, ok := n.Left.(*filter.Path)
	if !ok || p.Field == nil || len(p.Keys) == 0 || p.Field.Kind != filter.KindAnswers && p.Field.Kind != filter.KindDisagreement {
		return ""
	}
	return c.scope.alias + ".id IN (SELECT e.trace_id FROM event e WHERE e.project_id = " + projectArg + " AND " + asked + " AND e.name = " + c.args.text(p.Key()) + ")"
}
