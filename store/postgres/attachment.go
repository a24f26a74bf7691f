package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// NoteAttachments remembers that rows of a project refer to files. Those known already stay as they are.
func (db *DB) NoteAttachments(ctx context.Context, project store.ProjectID, files []store.Attachment, now time.Time) error {
	const q = `
INSERT INTO attachment (project_id, key, filename, content_type, status, created) VALUES ($1, $2, $3, $4, 'uploading', $5)
ON CONFLICT (project_id, key) DO NOTHING`
	for _, f := range files {
		if _, err := db.x.ExecContext(ctx, q, project, f.Key, storable(f.Filename), storable(f.ContentType), now.UTC()); err != nil {
			return fmt.Errorf("note attachment: %w", translate(err))
		}
	}
	return nil
}

const attachmentColumns = `project_id AS project, key, filename, content_type AS contenttype, status, error, size, COALESCE(upload::text, '') AS upload`

// Attachment returns a project's attachment, or ErrNotFound.
func (db *DB) Attachment(ctx context.Context, project store.ProjectID, key string) (store.Attachment, error) {
	const q = `SELECT ` + attachmentColumns + ` FROM attachment WHERE project_id = $1 AND key = $2`
	var f store.Attachment
	err := db.x.GetContext(ctx, &f, q, project, storable(key))
	return f, translate(err)
}

// UploadedAttachments tells which of the keys are attachments of the project that have their bytes.
func (db *DB) UploadedAttachments(ctx context.Context, project store.ProjectID, keys []string) (map[string]bool, error) {
	const q = `SELECT key FROM attachment WHERE project_id = $1 AND key = ANY($2) AND status = 'done'`
	clean := make([]string, len(keys))
	for i, key := range keys {
		clean[i] = storable(key)
	}
	var found []string
	if err := db.x.SelectContext(ctx, &found, q, project, pq.Array(clean)); err != nil {
		return nil, fmt.Errorf("find uploads: %w", translate(err))
	}
	there := make(map[string]bool, len(found))
	for _, key := range found {
		there[key] = true
	}
	return there, nil
}

// FindAttachment returns the attachment of that key in one of the projects, nil being all, or ErrNotFound. Where rows of
// several projects refer to the key, it is the one that has its bytes if complete is wanted, else the newest that lacks them.
func (db *DB) FindAttachment(ctx context.Context, projects []store.ProjectID, key string, complete bool) (store.Attachment, error) {
	const q = `SELECT ` + attachmentColumns + ` FROM attachment
WHERE key = $1 AND ($2::int[] IS NULL OR project_id = ANY($2::int[]))
ORDER BY (status = 'done') = $3 DESC, created DESC, project_id LIMIT 1`
	var f store.Attachment
	err := db.x.GetContext(ctx, &f, q, storable(key), projectIDs(projects), complete)
	return f, translate(err)
}

// FailAttachment records why an upload failed. One that is complete stays so: the client may have missed the answer.
func (db *DB) FailAttachment(ctx context.Context, project store.ProjectID, key, reason string) error {
	const q = `UPDATE attachment SET status = 'error', error = $3 WHERE project_id = $1 AND key = $2 AND status <> 'done'`
	_, err := db.x.ExecContext(ctx, q, project, key, storable(reason))
	return translate(err)
}

// SavePart keeps one part of an upload, counted from 0. Nobody sees it before FinishUpload.
func (db *DB) SavePart(ctx context.Context, f store.Attachment, upload string, n int, body []byte) error {
	const q = `INSERT INTO attachment_part (project_id, key, upload, n, body) VALUES ($1, $2, $3, $4, $5)`
	if _, err := db.x.ExecContext(ctx, q, f.Project, f.Key, upload, n, body); err != nil {
		return fmt.Errorf("save part of attachment: %w", translate(err))
	}
	return nil
}

// FinishUpload makes the parts of an upload the bytes of the attachment and drops those of uploads that broke off. An
// attachment that has its bytes keeps them: ErrConflict.
func (db *DB) FinishUpload(ctx context.Context, f store.Attachment, upload string, size int64) error {
	const finish = `
UPDATE attachment SET upload = $3, size = $4, status = 'done', error = '' WHERE project_id = $1 AND key = $2 AND upload IS NULL`
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := affected(tx.ExecContext(ctx, finish, f.Project, f.Key, upload, size))
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrConflict
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM attachment_part WHERE project_id = $1 AND key = $2 AND upload <> $3`, f.Project, f.Key, upload)
		return err
	})
	if err != nil {
		return fmt.Errorf("finish upload: %w", err)
	}
	return nil
}

// DropUpload forgets the parts of an upload that broke off.
func (db *DB) DropUpload(ctx context.Context, f store.Attachment, upload string) error {
	const q = `DELETE FROM attachment_part WHERE project_id = $1 AND key = $2 AND upload = $3`
	_, err := db.x.ExecContext(ctx, q, f.Project, f.Key, upload)
	return translate(err)
}

// Part returns one part of an attachment's bytes, or ErrNotFound behind the last.
func (db *DB) Part(ctx context.Context, f store.Attachment, n int) ([]byte, error) {
	const q = `SELECT body FROM attachment_part WHERE project_id = $1 AND key = $2 AND upload = $3 AND n = $4`
	var body []byte
	if err := db.x.GetContext(ctx, &body, q, f.Project, f.Key, f.Upload, n); err != nil {
		return nil, fmt.Errorf("read part of attachment: %w", translate(err))
	}
	return body, nil
}
