package postgres

import (
	"context"
	"fmt"

	"assay/store"
	"assay/store/merge"
)

// CommentRow keeps a comment on a row that stands. It makes no version, and the same words of the same author within a day are one
// comment. An unknown row is ErrNotFound.
func (db *DB) CommentRow(ctx context.Context, project store.ProjectID, w DatasetWrite, row string, c store.DatasetComment) error {
	said := DatasetChange{Change: merge.Change{ID: storable(row), Merge: true, Fields: merge.Row{}}, Known: true, Comment: &c}
	_, err := db.WriteDatasetRows(ctx, project, w.Dataset, []DatasetChange{said}, w)
	return err
}

// RowComments lists what was said about a row by a version, 0 being now, from old to new.
func (db *DB) RowComments(ctx context.Context, project store.ProjectID, dataset int, row string, version store.Version) ([]store.DatasetComment, error) {
	const q = `
SELECT id, since, source, COALESCE(author, '') AS author, body AS text, at FROM dataset_comment
WHERE project_id = $1 AND dataset_id = $2 AND row_id = $3 AND ($4::bigint = 0 OR since <= $4) ORDER BY since, at, id LIMIT 1000`
	var list []store.DatasetComment
	if err := db.x.SelectContext(ctx, &list, q, project, dataset, storable(row), version); err != nil {
		return nil, fmt.Errorf("read comments on row: %w", translate(err))
	}
	return list, nil
}
