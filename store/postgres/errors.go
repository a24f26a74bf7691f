package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"syscall"

	"assay/store"

	"github.com/lib/pq"
)

// constraint says what breaking each named constraint means to the person who did it.
var constraint = map[string]error{
	"project_name_unique":          store.Invalid{"project": "There is a project of this name already."},
	"project_name_length":          store.Invalid{"project": "A project name has 1 to 100 characters."},
	"account_email_unique":         store.Invalid{"email": "There is an account with this address already."},
	"account_email_form":           store.Invalid{"email": "Enter an e-mail address such as ada@example.org."},
	"membership_account_unique":    store.ErrConflict,
	"score_config_name_unique":     store.Invalid{"name": "There is a score of this name already."},
	"score_config_name_length":     store.Invalid{"name": "A name has 1 to 100 characters."},
	"queue_slug_unique":            store.Invalid{"name": "There is a queue of this name already, or one that differs in signs only."},
	"queue_name_length":            store.Invalid{"name": "A name has 1 to 100 characters."},
	"dataset_name_unique":          store.Invalid{"dataset": "There is a dataset of this name already."},
	"recipe_name_unique":           store.Invalid{"recipe": "There is a recipe of this name already."},
	"recipe_name_length":           store.Invalid{"recipe": "The name of a recipe has 1 to 100 characters in one line."},
	"dataset_name_length":          store.Invalid{"dataset": "A dataset name has 1 to 200 characters."},
	"dataset_snapshot_name_unique": store.Invalid{"name": "There is a snapshot of this name already."},
	"event_value_range":            store.Invalid{"scores": "A score is a number from 0 to 1."},
}

// translate turns the database's words into the program's, once and here only.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return store.ErrNotFound
	}
	if e := pq.As(err); e != nil {
		if meaning := constraint[e.Constraint]; meaning != nil {
			return meaning
		}
		if e.Code == "55P03" { // waited for a lock as long as it was to
			return fmt.Errorf("%w: %w", store.ErrBusy, err)
		}
		switch e.Code.Class() {
		case "57", "53", "08": // shutting down, out of resources, connection failures
			if e.Code == "57014" { // cancelled: the request's own deadline, or the statement's
				return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
			}
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		}
		return err
	}
	var network *net.OpError
	if errors.Is(err, driver.ErrBadConn) || errors.As(err, &network) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, sql.ErrConnDone) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// affected counts the rows that a statement touched.
func affected(r sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}
