package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
)

// rowsOfSpan finds the rows that stand in datasets of project $1 and were made from span $3 of trace $2 or merged with it. One that was
// made of a trace before its root came is of the root.
const rowsOfSpan = `
SELECT project_id, dataset_id, id FROM dataset_row
WHERE project_id = $1 AND origin_trace = $2 AND COALESCE(origin_project, project_id) = $1 AND until = ` + forever + `
  AND COALESCE(origin_span, (SELECT root_id FROM trace WHERE project_id = $1 AND id = $2)) = $3
UNION
SELECT project_id, dataset_id, id FROM dataset_row
WHERE project_id = $1 AND sources @> ARRAY['s' || $1::int::text || '/' || $3::uuid::text] AND until = ` + forever

// draftApproved puts the approved value of a span into the account's drafts of the datasets of the project that have rows of the span, so
// that a commit, with a note, brings it there. It comes after the events of the submission, and does nothing when the log had them before.
// Nothing about a draft fails an approval; what was left alone DraftNotes tells.
func draftApproved(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, s Submission, decision store.EventID, at int64) error {
	const fresh = `
SELECT COALESCE(p.approved, '') AS approved FROM event e JOIN span_payload p ON p.project_id = e.project_id AND p.id = e.span_id
WHERE e.project_id = $1 AND e.id = $2 AND e.seq > $3 AND p.approved IS NOT NULL`
	const rows = `
SELECT r.dataset_id AS dataset, r.id FROM (` + rowsOfSpan + `) AS r JOIN dataset d ON d.project_id = r.project_id AND d.id = r.dataset_id
WHERE d.deleted IS NULL ORDER BY r.dataset_id, r.id`
	var approved []string
	if err := tx.SelectContext(ctx, &approved, fresh, project, decision, at); err != nil || len(approved) == 0 {
		return err
	}
	var found []struct {
		Dataset int
		ID      string
	}
	if err := tx.SelectContext(ctx, &found, rows, project, s.Trace, s.Span); err != nil {
		return fmt.Errorf("find rows of span: %w", err)
	}
	value := json.RawMessage(approved[0])
	for len(found) > 0 {
		c := draftChange{of: DraftOf{Project: project, Dataset: found[0].Dataset, Account: s.Account.ID}, submission: s.ID, now: s.Now}
		var edits []DraftEdit
		for len(found) > 0 && found[0].Dataset == c.of.Dataset {
			edits = append(edits, DraftEdit{ID: found[0].ID})
			found = found[1:]
		}
		if err := c.put(ctx, tx, edits, func(r DraftRow) draft.Row { return r.Mine.Approve(value, r.Base) }); err != nil {
			return fmt.Errorf("put approved value into draft: %w", err)
		}
	}
	return nil
}

// DraftNotes tells what a submission of an account did to its drafts, or what taking it back did, by dataset.
func (db *DB) DraftNotes(ctx context.Context, project store.ProjectID, account int, submission store.EventID) ([]store.DraftNote, error) {
	const q = `
SELECT d.name AS dataset, c.outcome, count(*) AS rows, count(*) FILTER (WHERE c.by_hand) AS byhand
FROM dataset_draft_change c JOIN dataset d ON d.project_id = c.project_id AND d.id = c.dataset_id
WHERE c.project_id = $1 AND c.submission = $2 AND c.account_id = $3
GROUP BY d.name, c.outcome ORDER BY d.name, c.outcome <> 'put', c.outcome`
	if !store.IsKey(string(submission)) {
		return nil, nil
	}
	var notes []store.DraftNote
	err := db.x.SelectContext(ctx, &notes, q, project, submission, account)
	return notes, translate(err)
}

// DatasetsOfSpan lists by name the datasets of the project that have rows of a span now.
func (db *DB) DatasetsOfSpan(ctx context.Context, project store.ProjectID, trace store.TraceID, span store.SpanID) ([]string, error) {
	const q = `
SELECT DISTINCT d.name FROM (` + rowsOfSpan + `) AS r JOIN dataset d ON d.project_id = r.project_id AND d.id = r.dataset_id
WHERE d.deleted IS NULL ORDER BY d.name`
	if !store.IsKey(string(trace)) || !store.IsKey(string(span)) {
		return nil, nil
	}
	var names []string
	err := db.x.SelectContext(ctx, &names, q, project, trace, span)
	return names, translate(err)
}

// LastDataset is the dataset of the project that the account wrote a version of last, empty when it wrote none that stands.
func (db *DB) LastDataset(ctx context.Context, project store.ProjectID, account int) (string, error) {
	const q = `
SELECT d.name FROM dataset_version v JOIN dataset d ON d.project_id = v.project_id AND d.id = v.dataset_id
WHERE v.project_id = $1 AND v.account_id = $2 AND d.deleted IS NULL ORDER BY v.xact DESC LIMIT 1`
	var names []string
	if err := db.x.SelectContext(ctx, &names, q, project, account); err != nil || len(names) == 0 {
		return "", translate(err)
	}
	return names[0], nil
}

// SubmissionWrite is a version of a dataset that a decision of review wrote on its way.
type SubmissionWrite struct {
	Dataset int
	Name    string
	Version store.Version
}

// WritesOf lists the versions that a submission of an account wrote on its way, newest first.
func (db *DB) WritesOf(ctx context.Context, project store.ProjectID, account int, submission store.EventID) ([]SubmissionWrite, error) {
	const q = `
SELECT v.dataset_id AS dataset, d.name, v.xact AS version FROM dataset_version v JOIN dataset d ON d.project_id = v.project_id AND d.id = v.dataset_id
WHERE v.project_id = $1 AND v.submission = $2 AND v.account_id = $3 AND d.deleted IS NULL ORDER BY v.xact DESC`
	if !store.IsKey(string(submission)) {
		return nil, nil
	}
	var list []SubmissionWrite
	err := db.x.SelectContext(ctx, &list, q, project, submission, account)
	return list, translate(err)
}
