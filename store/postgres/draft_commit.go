package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DraftConflict is an ErrConflict that names the rows of a draft which someone else changed in the same place.
type DraftConflict struct{ Rows []string }

func (e *DraftConflict) Error() string {
	return fmt.Sprintf("%d rows of the draft were changed by someone else", len(e.Rows))
}

// Unwrap makes it an ErrConflict.
func (e *DraftConflict) Unwrap() error { return store.ErrConflict }

// CommitDraft writes a draft as one version and empties it. What others wrote meanwhile stays where the draft does not say
// otherwise; where both changed the same, nothing is written and the error is a *DraftConflict. A draft that changes nothing makes no
// version.
func (db *DB) CommitDraft(ctx context.Context, of DraftOf, w DatasetWrite) (store.DatasetVersion, error) {
	w.Dataset = of.Dataset
	done, err := db.write(ctx, of.Project, w, func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		rows, err := draftRows(ctx, tx, selectDraft+` ORDER BY d.place FOR UPDATE OF d`, of.Project, of.Dataset, of.Account)
		if err != nil {
			return store.DatasetVersion{}, err
		}
		var states []draftState
		var torn []string
		for i := range rows {
			merged, conflicts := rows[i].Merged()
			switch {
			case len(conflicts) > 0:
				torn = append(torn, rows[i].ID)
			case len(draft.Changes(rows[i].Now, merged)) > 0:
				states = append(states, draftState{rows[i].ID, merged})
			}
		}
		if len(torn) > 0 {
			return store.DatasetVersion{}, &DraftConflict{torn}
		}
		done, err := writeStates(ctx, tx, of, version, states, w.Now)
		if err != nil {
			return done, err
		}
		if err := retellApproved(ctx, tx, of, version, states); err != nil {
			return done, err
		}
		const empty = `DELETE FROM dataset_draft WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3`
		_, err = tx.ExecContext(ctx, empty, of.Project, of.Dataset, of.Account)
		return done, err
	})
	if err != nil {
		return done, fmt.Errorf("commit draft: %w", err)
	}
	return done, nil
}

// writeStates makes rows what the states say. Where a row is from, and its place, it keeps from when it stood last; a copy is from where
// the row is that it is a copy of, and says so.
func writeStates(ctx context.Context, tx *sqlx.Tx, of DraftOf, version store.Version, states []draftState, now time.Time) (store.DatasetVersion, error) {
	const q = `
WITH edit AS (
  SELECT * FROM unnest($4::text[], $5::bool[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[], $11::text[])
    WITH ORDINALITY AS e (id, removed, input, expected, expected_from, metadata, tags, split, n)
),
last AS (SELECT COALESCE(max(position), 0) AS position FROM dataset_row WHERE project_id = $1 AND dataset_id = $2),
carried AS (
  SELECT DISTINCT ON (r.id) r.id, r.position, r.origin_project, r.origin_trace, r.origin_span, r.provenance, r.created
  FROM edit e JOIN dataset_row r ON r.project_id = $1 AND r.dataset_id = $2 AND r.id = e.id
  ORDER BY r.id, r.since DESC
),
copied AS (
  SELECT DISTINCT ON (dd.row_id) dd.row_id AS id, r.origin_project, r.origin_trace, r.origin_span, r.provenance || jsonb_build_array(jsonb_build_object(
    'copied', jsonb_build_object('project', $1::int, 'dataset', d.uid, 'name', d.name, 'row', r.id, 'version', r.since::text),
    'origin', jsonb_build_object('object_type', 'dataset', 'object_id', d.uid, 'id', r.id, '_xact_id', r.since::text))) AS provenance
  FROM dataset_draft dd
    JOIN dataset_row r ON r.project_id = $1 AND r.dataset_id = $2 AND r.id = dd.copied
    JOIN dataset d ON d.project_id = $1 AND d.id = $2
  WHERE dd.project_id = $1 AND dd.dataset_id = $2 AND dd.account_id = $13 AND dd.copied IS NOT NULL
  ORDER BY dd.row_id, r.since DESC
),
ended AS (
  UPDATE dataset_row r SET until = $3 FROM edit e
  WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.id = e.id AND r.until = ` + forever + `
  RETURNING r.id
),
written AS (
  INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, expected, expected_from, metadata, tags, split,
    origin_project, origin_trace, origin_span, provenance, created)
  SELECT $1, $2, e.id, $3, COALESCE(c.position, last.position + e.n), e.input, e.expected, e.expected_from, e.metadata,
    ARRAY(SELECT jsonb_array_elements_text(e.tags)), e.split, COALESCE(c.origin_project, k.origin_project), COALESCE(c.origin_trace, k.origin_trace), COALESCE(c.origin_span, k.origin_span),
    COALESCE(c.provenance, k.provenance, '[]'), COALESCE(c.created, $12)
  FROM edit e CROSS JOIN last LEFT JOIN carried c ON c.id = e.id LEFT JOIN copied k ON k.id = e.id AND c.id IS NULL
  WHERE NOT e.removed
  RETURNING id
)
SELECT count(*) FILTER (WHERE ended.id IS NULL) AS inserted, count(*) FILTER (WHERE ended.id IS NOT NULL AND written.id IS NOT NULL) AS updated,
  count(*) FILTER (WHERE written.id IS NULL) AS deleted
FROM ended FULL JOIN written ON written.id = ended.id`
	var done store.DatasetVersion
	if len(states) == 0 {
		return done, nil
	}
	args := append([]any{of.Project, of.Dataset, version}, draftColumnsOf(states)...)
	if err := tx.GetContext(ctx, &done, q, append(args, now.UTC(), of.Account)...); err != nil {
		return done, fmt.Errorf("write rows: %w", err)
	}
	return done, nil
}

