package postgres

import (
	"context"
	"fmt"

	"assay/store"
)

// ValueFormats are the formats that someone chose in a project, by field.
func (db *DB) ValueFormats(ctx context.Context, project store.ProjectID, account int) (map[string]string, error) {
	var rows []struct{ Field, Format string }
	err := db.x.SelectContext(ctx, &rows, `SELECT field, format FROM value_format WHERE project_id = $1 AND account_id = $2`, project, account)
	if err != nil {
		return nil, fmt.Errorf("read formats: %w", translate(err))
	}
	formats := make(map[string]string, len(rows))
	for _, r := range rows {
		formats[r.Field] = r.Format
	}
	return formats, nil
}

// SetValueFormat remembers the format of a field for someone; without one the value decides again.
func (db *DB) SetValueFormat(ctx context.Context, project store.ProjectID, account int, field, format string) error {
	q := `
INSERT INTO value_format (project_id, account_id, field, format) VALUES ($1, $2, $3, $4)
ON CONFLICT (project_id, account_id, field) DO UPDATE SET format = EXCLUDED.format`
	args := []any{project, account, storable(field), storable(format)}
	if format == "" {
		q, args = `DELETE FROM value_format WHERE project_id = $1 AND account_id = $2 AND field = $3`, args[:3]
	}
	if _, err := db.x.ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("remember format: %w", translate(err))
	}
	return nil
}
