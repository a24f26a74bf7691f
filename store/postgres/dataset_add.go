package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
)

// ExpectedChoice says where rows made from traces take their expected value.
type ExpectedChoice = adding.Expected

// The choices that need no path; see package adding.
const (
	BestExpected   = adding.ExpectedBest
	UserExpected   = adding.ExpectedUser
	OutputExpected = adding.ExpectedOutput
)

// Added counts what adding traces to a dataset did.
type Added struct {
	store.DatasetVersion
	Matched int // traces the query named; the ones that were in the dataset before are not inserted again
}

// AddTraces writes one row for each of the query's traces that the dataset, of the same project, does not have yet, as one
// version, oldest trace first. It looks for no other duplicates.
func (db *DB) AddTraces(ctx context.Context, q Query, w DatasetWrite, choice ExpectedChoice) (Added, error) {
	plan := adding.Default()
	plan.Expected, plan.Duplicates = choice, adding.Duplicates{Origin: adding.Skip, Content: adding.Insert, Near: adding.Insert}
	var a *adder
	version, err := db.write(ctx, q.Project, w, func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		a = &adder{tx: tx, q: q, plan: plan, target: q.Project, dataset: w.Dataset, version: version, now: w.Now}
		return a.write(ctx)
	})
	if err != nil {
		return Added{}, fmt.Errorf("add traces: %w", err)
	}
	return Added{version, a.report.Traces}, nil
}

// AddRequest says which traces are added to which dataset, by whom and how.
type AddRequest struct {
	Source  store.ProjectID `json:"source"`         // whose traces
	Filter  string          `json:"filter"`         // which; every trace when empty
	Asked   time.Time       `json:"asked"`          // what now() means in the filter
	At      int64           `json:"at"`             // position in the log of the source as of which the filter is asked; 0: now
	Only    []store.TraceID `json:"only"`           // these, whether or not they match; nil: those that match
	Project store.ProjectID `json:"project"`        // of the dataset
	Dataset int             `json:"dataset"`        // 0, of a dry run: one that is not there yet
	Name    string          `json:"name,omitempty"` // of that one
	Plan    adding.Plan     `json:"plan"`
	Note    string          `json:"note,omitempty"`
	Recipe  int             `json:"recipe,omitempty"` // a run of this recipe; 0: of none
	Dry     bool            `json:"dry,omitempty"`    // only say what it would do
	Fit     bool            `json:"fit,omitempty"`    // leave out rows that do not fit the schemas of the dataset, instead of refusing all
	Account int             `json:"account,omitempty"`
	Author  string          `json:"author"`
	// Submission is the decision of review that adds on its way; empty: none.
	Submission store.EventID `json:"submission,omitempty"`
}

// QueryOf names the traces of a request. A filter that cannot be read is a *filter.Error.
func (db *DB) QueryOf(ctx context.Context, r AddRequest) (Query, error) {
	return r.query(ctx, db.x)
}

func (r AddRequest) query(ctx context.Context, x sqlx.QueryerContext) (Query, error) {
	q := Query{Project: r.Source, Options: filter.Options{Now: r.Asked, Location: time.UTC}, At: r.At}
	if r.Only != nil {
		q.Only, q.At = r.Only, 0
		return q, nil
	}
	var err error
	if q.Options.Derived, err = derivedScores(ctx, x, r.Source); err != nil {
		return q, err
	}
	q.Filter, _, err = filter.Read(r.Filter, q.Options)
	return q, err
}

func (r AddRequest) write(now time.Time) DatasetWrite {
	return DatasetWrite{Dataset: r.Dataset, Account: r.Account, Author: r.Author, Note: r.Note, Now: now, Submission: r.Submission}
}

// signSoon is how many rows are signed before a search that someone waits for: about a second's worth.
const signSoon = 3000

