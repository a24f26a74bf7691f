package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"assay/store"
)

const alertColumns = `a.id, a.name, a.filter, a.rate, a.of_filter, a.window_s, a.below, a.threshold, a.least, a.cooldown_s, a.webhook, a.secret, a.slack, a.mail,
  a.paused, COALESCE(a.account_id, 0) AS owner, a.created, a.fired, a.checked, a.trouble`

// alertRow is a row of alertColumns.
type alertRow struct {
	ID                           int
	Name, Filter                 string
	Rate                         bool
	OfFilter                     string `db:"of_filter"`
	WindowS                      int    `db:"window_s"`
	Below                        bool
	Threshold                    float64
	Least                        int
	CooldownS                    int `db:"cooldown_s"`
	Webhook, Secret, Slack, Mail string
	Paused                       bool
	Owner                        int
	Created                      time.Time
	Fired, Checked               sql.NullTime
	Trouble                      string
}

func (r alertRow) alert() store.Alert {
	return store.Alert{ID: r.ID, Name: r.Name, Filter: r.Filter, Rate: r.Rate, Of: r.OfFilter, Window: time.Duration(r.WindowS) * time.Second, Below: r.Below, Threshold: r.Threshold,
		Least: r.Least, Cooldown: time.Duration(r.CooldownS) * time.Second, Webhook: r.Webhook, Secret: r.Secret, Slack: r.Slack, Mail: r.Mail, Paused: r.Paused, Owner: r.Owner,
		Created: r.Created, Fired: r.Fired.Time, Checked: r.Checked.Time, Trouble: r.Trouble}
}

// Alerts are those of a project, by name.
func (db *DB) Alerts(ctx context.Context, project store.ProjectID) ([]store.Alert, error) {
	const q = `SELECT ` + alertColumns + ` FROM alert a WHERE a.project_id = $1 AND a.deleted IS NULL ORDER BY lower_text(a.name), a.id`
	var rows []alertRow
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list alerts: %w", translate(err))
	}
	out := make([]store.Alert, len(rows))
	for i, r := range rows {
		out[i] = r.alert()
	}
	return out, nil
}

// Alert is one of a project, or ErrNotFound.
func (db *DB) Alert(ctx context.Context, project store.ProjectID, id int) (store.Alert, error) {
	const q = `SELECT ` + alertColumns + ` FROM alert a WHERE a.project_id = $1 AND a.id = $2 AND a.deleted IS NULL`
	var r alertRow
	if err := db.x.GetContext(ctx, &r, q, project, id); err != nil {
		return store.Alert{}, fmt.Errorf("read alert: %w", translate(err))
	}
	return r.alert(), nil
}

// SaveAlert makes an alert, or changes the one of that id. What it is now it is checked by at the next turn.
func (db *DB) SaveAlert(ctx context.Context, project store.ProjectID, a store.Alert) (int, error) {
	args := []any{project, a.Name, a.Filter, a.Rate, a.Of, int(a.Window / time.Second), a.Below, a.Threshold, a.Least, int(a.Cooldown / time.Second), a.Webhook, a.Secret, a.Slack, a.Mail}
	if a.ID == 0 {
		const insert = `
INSERT INTO alert (project_id, name, filter, rate, of_filter, window_s, below, threshold, least, cooldown_s, webhook, secret, slack, mail, account_id, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`
		var id int
		if err := db.x.GetContext(ctx, &id, insert, append(args, a.Owner, a.Created.UTC())...); err != nil {
			return 0, fmt.Errorf("make alert: %w", translate(err))
		}
		return id, nil
	}
	const update = `
UPDATE alert SET name = $2, filter = $3, rate = $4, of_filter = $5, window_s = $6, below = $7, threshold = $8, least = $9, cooldown_s = $10, webhook = $11, secret = $12,
  slack = $13, mail = $14, trouble = '', checked = NULL
WHERE project_id = $1 AND id = $15 AND deleted IS NULL`
	return a.ID, db.changeAlert(ctx, update, append(args, a.ID)...)
}

// PauseAlert stops an alert, or lets it go on.
func (db *DB) PauseAlert(ctx context.Context, project store.ProjectID, id int, paused bool) error {
	return db.changeAlert(ctx, `UPDATE alert SET paused = $3 WHERE project_id = $1 AND id = $2 AND deleted IS NULL`, project, id, paused)
}

// DeleteAlert takes an alert away; RestoreAlert brings it back.
func (db *DB) DeleteAlert(ctx context.Context, project store.ProjectID, id int, now time.Time) error {
	return db.changeAlert(ctx, `UPDATE alert SET deleted = $3 WHERE project_id = $1 AND id = $2 AND deleted IS NULL`, project, id, now.UTC())
}

// RestoreAlert brings back an alert that was deleted.
func (db *DB) RestoreAlert(ctx context.Context, project store.ProjectID, id int) error {
	return db.changeAlert(ctx, `UPDATE alert SET deleted = NULL WHERE project_id = $1 AND id = $2`, project, id)
}

func (db *DB) changeAlert(ctx context.Context, q string, args ...any) error {
	r, err := db.x.ExecContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("change alert: %w", translate(err))
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, store.ErrNotFound)
	}
	return nil
}

// Firings are what went off last, at most so many, the latest first; of one alert, or of all where it is 0.
func (db *DB) Firings(ctx context.Context, project store.ProjectID, alert, most int) ([]store.Firing, error) {
	const q = `
SELECT id, alert_id AS alert, test, at, from_time AS "from", to_time AS "to", hits, n, filter, says FROM alert_firing
WHERE project_id = $1 AND ($2 = 0 OR alert_id = $2) ORDER BY at DESC, id LIMIT $3`
	var out []store.Firing
	if err := db.x.SelectContext(ctx, &out, q, project, alert, most); err != nil {
		return nil, fmt.Errorf("list firings: %w", translate(err))
	}
	return out, nil
}

// AlertMessages are the messages about firings of a project, by firing.
func (db *DB) AlertMessages(ctx context.Context, project store.ProjectID, firings []store.Firing) (map[store.EventID][]store.AlertMessage, error) {
	ids := make([]store.EventID, len(firings))
	for i, f := range firings {
		ids[i] = f.ID
	}
	const q = `SELECT id, firing_id AS firing, channel, target, attempts, delivered, given_up AS givenup, error FROM alert_message
WHERE project_id = $1 AND firing_id = ANY($2::uuid[]) ORDER BY channel, target`
	var rows []struct {
		ID                 store.EventID
		Firing             store.EventID
		Channel            store.AlertChannel
		Target             string
		Attempts           int
		Delivered, GivenUp *time.Time
		Error              string
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, uuids(ids)); err != nil {
		return nil, fmt.Errorf("list messages of alerts: %w", translate(err))
	}
	out := map[store.EventID][]store.AlertMessage{}
	for _, r := range rows {
		out[r.Firing] = append(out[r.Firing], store.AlertMessage{ID: r.ID, Channel: r.Channel, Target: r.Target, Attempts: r.Attempts, Delivered: r.Delivered, GivenUp: r.GivenUp, Error: r.Error})
	}
	return out, nil
}
