package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
)

// alertTime is how long counting for one alert may take.
const alertTime = 5 * time.Second

// alertPace is how often an alert is checked.
const alertPace = time.Minute

// CheckAlerts counts for the alerts that are due, and makes those go off that have found what they wait for. Of several programs
// one checks an alert. What is wrong with one is noted with it and keeps no other from being checked.
func (db *DB) CheckAlerts(ctx context.Context, now time.Time) error {
	const due = `
UPDATE alert SET checked = $1
WHERE (project_id, id) IN (
  SELECT project_id, id FROM alert WHERE deleted IS NULL AND NOT paused AND (checked IS NULL OR checked <= $2)
    AND (fired IS NULL OR fired + make_interval(secs => cooldown_s) <= $1) ORDER BY checked NULLS FIRST LIMIT 50 FOR UPDATE SKIP LOCKED)
RETURNING project_id, id`
	var rows []struct {
		Project store.ProjectID `db:"project_id"`
		ID      int
	}
	if err := db.x.SelectContext(ctx, &rows, due, now.UTC(), now.Add(-alertPace).UTC()); err != nil {
		return fmt.Errorf("list due alerts: %w", translate(err))
	}
	for _, r := range rows {
		trouble := ""
		if err := db.checkAlert(ctx, r.Project, r.ID, now); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			trouble = err.Error()
		}
		const note = `UPDATE alert SET trouble = left($3, 500) WHERE project_id = $1 AND id = $2 AND trouble <> left($3, 500)`
		if _, err := db.x.ExecContext(ctx, note, r.Project, r.ID, storable(trouble)); err != nil {
			return fmt.Errorf("note trouble with alert: %w", translate(err))
		}
	}
	return nil
}

func (db *DB) checkAlert(ctx context.Context, project store.ProjectID, id int, now time.Time) error {
	a, err := db.Alert(ctx, project, id)
	if err != nil {
		return err
	}
	f, err := db.countFor(ctx, project, a, now)
	if err != nil || !a.Fires(f.Hits, f.N) {
		return err
	}
	return db.fire(ctx, project, a, f)
}

// TestAlert makes an alert go off as a test, with what it counts now.
func (db *DB) TestAlert(ctx context.Context, project store.ProjectID, id int, now time.Time) (store.Firing, error) {
	a, err := db.Alert(ctx, project, id)
	if err != nil {
		return store.Firing{}, err
	}
	f, err := db.countFor(ctx, project, a, now)
	if err != nil {
		return f, err
	}
	f.Test = true
	return f, db.fire(ctx, project, a, f)
}

// countFor counts what an alert watches.
func (db *DB) countFor(ctx context.Context, project store.ProjectID, a store.Alert, now time.Time) (store.Firing, error) {
	f := store.Firing{ID: store.NewEventID(), Alert: a.ID, At: now, From: now.Add(-a.Window), To: now}
	derived, err := db.Derived(ctx, project)
	if err != nil {
		return f, err
	}
	o := filter.Options{Now: now, Derived: derived}
	hits, _, err := filter.Read(a.Filter, o)
	if err != nil {
		return f, fmt.Errorf("read filter: %w", err)
	}
	of, _, err := filter.Read(a.Of, o)
	if err != nil {
		return f, fmt.Errorf("read filter: %w", err)
	}
	window := filter.InTime(nil, f.From, f.To, o)
	if !a.Rate {
		of = nil
	}
	matched := filter.And(window, of, hits)
	f.Filter = filter.Format(matched)
	if f.Hits, err = db.countAll(ctx, project, matched, o); err != nil {
		return f, err
	}
	f.N = f.Hits
	if a.Rate {
		if f.N, err = db.countAll(ctx, project, filter.And(window, of), o); err != nil {
			return f, err
		}
	}
	f.Says = a.Says(f.Hits, f.N)
	return f, nil
}

// countAll counts all traces of a filter, within a time.
func (db *DB) countAll(ctx context.Context, project store.ProjectID, e filter.Expr, o filter.Options) (n int, err error) {
	// Read again as text, so that what is counted is what the link says.
	if e, _, err = filter.Read(filter.Format(e), o); err != nil {
		return 0, err
	}
	args := &arguments{}
	relation, err := Query{Project: project, Filter: e, Options: o}.relation(args)
	if err != nil {
		return 0, err
	}
	err = db.bounded(ctx, alertTime, func(tx *sqlx.Tx) error { return tx.GetContext(ctx, &n, "SELECT count(*) "+relation, args.values...) })
	if timedOut(err) {
		return 0, fmt.Errorf("counting took longer than %v; a narrower filter or a shorter window takes less", alertTime)
	}
	if err != nil {
		return 0, fmt.Errorf("count: %w", translate(err))
	}
	return n, nil
}