// Add carries out a request as one version of the dataset: all of it or nothing. It is for what someone can wait for; an add of
// many traces is a job of the kind JobAdd.
func (db *DB) Add(ctx context.Context, r AddRequest, now time.Time) (adding.Report, error) {
	unread, err := db.prepareAdd(ctx, r, signSoon, nil)
	if err != nil {
		return adding.Report{}, err
	}
	if r.Dry {
		report, err := db.dryAdd(ctx, r, now, nil)
		report.Unread = unread
		return report, err
	}
	var a *adder
	done, err := db.write(ctx, r.Project, r.write(now), func(tx *sqlx.Tx, version store.Version) (done store.DatasetVersion, err error) {
		if a, err = newAdder(ctx, tx, r, version, now); err != nil {
			return done, err
		}
		if done, err = a.write(ctx); err == nil {
			err = a.recordRun(ctx, r, done, now)
		}
		return done, err
	})
	if err != nil {
		return adding.Report{}, fmt.Errorf("add to dataset: %w", err)
	}
	a.report.Version, a.report.Unread = done.Version, unread
	return a.report, nil
}

// dryAdd does everything but keep it.
func (db *DB) dryAdd(ctx context.Context, r AddRequest, now time.Time, told func(stage string, done, total int)) (adding.Report, error) {
	var report adding.Report
	err := db.lookOnly(ctx, func(tx *sqlx.Tx) error {
		a, err := newAdder(ctx, tx, r, 0, now)
		if err != nil {
			return err
		}
		a.told = told
		if err = a.look(ctx); err == nil {
			err = a.tryOut(ctx)
		}
		report = a.report
		return err
	})
	return report, err
}

// lookOnly runs work in a transaction of which nothing stays.
func (db *DB) lookOnly(ctx context.Context, work func(tx *sqlx.Tx) error) error {
	tx, err := db.x.BeginTxx(ctx, nil)
	if err != nil {
		return translate(fmt.Errorf("begin: %w", err))
	}
	defer func() { _ = tx.Rollback() }()
	return translate(work(tx))
}

// prepareAdd checks a request and makes the signatures that its search needs, 0 being all of them. It returns how many inputs
// are left without.
func (db *DB) prepareAdd(ctx context.Context, r AddRequest, most int, tell func(done, left int)) (left int, err error) {
	if err := r.Plan.Check(); err != nil {
		return 0, err
	}
	if r.Plan.Duplicates.Similarity == 0 || r.Dataset == 0 {
		return 0, nil
	}
	return db.SignRows(ctx, r.Project, r.Dataset, most, tell)
}

// adder turns traces into rows of a dataset within one transaction. First it lists the candidates and decides about each of
// them, then it writes. It runs set by set in the database: of what it adds, no more than a few hundred are ever in memory.
type adder struct {
	tx      *sqlx.Tx
	q       Query
	plan    adding.Plan
	target  store.ProjectID
	dataset int
	recipe  int
	version store.Version // 0: nothing will be written
	now     time.Time
	report  adding.Report
	empty   bool // the dataset never had a row
	// uncorrected tells that nobody ever proposed a correction in the project of the traces.
	uncorrected bool
	// nearMost is of how many candidates near duplicates are looked for, 0 being any number; compared tells whether they were.
	nearMost int
	compared bool
	fit      bool                                // rows that do not fit the schemas are left out
	held     bool                                // the dataset has a schema; known after tryOut
	told     func(stage string, done, total int) // hears how far it is; nil: nobody does
}

