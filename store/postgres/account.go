package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

const accountColumns = `a.id, a.email, a.name, a.password_hash AS passwordhash, a.owner, a.created, a.disabled IS NOT NULL AS disabled, a.stays`

// AccountByEmail returns the account with that address, in any case, or ErrNotFound.
func (db *DB) AccountByEmail(ctx context.Context, email string) (store.Account, error) {
	const q = `SELECT ` + accountColumns + ` FROM account a WHERE lower(a.email) = lower($1)`
	var a store.Account
	err := db.x.GetContext(ctx, &a, q, storable(email))
	return a, translate(err)
}

// CreateAccount makes an account and returns its id. An address in use is an Invalid naming the field "email".
func (db *DB) CreateAccount(ctx context.Context, a store.Account) (int, error) {
	email, err := store.CheckEmail(storable(a.Email))
	if err != nil {
		return 0, err
	}
	const q = `INSERT INTO account (email, name, password_hash, owner) VALUES ($1, $2, $3, $4) RETURNING id`
	var id int
	err = db.x.GetContext(ctx, &id, q, email, storable(a.Name), a.PasswordHash, a.Owner)
	return id, translate(err)
}

// SetPassword replaces the password hash of an account. It ends the account's sessions but the one whose token hash is given,
// and its unused one-time links: whoever had to change a password wants nobody else to stay in.
func (db *DB) SetPassword(ctx context.Context, account int, hash string, keep []byte) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET password_hash = $2 WHERE id = $1`, account, hash); err != nil {
			return fmt.Errorf("set password: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM sign_in_link WHERE account_id = $1 AND used IS NULL`, account); err != nil {
			return fmt.Errorf("end links: %w", err)
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1 AND token_hash IS DISTINCT FROM $2`, account, keep)
		return err
	})
}

// HasAccounts reports whether anyone can sign in yet.
func (db *DB) HasAccounts(ctx context.Context) (bool, error) {
	var any bool
	err := db.x.GetContext(ctx, &any, `SELECT EXISTS (SELECT FROM account)`)
	return any, translate(err)
}

// Members lists who may see a project, by name: direct members with their role, then owners, who are admins everywhere.
func (db *DB) Members(ctx context.Context, project store.ProjectID) ([]store.Member, error) {
	const q = `
SELECT ` + accountColumns + `, CASE WHEN a.owner THEN 'admin' ELSE m.role END AS role
FROM account a LEFT JOIN membership m ON m.project_id = $1 AND m.account_id = a.id
WHERE m.id IS NOT NULL OR a.owner
ORDER BY lower(COALESCE(NULLIF(a.name, ''), a.email))`
	var rows []store.Member
	err := db.x.SelectContext(ctx, &rows, q, project)
	return rows, translate(err)
}

// Member returns one account's place in a project, or ErrNotFound when it is neither a direct member nor an owner.
func (db *DB) Member(ctx context.Context, project store.ProjectID, account int) (store.Member, error) {
	const q = `
SELECT ` + accountColumns + `, CASE WHEN a.owner THEN 'admin' ELSE m.role END AS role
FROM account a LEFT JOIN membership m ON m.project_id = $1 AND m.account_id = a.id
WHERE a.id = $2 AND (m.id IS NOT NULL OR a.owner)`
	var m store.Member
	err := db.x.GetContext(ctx, &m, q, project, account)
	return m, translate(err)
}

// SetMember gives an account a role in a project; NoRole takes its membership away. Taking away the last admin is an Invalid
// naming the field "role": nobody could give the project one again.
func (db *DB) SetMember(ctx context.Context, project store.ProjectID, account int, role store.Role) error {
	const lock = `SELECT id FROM project WHERE id = $1 FOR UPDATE` // two admins must not step down at the same time
	const remove = `DELETE FROM membership WHERE project_id = $1 AND account_id = $2`
	const set = `
INSERT INTO membership (project_id, account_id, role) VALUES ($1, $2, $3)
ON CONFLICT ON CONSTRAINT membership_account_unique DO UPDATE SET role = EXCLUDED.role`
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		var id store.ProjectID
		if err := tx.GetContext(ctx, &id, lock, project); err != nil {
			return err
		}
		before, err := hasAdmin(ctx, tx, project)
		if err != nil {
			return err
		}
		q, args := set, []any{project, account, role}
		if role == store.NoRole {
			q, args = remove, args[:2]
		}
		if _, err := tx.ExecContext(ctx, q, args...); err != nil {
			return fmt.Errorf("set member: %w", err)
		}
		after, err := hasAdmin(ctx, tx, project)
		if err == nil && before && !after {
			return store.Invalid{"role": "This is the project's only admin. Make someone else an admin first."}
		}
		return err
	})
}

// hasAdmin reports whether anyone who can sign in is an admin of the project, directly, through a group or as an owner.
func hasAdmin(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) (bool, error) {
	const q = `
SELECT EXISTS (SELECT FROM account a WHERE a.disabled IS NULL AND (a.owner OR EXISTS (
  SELECT FROM membership m WHERE m.project_id = $1 AND m.role = 'admin'
    AND (m.account_id = a.id OR m.group_id IN (SELECT group_id FROM account_group_member WHERE account_id = a.id)))))`
	var any bool
	if err := tx.GetContext(ctx, &any, q, project); err != nil {
		return false, fmt.Errorf("look for an admin: %w", err)
	}
	return any, nil
}

// Setting returns the installation's value of that name, making it with create when there is none. Two processes that start
// at once get the same value.
func (db *DB) Setting(ctx context.Context, name string, create func() []byte) ([]byte, error) {
	const insert = `INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`
	const read = `SELECT value FROM setting WHERE name = $1`
	if _, err := db.x.ExecContext(ctx, insert, name, create()); err != nil {
		return nil, fmt.Errorf("make setting %s: %w", name, translate(err))
	}
	var value []byte
	err := db.x.GetContext(ctx, &value, read, name)
	return value, translate(err)
}

// CreateSession remembers a signed-in browser by the hash of its token, and forgets the account's sessions that are over.
func (db *DB) CreateSession(ctx context.Context, tokenHash []byte, account int, agent string, now, expires time.Time) error {
	const q = `
WITH over AS (DELETE FROM session WHERE account_id = $2 AND expires <= $3)
INSERT INTO session (token_hash, account_id, created, last_seen, expires, agent) VALUES ($1, $2, $3, $3, $4, left($5, 200))`
	_, err := db.x.ExecContext(ctx, q, tokenHash, account, now.UTC(), expires.UTC(), storable(agent))
	return translate(err)
}

// SessionAccount returns whose session the token hash opens, or ErrNotFound when it is unknown, over, or the account is
// disabled. last_seen is written at most once a minute, so that reading a page does not write a row.
func (db *DB) SessionAccount(ctx context.Context, tokenHash []byte, now time.Time) (store.Account, error) {
	const q = `
SELECT ` + accountColumns + ` FROM session s JOIN account a ON a.id = s.account_id
WHERE s.token_hash = $1 AND s.expires > $2 AND a.disabled IS NULL`
	var a store.Account
	if err := db.x.GetContext(ctx, &a, q, tokenHash, now.UTC()); err != nil {
		return a, translate(err)
	}
	const seen = `UPDATE session SET last_seen = $2 WHERE token_hash = $1 AND last_seen < $2::timestamptz - interval '1 minute'`
	_, err := db.x.ExecContext(ctx, seen, tokenHash, now.UTC())
	return a, translate(err)
}

// DeleteSession ends a session; an unknown one is over already.
func (db *DB) DeleteSession(ctx context.Context, tokenHash []byte) error {
	_, err := db.x.ExecContext(ctx, `DELETE FROM session WHERE token_hash = $1`, tokenHash)
	return translate(err)
}

// CreateSignInLink remembers a one-time link by the hash of its token, and forgets the account's links that are over.
func (db *DB) CreateSignInLink(ctx context.Context, tokenHash []byte, account int, now, expires time.Time) error {
	const q = `
WITH over AS (DELETE FROM sign_in_link WHERE account_id = $2 AND expires <= $3)
INSERT INTO sign_in_link (token_hash, account_id, created, expires) VALUES ($1, $2, $3, $4)`
	_, err := db.x.ExecContext(ctx, q, tokenHash, account, now.UTC(), expires.UTC())
	return translate(err)
}

// UseSignInLink spends a link and returns its account, or ErrNotFound when it is unknown, spent or over. Of two that try at
// once, one succeeds.
func (db *DB) UseSignInLink(ctx context.Context, tokenHash []byte, now time.Time) (store.Account, error) {
	const q = `
WITH spent AS (
  UPDATE sign_in_link SET used = $2 WHERE token_hash = $1 AND used IS NULL AND expires > $2 RETURNING account_id
)
SELECT ` + accountColumns + ` FROM spent JOIN account a ON a.id = spent.account_id WHERE a.disabled IS NULL`
	var a store.Account
	err := db.x.GetContext(ctx, &a, q, tokenHash, now.UTC())
	return a, translate(err)
}
