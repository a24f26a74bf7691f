package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// RowSubmission is one press of a review key about a row of a dataset: everything one account said about it at once, and what it made of
// the row in its draft.
type RowSubmission struct {
	ID       store.EventID // made when the form was shown, so that sending it twice says it once
	Dataset  int
	Row      string
	Seen     store.Version // since when the state of the row stood that was judged
	Account  store.Account
	Answers  []store.Answer // only those that changed
	Comment  string
	Edit     func(draft.Row) draft.Row // of the row in the account's draft; nil: none
	EditSeen store.Version             // as of a DraftEdit
	Complete bool
	Skip     bool
	Reason   string // why it is skipped
	Now      time.Time
}

// Events spells out what was said. Their ids come from the submission's and their content.
func (s RowSubmission) Events() []store.Event {
	var events []store.Event
	add := func(e store.Event) {
		e.ID = store.EventKey(string(s.ID), string(e.Kind), e.Name, e.Score.String(), e.Body)
		e.Source, e.Author, e.AccountID, e.Submission, e.At = store.Review, s.Account.Email, s.Account.ID, s.ID, s.Now
		events = append(events, e)
	}
	for _, a := range s.Answers {
		add(a.Event())
	}
	if s.Comment != "" {
		add(store.Event{Kind: store.CommentEvent, Body: storable(s.Comment)})
	}
	if s.Complete {
		add(store.Event{Kind: store.CompleteEvent})
	}
	if s.Skip {
		add(store.Event{Kind: store.SkipEvent, Body: storable(s.Reason)})
	}
	return events
}

// SubmitRow records a submission about a row, and edits it in the account's draft, together. It is harmless to repeat. ErrNotFound when
// the dataset does not stand, or the row never stood as Seen says.
func (db *DB) SubmitRow(ctx context.Context, project store.ProjectID, s RowSubmission) error {
	events := s.Events()
	if !store.IsKey(string(s.ID)) {
		return store.ErrNotFound
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		position, err := takePositions(ctx, tx, project, 1)
		if err != nil {
			return err
		}
		if err := s.stood(ctx, tx, project); err != nil {
			return err
		}
		fresh, err := s.record(ctx, tx, project, events)
		if err != nil || !fresh {
			return err
		}
		if err := s.comment(ctx, tx, project, events, store.VersionAt(position)); err != nil || s.Edit == nil {
			return err
		}
		c := draftChange{of: DraftOf{Project: project, Dataset: s.Dataset, Account: s.Account.ID}, submission: s.ID, now: s.Now}
		edit := DraftEdit{ID: s.Row, Seen: s.EditSeen}
		return c.put(ctx, tx, []DraftEdit{edit}, func(r DraftRow) draft.Row { return s.Edit(r.Mine).Edited(r.Mine, r.Base) })
	})
	if err != nil {
		return fmt.Errorf("submit review of row: %w", err)
	}
	return nil
}

// stood looks whether there was such a row to judge, in a dataset that stands.
func (s RowSubmission) stood(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) error {
	const q = `
SELECT d.id FROM dataset d JOIN dataset_row r ON r.project_id = d.project_id AND r.dataset_id = d.id
WHERE d.project_id = $1 AND d.id = $2 AND d.deleted IS NULL AND r.id = $3 AND r.since = $4 FOR KEY SHARE OF d`
	var id int
	return translate(tx.GetContext(ctx, &id, q, project, s.Dataset, storable(s.Row), s.Seen))
}

// record keeps what was said, and tells whether any of it is new.
func (s RowSubmission) record(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, events []store.Event) (bool, error) {
	const q = `
INSERT INTO dataset_row_event (project_id, dataset_id, row_id, id, seen, kind, account_id, author, name, value, category, body, config_id, config_version, submission, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (project_id, dataset_id, row_id, id) DO NOTHING`
	fresh := len(events) == 0 && s.Edit != nil
	for _, e := range events {
		n, err := affected(tx.ExecContext(ctx, q, project, s.Dataset, storable(s.Row), e.ID, s.Seen, e.Kind, nullInt(s.Account.ID), s.Account.Email, storable(e.Name),
			e.Score.Number, null(storable(e.Score.Category)), null(storable(e.Body)), nullInt(e.ConfigID), nullInt(e.ConfigVersion), s.ID, s.Now.UTC()))
		if err != nil {
			return false, fmt.Errorf("record what was said: %w", err)
		}
		fresh = fresh || n > 0
	}
	return fresh, nil
}