func newAdder(ctx context.Context, tx *sqlx.Tx, r AddRequest, version store.Version, now time.Time) (*adder, error) {
	q, err := r.query(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &adder{tx: tx, q: q, plan: r.Plan, target: r.Project, dataset: r.Dataset, recipe: r.Recipe, version: version, now: now, fit: r.Fit}, nil
}

func (a *adder) tell(stage string, done, total int) {
	if a.told != nil {
		a.told(stage, done, total)
	}
}

// classify lists the candidates and decides about them.
func (a *adder) classify(ctx context.Context) error {
	a.tell("Finding the traces", 0, 0)
	if err := a.gather(ctx); err != nil {
		return err
	}
	a.tell("Looking for exact duplicates", 0, a.report.Rows)
	for _, step := range []func(context.Context) error{a.findOrigins, a.leaveOut, a.sample, a.findContents} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := a.decide(ctx, adding.Origin, adding.Content); err != nil {
		return err
	}
	if err := a.findNear(ctx); err != nil {
		return err
	}
	return a.settle(ctx)
}

// look says what write would do.
func (a *adder) look(ctx context.Context) error {
	if err := a.classify(ctx); err != nil {
		return err
	}
	if err := a.tally(ctx); err != nil {
		return err
	}
	return a.pairs(ctx)
}

// write writes the rows of the version.
func (a *adder) write(ctx context.Context) (store.DatasetVersion, error) {
	if err := a.look(ctx); err != nil {
		return store.DatasetVersion{}, err
	}
	a.report.Inserted, a.report.Merged = 0, 0 // a look tells how many traces are merged, and not yet whether that changes a row
	if err := a.insertAll(ctx); err != nil {
		return store.DatasetVersion{}, err
	}
	if err := a.mergeAll(ctx); err != nil {
		return store.DatasetVersion{}, err
	}
	done := store.DatasetVersion{Inserted: a.report.Inserted, Updated: a.report.Merged}
	if !a.fit {
		return done, nil
	}
	var err error
	if a.report.Unfit, err = leaveOutUnfit(ctx, a.tx, a.target, a.dataset, a.version, &done); err != nil {
		return done, err
	}
	a.report.Inserted, a.report.Merged = done.Inserted, done.Updated
	return done, nil
}

// tryOut finds the rows that do not fit the schemas of the dataset, after look and in a transaction of which nothing stays. A dataset
// without a schema costs one look at an index.
func (a *adder) tryOut(ctx context.Context) error {
	list, err := schemasOf(ctx, a.tx, a.target, a.dataset)
	if err != nil || len(list) == 0 {
		return err
	}
	a.held = true
	if a.version, err = onTrial(ctx, a.tx, a.target); err != nil {
		return err
	}
	said := a.report
	if err := a.insertAll(ctx); err != nil {
		return err
	}
	if err := a.mergeAll(ctx); err != nil {
		return err
	}
	a.report = said
	a.report.Unfit, _, err = misfits(ctx, a.tx, a.target, a.dataset, a.version)
	return err
}

// tally counts what was decided.
func (a *adder) tally(ctx context.Context) error {
	q := `
SELECT kind, count(*) AS found, count(*) FILTER (WHERE action = 'skip') AS skipped, count(*) FILTER (WHERE action = 'merge') AS merged,
  count(*) FILTER (WHERE action = 'insert') AS inserted, count(*) FILTER (WHERE ` + leaking("$1") + `) AS leaks
FROM add_candidate GROUP BY kind`
	var rows []struct {
		Kind adding.Kind
		adding.Tally
		Leaks int
	}
	if err := a.tx.SelectContext(ctx, &rows, q, a.plan.Split); err != nil {
		return fmt.Errorf("count duplicates: %w", err)
	}
	a.report.Tally = map[adding.Kind]adding.Tally{}
	for _, r := range rows {
		a.report.Inserted += r.Inserted
		a.report.Merged += r.Merged
		a.report.Leaks += r.Leaks
		if r.Kind != adding.NotYet {
			a.report.Tally[r.Kind] = r.Tally
		}
	}
	return nil
}

// leaking is the condition that a candidate becomes a row of a split although one that says nearly the same is in another split.
func leaking(split string) string {
	return "(action = 'insert' AND kind <> '' AND split IS NOT NULL AND " + split + "::text <> '' AND split <> " + split + "::text)"
}