// retellApproved copies anew who corrected and approved what, into the rows that a version gave a value that was approved on their traces.
// Of a trace that is gone the row keeps what it knew.
func retellApproved(ctx context.Context, tx *sqlx.Tx, of DraftOf, version store.Version, states []draftState) error {
	const q = `
UPDATE dataset_row r SET provenance = (
  SELECT jsonb_agg(e.entry || CASE WHEN told.list IS NULL THEN '{}' ELSE jsonb_build_object('corrections', told.list) END ORDER BY e.n)
  FROM jsonb_array_elements(r.provenance) WITH ORDINALITY AS e (entry, n)
    LEFT JOIN LATERAL (
      SELECT ` + correctionsList + ` AS list FROM correction k
      WHERE k.project_id = $1 AND k.trace_id = (e.entry ->> 'trace')::uuid AND k.until IS NULL
        AND COALESCE(NULLIF(e.entry ->> 'project', '0'), $1::int::text) = $1::int::text
    ) AS told ON true)
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.since = $3 AND r.id = ANY($4::text[]) AND jsonb_array_length(r.provenance) > 0`
	var approved []string
	for _, s := range states {
		if !s.row.Removed && s.row.From == store.FromApproved {
			approved = append(approved, s.id)
		}
	}
	if len(approved) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, q, of.Project, of.Dataset, version, pq.Array(approved)); err != nil {
		return fmt.Errorf("copy who approved: %w", err)
	}
	return nil
}

// SettleDraft puts a row of a draft on top of what stands now, with its conflicts settled: by one side, or by what someone wrote,
// which is a row of its own. The result is the row of the draft from then on; a result that says what stands is no part of it any more.
func (db *DB) SettleDraft(ctx context.Context, of DraftOf, id string, stands store.Version, settle func(DraftRow) draft.Row, now time.Time) error {
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := draftOpen(ctx, tx, of); err != nil {
			return err
		}
		rows, err := draftRows(ctx, tx, selectDraft+` AND d.row_id = $4 FOR UPDATE OF d`, of.Project, of.Dataset, of.Account, storable(id))
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			return store.ErrNotFound
		case rows[0].Stands != stands: // it moved on again while the two sides were looked at
			return store.ErrConflict
		}
		row := rows[0]
		settled := settle(row)
		row.Seen, row.Base, row.Mine = row.Stands, row.Now, settled
		if len(draft.Changes(row.Now, row.Mine)) == 0 {
			return dropDrafted(ctx, tx, of, []string{row.ID})
		}
		return keepDrafted(ctx, tx, of, []DraftRow{row}, now)
	})
	if err != nil {
		return fmt.Errorf("settle row of draft: %w", err)
	}
	return nil
}

// MatchingRows reads the rows that a query names in the order of insertion, and tells whether there are more.
func (db *DB) MatchingRows(ctx context.Context, q RecordQuery, most int) (rows []store.DatasetRow, more bool, err error) {
	q.Sort, q.After, q.Content = RecordSort{By: "position", Ascending: true}, nil, true
	err = db.EachDatasetRecord(ctx, q, func(rec store.DatasetRecord) (bool, error) {
		if len(rows) == most {
			more = true
			return false, nil
		}
		rows = append(rows, rec.DatasetRow)
		return true, nil
	})
	return rows, more, err
}