// comment keeps comments where those on rows are read.
func (s RowSubmission) comment(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, events []store.Event, since store.Version) error {
	const q = `
INSERT INTO dataset_comment (project_id, dataset_id, row_id, id, since, source, author, body, at) VALUES ($1, $2, $3, $4, $5, 'app', $6, $7, $8)
ON CONFLICT DO NOTHING`
	for _, e := range events {
		if e.Kind != store.CommentEvent {
			continue
		}
		if _, err := tx.ExecContext(ctx, q, project, s.Dataset, storable(s.Row), e.ID, since, s.Account.Email, e.Body, s.Now.UTC()); err != nil {
			return fmt.Errorf("keep comment: %w", err)
		}
	}
	return nil
}

// rowEvent scans what was said about a row.
type rowEvent struct {
	store.Event
	Value    *float64
	Category sql.NullString
	Text     sql.NullString
}

const rowEventColumns = `id, kind, COALESCE(account_id, 0) AS accountid, author, name, value, category, body AS text, COALESCE(config_id, 0) AS configid,
  COALESCE(config_version, 0) AS configversion, submission, at, at AS received`

func (db *DB) rowEvents(ctx context.Context, x sqlx.QueryerContext, q string, args ...any) ([]store.Event, error) {
	var scans []rowEvent
	if err := sqlx.SelectContext(ctx, x, &scans, q, args...); err != nil {
		return nil, fmt.Errorf("read what was said about rows: %w", translate(err))
	}
	events := make([]store.Event, len(scans))
	for i, s := range scans {
		s.Event.Score, s.Event.Body = store.Score{Number: s.Value, Category: s.Category.String}, s.Text.String
		events[i] = s.Event
	}
	return events, nil
}

// LastRowSubmission returns what the account said last about rows of a dataset since a time and did not take back: its events, none when
// there is nothing.
func (db *DB) LastRowSubmission(ctx context.Context, project store.ProjectID, dataset, account int, since time.Time) ([]store.Event, error) {
	const q = `
SELECT ` + rowEventColumns + ` FROM dataset_row_event e
WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND undone IS NULL AND submission = (
  SELECT submission FROM dataset_row_event WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND undone IS NULL AND at >= $4 ORDER BY n DESC LIMIT 1)
ORDER BY n`
	return db.rowEvents(ctx, db.x, q, project, dataset, account, since.UTC())
}

// UndoRow takes back a submission of the account about a row of a dataset, exactly, also in its draft, and returns what it said and about
// which row. ErrNotFound when there is nothing left to take back.
func (db *DB) UndoRow(ctx context.Context, project store.ProjectID, dataset, account int, submission store.EventID, now time.Time) (events []store.Event, row string, err error) {
	const mark = `
UPDATE dataset_row_event SET undone = $5
WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND submission = $4 AND undone IS NULL RETURNING row_id`
	const said = `SELECT ` + rowEventColumns + ` FROM dataset_row_event WHERE project_id = $1 AND dataset_id = $2 AND submission = $3 AND account_id = $4 ORDER BY n`
	const uncomment = `DELETE FROM dataset_comment WHERE project_id = $1 AND dataset_id = $2 AND row_id = $3 AND id = ANY($4::text[])`
	if !store.IsKey(string(submission)) {
		return nil, "", store.ErrNotFound
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := takePositions(ctx, tx, project, 1); err != nil { // in the order of everyone who changes drafts with a decision
			return err
		}
		var rows []string
		if err := tx.SelectContext(ctx, &rows, mark, project, dataset, account, submission, now.UTC()); err != nil {
			return err
		}
		if len(rows) == 0 {
			return store.ErrNotFound
		}
		row = rows[0]
		if events, err = db.rowEvents(ctx, tx, said, project, dataset, submission, account); err != nil {
			return err
		}
		var ids []string
		for _, e := range events {
			ids = append(ids, string(e.ID))
		}
		if _, err := tx.ExecContext(ctx, uncomment, project, dataset, row, pq.Array(ids)); err != nil {
			return err
		}
		return revertDrafts(ctx, tx, project, account, submission, now)
	})
	if err != nil {
		return nil, "", fmt.Errorf("undo review of row: %w", err)
	}
	return events, row, nil
}
