package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/schema"
	"assay/store/upload"

	"github.com/jmoiron/sqlx"
)

// JobUpload is the kind of a job about an UploadRequest; its result is an UploadReport.
const JobUpload = "upload"

// uploadChunk is how many rows of a file are written together.
const uploadChunk = 500

// Upload is a file that someone brought.
type Upload struct {
	ID      store.EventID
	Name    string
	Body    []byte
	Account int
}

// KeepUpload keeps a file until its rows are written, or for a day.
func (db *DB) KeepUpload(ctx context.Context, project store.ProjectID, dataset int, u Upload, now time.Time) error {
	const q = `INSERT INTO dataset_upload (project_id, id, dataset_id, account_id, name, body, created) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	name := []rune(storable(u.Name))
	if _, err := db.x.ExecContext(ctx, q, project, u.ID, dataset, nullInt(u.Account), string(name[:min(len(name), 300)]), u.Body, now.UTC()); err != nil {
		return fmt.Errorf("keep file: %w", translate(err))
	}
	return nil
}

// Upload returns a file that was brought for a dataset by an account, or ErrNotFound.
func (db *DB) Upload(ctx context.Context, project store.ProjectID, dataset, account int, id store.EventID) (Upload, error) {
	const q = `SELECT id, name, body, account_id AS account FROM dataset_upload WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND id = $4`
	var u Upload
	err := db.x.GetContext(ctx, &u, q, project, dataset, account, id)
	return u, translate(err)
}

// ForgetUploads drops the files that were brought before a time and never added.
func (db *DB) ForgetUploads(ctx context.Context, before time.Time) error {
	if _, err := db.x.ExecContext(ctx, `DELETE FROM dataset_upload WHERE created < $1`, before.UTC()); err != nil {
		return fmt.Errorf("forget files: %w", translate(err))
	}
	return nil
}

// UploadRequest says how a file becomes rows of a dataset.
type UploadRequest struct {
	Project store.ProjectID `json:"project"`
	Dataset int             `json:"dataset"`
	Upload  store.EventID   `json:"upload"`
	As      []upload.Target `json:"as"` // by column
	Account int             `json:"account"`
	Author  string          `json:"author"`
	Note    string          `json:"note"`
	Fit     bool            `json:"fit,omitempty"` // leave out rows that do not fit the schemas of the dataset, instead of refusing all
}

// UploadReport is what came of a file.
type UploadReport struct {
	Version  store.Version    `json:"version"` // 0: the rows said nothing new
	Inserted int              `json:"inserted"`
	Updated  int              `json:"updated"`
	Same     int              `json:"same"`
	Refused  int              `json:"refused"`
	Problems []upload.Problem `json:"problems,omitempty"` // the first of them
	Unfit    *schema.Refusal  `json:"unfit,omitempty"`    // rows left out because they do not fit the schemas; nil: none
}

// mostUploadProblems is how many problems a report keeps.
const mostUploadProblems = 50

// WriteUpload adds the rows of a file to a dataset as one version, and drops the file. Lines that are no rows are left out.
func (db *DB) WriteUpload(ctx context.Context, r UploadRequest, now time.Time) (UploadReport, error) {
	f, changes, report, err := db.uploaded(ctx, r)
	if err != nil {
		return report, err
	}
	done, err := db.write(ctx, r.Project, r.write(now), uploading(ctx, r, changes, now, nil, &report))
	report.count(done, len(changes), f, r)
	return report, byLine(err, f, r)
}

// TryUpload says what the first rows of a file would come to, and of how many that is.
func (db *DB) TryUpload(ctx context.Context, r UploadRequest, most int, now time.Time) (Trial, int, error) {
	f, changes, _, err := db.uploaded(ctx, r)
	if err != nil {
		return Trial{}, 0, err
	}
	changes = changes[:min(len(changes), most)]
	r.Fit = false
	t, err := db.try(ctx, r.Project, r.Dataset, uploading(ctx, r, changes, now, nil, nil))
	if t.Unfit != nil {
		t.Unfit.Lines(f.Lines(r.As, string(r.Upload)))
	}
	return t, len(changes), err
}

// RunUpload carries out a job of the kind JobUpload.
func (db *DB) RunUpload(ctx context.Context, c *Claim) error {
	var r UploadRequest
	if err := json.Unmarshal(c.Request, &r); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	f, changes, report, err := db.uploaded(ctx, r)
	if err != nil {
		return err
	}
	err = db.writeLong(ctx, r.Project, r.write(c.Created), uploading(ctx, r, changes, c.Created, c.Tell, &report), func(tx *sqlx.Tx, done store.DatasetVersion) error {
		report.count(done, len(changes), f, r)
		return c.finish(ctx, tx, report)
	})
	return byLine(err, f, r)
}

// byLine names rows that were refused by the lines of their file.
func byLine(err error, f *upload.File, r UploadRequest) error {
	var refusal *schema.Refusal
	if errors.As(err, &refusal) {
		refusal.Lines(f.Lines(r.As, string(r.Upload)))
	}
	return err
}

func (r UploadRequest) write(now time.Time) DatasetWrite {
	return DatasetWrite{Dataset: r.Dataset, Account: r.Account, Author: r.Author, Note: r.Note, Now: now}
}

// count takes over what a write did.
func (r *UploadReport) count(done store.DatasetVersion, rows int, f *upload.File, of UploadRequest) {
	r.Version, r.Inserted, r.Updated = done.Version, done.Inserted, done.Updated
	r.Same = rows - done.Inserted - done.Updated
	if r.Unfit != nil {
		r.Same -= r.Unfit.Rows
		r.Unfit.Lines(f.Lines(of.As, string(of.Upload)))
	}
}

// uploaded reads a file and its rows.
func (db *DB) uploaded(ctx context.Context, r UploadRequest) (*upload.File, []merge.Change, UploadReport, error) {
	u, err := db.Upload(ctx, r.Project, r.Dataset, r.Account, r.Upload)
	if errors.Is(err, store.ErrNotFound) {
		err = store.Invalid{"file": "This file was added already, or is older than a day. Bring it again."}
	}
	if err != nil {
		return nil, nil, UploadReport{}, err
	}
	f, err := upload.Read(u.Body)
	if err != nil {
		return nil, nil, UploadReport{}, err
	}
	changes, problems := f.Changes(r.As, string(r.Upload))
	return f, changes, UploadReport{Refused: len(problems), Problems: problems[:min(len(problems), mostUploadProblems)]}, nil
}

// uploading is the change that writes rows and drops their file.
func uploading(ctx context.Context, r UploadRequest, changes []merge.Change, now time.Time, tell func(string, int, int), report *UploadReport) changing {
	return func(tx *sqlx.Tx, version store.Version) (done store.DatasetVersion, err error) {
		b := &datasetBatch{tx: tx, project: r.Project, dataset: r.Dataset, version: version, now: now.UTC()}
		n := 0
		for some := range slices.Chunk(changes, uploadChunk) {
			if tell != nil {
				tell("Writing rows", n, len(changes))
			}
			rows := make([]DatasetChange, len(some))
			for i, c := range some {
				rows[i] = DatasetChange{Change: c}
			}
			part, err := b.run(ctx, rows)
			if err != nil {
				return done, err
			}
			n += len(some)
			done.Inserted, done.Updated, done.Deleted = done.Inserted+part.Inserted, done.Updated+part.Updated, done.Deleted+part.Deleted
		}
		const drop = `DELETE FROM dataset_upload WHERE project_id = $1 AND id = $2`
		if _, err := tx.ExecContext(ctx, drop, r.Project, r.Upload); err != nil {
			return done, fmt.Errorf("drop file: %w", err)
		}
		if r.Fit {
			report.Unfit, err = leaveOutUnfit(ctx, tx, r.Project, r.Dataset, version, &done)
		}
		return done, err
	}
}
