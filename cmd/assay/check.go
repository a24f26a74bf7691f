package main

import (
	"context"
	"errors"
	"fmt"

	"assay/store"
	"assay/store/postgres"
	"assay/store/rollup"
)

// checkCmd proves that what is kept beside the log is what the log says.
type checkCmd struct {
	Rollups checkRollupsCmd `cmd:"" help:"Count all traces anew and compare with the counts by the hour."`
}

type checkRollupsCmd struct {
	Project string `help:"Only this project; all of them when not given." placeholder:"NAME"`
}

// mostDifferences is how many differences of a project are printed.
const mostDifferences = 20

// Run counts what waits, then everything again, and fails when a count differs.
func (c *checkRollupsCmd) Run(ctx context.Context, d *database, s *streams) error {
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	projects, err := c.projects(ctx, db)
	if err != nil {
		return err
	}
	wrong := 0
	for _, p := range projects {
		if err := db.FoldRollups(ctx, p.ID); err != nil {
			return err
		}
		n := 0
		checked, err := db.CheckRollups(ctx, p.ID, func(x postgres.RollupDifference) {
			if n++; n <= mostDifferences {
				fmt.Fprintln(s.out, difference(x))
			}
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s: %d traces counted anew, %d counts kept, %d differ\n", p.Name, checked.Traces, checked.Cells, n)
		wrong += n
	}
	if wrong > 0 {
		return fmt.Errorf("%d counts are not what the traces say", wrong)
	}
	return nil
}

// mostProjects is more than anyone has.
const mostProjects = 1 << 20

func (c *checkRollupsCmd) projects(ctx context.Context, db *postgres.DB) ([]store.Project, error) {
	if c.Project == "" {
		return db.Projects(ctx, postgres.ProjectQuery{Limit: mostProjects})
	}
	p, err := db.Project(ctx, c.Project)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("there is no project %q", c.Project)
	}
	return []store.Project{p}, err
}

// difference is one count in a line.
func difference(x postgres.RollupDifference) string {
	width := "hour"
	if x.Days {
		width = "day"
	}
	of := "all traces"
	if x.Field != "" {
		of = x.Field + " = " + x.Value
	}
	what := string(x.Measure)
	if x.Name != "" {
		what += " " + string(x.Source) + " " + x.Name
	}
	if x.Category != "" {
		what += " = " + x.Category
	}
	return fmt.Sprintf("%s of %s, %s, %s: kept n %d, sum %d; counted n %d, sum %d", width, rollup.Start(x.Hour).Format("2006-01-02 15:04 UTC"), of, what, x.Kept.N, x.Kept.Sum, x.Made.N, x.Made.Sum)
}
