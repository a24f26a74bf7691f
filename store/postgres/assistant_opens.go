package postgres

import (
	"context"
	"fmt"

	"assay/store"
)

// AssistantOpens reports whether an account lets the assistant open lists and charts of a project unasked.
func (db *DB) AssistantOpens(ctx context.Context, project store.ProjectID, account int) (opens bool, err error) {
	const q = `SELECT EXISTS (SELECT FROM assistant_opens WHERE project_id = $1 AND account_id = $2)`
	if err := db.x.GetContext(ctx, &opens, q, project, account); err != nil {
		return false, fmt.Errorf("read what the assistant may open: %w", translate(err))
	}
	return opens, nil
}

// LetAssistantOpen changes that.
func (db *DB) LetAssistantOpen(ctx context.Context, project store.ProjectID, account int, opens bool) error {
	q := `DELETE FROM assistant_opens WHERE project_id = $1 AND account_id = $2`
	if opens {
		q = `INSERT INTO assistant_opens (project_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	}
	if _, err := db.x.ExecContext(ctx, q, project, account); err != nil {
		return fmt.Errorf("change what the assistant may open: %w", translate(err))
	}
	return nil
}
