package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// keyRow is a key as the table holds it.
type keyRow struct {
	ID                         int
	Name, Prefix               string
	Access                     store.Access
	Scoped                     bool
	MadeBy                     string `db:"made_by"`
	Created                    time.Time
	Expires, Revoked, LastUsed *time.Time
	Projects                   pq.Int64Array
}

func (r keyRow) key() store.Key {
	k := store.Key{ID: r.ID, Name: r.Name, Prefix: r.Prefix, Access: r.Access, Scoped: r.Scoped, MadeBy: r.MadeBy, Created: r.Created,
		Expires: orZero(r.Expires), Revoked: orZero(r.Revoked), LastUsed: orZero(r.LastUsed)}
	for _, p := range r.Projects {
		k.Projects = append(k.Projects, store.ProjectID(p))
	}
	return k
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

const keyColumns = `k.id, k.name, k.prefix, k.access, k.created, k.scoped, k.expires, k.revoked, k.last_used AS lastused,
  COALESCE(NULLIF(a.name, ''), a.email, '') AS made_by,
  ARRAY(SELECT kp.project_id FROM api_key_project kp WHERE kp.key_id = k.id ORDER BY kp.project_id) AS projects`

// CreateKey stores a key by the hash of its token and returns it with its id. account is who makes it; 0: the command line.
func (db *DB) CreateKey(ctx context.Context, k store.Key, tokenHash []byte, account int) (store.Key, error) {
	name, err := store.CheckKeyName(storable(k.Name))
	if err != nil {
		return k, err
	}
	if _, err := store.ParseAccess(string(k.Access)); err != nil {
		return k, err
	}
	const insert = `
INSERT INTO api_key (name, prefix, token_hash, access, account_id, created, expires, scoped)
VALUES ($1, $2, $3, $4, NULLIF($5, 0), $6, $7, $8) RETURNING id`
	const scope = `INSERT INTO api_key_project (key_id, project_id) SELECT $1, unnest($2::int[])`
	projects := make([]int64, len(k.Projects))
	for i, p := range k.Projects {
		projects[i] = int64(p)
	}
	k.Name = name
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &k.ID, insert, k.Name, k.Prefix, tokenHash, k.Access, account, k.Created, orNull(k.Expires), k.Scoped); err != nil {
			return fmt.Errorf("create key: %w", err)
		}
		_, err := tx.ExecContext(ctx, scope, k.ID, pq.Array(projects))
		return err
	})
	return k, err
}

func orNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// KeyByToken returns the key with that token, also when it expired or was revoked, or ErrNotFound.
func (db *DB) KeyByToken(ctx context.Context, tokenHash []byte) (store.Key, error) {
	const q = `SELECT ` + keyColumns + ` FROM api_key k LEFT JOIN account a ON a.id = k.account_id WHERE k.token_hash = $1`
	var r keyRow
	err := db.x.GetContext(ctx, &r, q, tokenHash)
	return r.key(), translate(err)
}

// touchEvery is how exact the time of a key's last use is: a write a minute, not one a request.
const touchEvery = time.Minute

// TouchKey notes that a key was used, when that was not noted a moment ago.
func (db *DB) TouchKey(ctx context.Context, k store.Key, now time.Time) error {
	if now.Sub(k.LastUsed) < touchEvery {
		return nil
	}
	const q = `UPDATE api_key SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used <= $3)`
	_, err := db.x.ExecContext(ctx, q, k.ID, now, now.Add(-touchEvery))
	return translate(err)
}

// Keys lists the keys that are good for a project, those that still work first, each group from new to old.
func (db *DB) Keys(ctx context.Context, project store.ProjectID) ([]store.Key, error) {
	const q = `
SELECT ` + keyColumns + `
FROM api_key k LEFT JOIN account a ON a.id = k.account_id
WHERE NOT k.scoped OR EXISTS (SELECT FROM api_key_project kp WHERE kp.key_id = k.id AND kp.project_id = $1)
ORDER BY k.revoked IS NOT NULL, k.created DESC, k.id DESC`
	var rows []keyRow
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list keys: %w", translate(err))
	}
	keys := make([]store.Key, len(rows))
	for i, r := range rows {
		keys[i] = r.key()
	}
	return keys, nil
}

// RevokeKey ends a key that is good for the project, from now on; a zero time takes that back. It returns the key, or
// ErrNotFound when there is none of that id for the project.
func (db *DB) RevokeKey(ctx context.Context, project store.ProjectID, id int, at time.Time) (store.Key, error) {
	const q = `
UPDATE api_key k SET revoked = $3
WHERE k.id = $2 AND (NOT k.scoped OR EXISTS (SELECT FROM api_key_project kp WHERE kp.key_id = k.id AND kp.project_id = $1))`
	const read = `SELECT ` + keyColumns + ` FROM api_key k LEFT JOIN account a ON a.id = k.account_id WHERE k.id = $1`
	var r keyRow
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := affected(tx.ExecContext(ctx, q, project, id, orNull(at)))
		if err != nil {
			return fmt.Errorf("revoke key: %w", err)
		}
		if n == 0 {
			return store.ErrNotFound
		}
		return tx.GetContext(ctx, &r, read, id)
	})
	return r.key(), err
}