// fire notes that an alert went off, and writes a message for each of its receivers, in one transaction.
func (db *DB) fire(ctx context.Context, project store.ProjectID, a store.Alert, f store.Firing) error {
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		const note = `
INSERT INTO alert_firing (project_id, id, alert_id, test, at, from_time, to_time, hits, n, filter, says) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
		if _, err := tx.ExecContext(ctx, note, project, f.ID, a.ID, f.Test, f.At.UTC(), f.From.UTC(), f.To.UTC(), f.Hits, f.N, f.Filter, f.Says); err != nil {
			return err
		}
		tell := func(channel store.AlertChannel, target string) error {
			if target == "" {
				return nil
			}
			const q = `INSERT INTO alert_message (id, project_id, firing_id, channel, target, due) VALUES ($1, $2, $3, $4, $5, $6)`
			_, err := tx.ExecContext(ctx, q, store.EventKey(string(f.ID), string(channel), target), project, f.ID, channel, target, f.At.UTC())
			return err
		}
		if err := tell(store.AlertWebhook, a.Webhook); err != nil {
			return err
		}
		if err := tell(store.AlertSlack, a.Slack); err != nil {
			return err
		}
		for _, to := range a.Receivers() {
			if err := tell(store.AlertMail, to); err != nil {
				return err
			}
		}
		if f.Test {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE alert SET fired = $3 WHERE project_id = $1 AND id = $2`, project, a.ID, f.At.UTC())
		return err
	})
	if err != nil {
		return fmt.Errorf("fire alert: %w", err)
	}
	return nil
}

// DeliverAlert tries the next message about a firing that is due, as Deliver does it with those about queues.
func (db *DB) DeliverAlert(ctx context.Context, now time.Time, send func(store.AlertMessage) error) (any bool, err error) {
	const next = `
SELECT m.id, m.project_id, m.channel, m.target, m.attempts, m.firing_id, p.name AS project FROM alert_message m JOIN project p ON p.id = m.project_id
WHERE m.due <= $1 AND m.delivered IS NULL AND m.given_up IS NULL ORDER BY m.due, m.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED`
	err = db.once(ctx, func(tx *sqlx.Tx) error {
		var rows []alertMessageRow
		if err := tx.SelectContext(ctx, &rows, next, now.UTC()); err != nil || len(rows) == 0 {
			return err
		}
		any = true
		m, err := rows[0].message(ctx, tx)
		if err != nil {
			return err
		}
		if err := send(m); err != nil {
			wait := retryAfter(m.Attempts)
			const failed = `UPDATE alert_message SET attempts = attempts + 1, error = left($3, 1000), due = $4, given_up = CASE WHEN $5 THEN $2::timestamptz END WHERE id = $1`
			_, err = tx.ExecContext(ctx, failed, m.ID, now.UTC(), storable(err.Error()), now.Add(wait).UTC(), wait == 0)
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE alert_message SET delivered = $2, attempts = attempts + 1, error = '' WHERE id = $1`, m.ID, now.UTC())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("deliver alert: %w", translate(err))
	}
	return any, nil
}

type alertMessageRow struct {
	ID        store.EventID
	ProjectID store.ProjectID `db:"project_id"`
	Channel   store.AlertChannel
	Target    string
	Attempts  int
	FiringID  store.EventID `db:"firing_id"`
	Project   string
}

func (r alertMessageRow) message(ctx context.Context, tx *sqlx.Tx) (store.AlertMessage, error) {
	m := store.AlertMessage{ID: r.ID, Channel: r.Channel, Target: r.Target, Project: r.Project, Attempts: r.Attempts}
	const firing = `
SELECT id, alert_id AS alert, test, at, from_time AS "from", to_time AS "to", hits, n, filter, says FROM alert_firing WHERE project_id = $1 AND id = $2`
	if err := tx.GetContext(ctx, &m.Firing, firing, r.ProjectID, r.FiringID); err != nil {
		return m, fmt.Errorf("read firing: %w", err)
	}
	var a alertRow
	if err := tx.GetContext(ctx, &a, `SELECT `+alertColumns+` FROM alert a WHERE a.project_id = $1 AND a.id = $2`, r.ProjectID, m.Firing.Alert); err != nil {
		return m, fmt.Errorf("read alert: %w", err)
	}
	m.Alert = a.alert()
	m.Secret = m.Alert.Secret
	return m, nil
}
