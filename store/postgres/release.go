package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// SaveRelease marks a release. What is told of a release counts more than when traces named it first.
func (db *DB) SaveRelease(ctx context.Context, project store.ProjectID, name string, at time.Time) error {
	const q = `
INSERT INTO release (project_id, name, at, seen) VALUES ($1, $2, $3, false)
ON CONFLICT (project_id, name) DO UPDATE SET at = EXCLUDED.at, seen = false`
	if _, err := db.x.ExecContext(ctx, q, project, name, at.UTC()); err != nil {
		return fmt.Errorf("mark release: %w", translate(err))
	}
	return nil
}

// mostReleases is how many markers a chart can show and still be read.
const mostReleases = 40

// Releases are those between two times, the newest of them where there are many, in their order.
func (db *DB) Releases(ctx context.Context, project store.ProjectID, from, to time.Time) ([]store.Release, error) {
	const q = `SELECT name, at, seen FROM release WHERE project_id = $1 AND at >= $2 AND at < $3 ORDER BY at DESC, name LIMIT $4`
	var out []store.Release
	if err := db.x.SelectContext(ctx, &out, q, project, from.UTC(), to.UTC(), mostReleases); err != nil {
		return nil, fmt.Errorf("list releases: %w", translate(err))
	}
	slices.Reverse(out)
	return out, nil
}

// see notes the release that a trace names.
func (f *rollupFold) see(r *countedRow) {
	var named struct{ Release any }
	if len(r.Metadata) <= 2 || json.Unmarshal(r.Metadata, &named) != nil {
		return
	}
	text, ok := named.Release.(string)
	if !ok {
		return
	}
	name, err := store.CheckReleaseName(text)
	if first, known := f.seen[name]; err == nil && (!known || r.Created.Before(first)) {
		f.seen[name] = r.Created
	}
}

// writeSeen marks the releases that traces named, where nobody told of them.
func (f *rollupFold) writeSeen(ctx context.Context) error {
	if len(f.seen) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(f.seen))
	at := make([]time.Time, len(names))
	for i, name := range names {
		at[i] = f.seen[name].UTC()
	}
	const q = `
INSERT INTO release (project_id, name, at, seen) SELECT $1, u.name, u.at, true FROM unnest($2::text[], $3::timestamptz[]) AS u (name, at) ORDER BY u.name
ON CONFLICT (project_id, name) DO UPDATE SET at = EXCLUDED.at WHERE release.seen AND release.at > EXCLUDED.at`
	if _, err := f.tx.ExecContext(ctx, q, f.project, pq.Array(names), pq.Array(at)); err != nil {
		return fmt.Errorf("mark seen releases: %w", err)
	}
	return nil
}
