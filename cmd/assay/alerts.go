package main

import (
	"context"
	"log/slog"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web/notify"
)

// alertTurn is how soon an alert that is due is looked at, and a message sent.
const alertTurn = 3 * time.Second

// watchAlerts checks alerts and tells their receivers, until the context ends. What fails is tried again at the next turn.
func watchAlerts(ctx context.Context, db *postgres.DB, sender *notify.Sender, log *slog.Logger) error {
	tick := time.NewTicker(alertTurn)
	defer tick.Stop()
	for {
		if err := db.CheckAlerts(ctx, time.Now()); err != nil && ctx.Err() == nil {
			log.Error("check alerts", "error", err.Error())
		}
		for more := true; more && ctx.Err() == nil; {
			now := time.Now()
			var err error
			more, err = db.DeliverAlert(ctx, now, func(m store.AlertMessage) error { return sender.SendAlert(ctx, m, now) })
			if err != nil && ctx.Err() == nil {
				log.Error("tell of alerts", "error", err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
