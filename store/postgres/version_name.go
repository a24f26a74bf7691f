package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// nearNames is how many names a mistake suggests.
const nearNames = 3

// VersionNamed reads which version of a dataset a text means: a number is always a version, which need not be one that the dataset has;
// anything else is the name of a snapshot or of an environment, and means the newest version up to it. "" is 0. A name that is none is
// an Invalid naming the field "version" and the names that are near.
func (db *DB) VersionNamed(ctx context.Context, project store.ProjectID, dataset int, text string) (store.Version, error) {
	const q = `
SELECT n.name, COALESCE((SELECT max(v.xact) FROM dataset_version v WHERE v.project_id = $1 AND v.dataset_id = $2 AND v.xact <= n.xact), n.xact) AS version
FROM (
  SELECT name, xact, 1 AS kind FROM dataset_snapshot WHERE project_id = $1 AND dataset_id = $2
  UNION ALL SELECT name, xact, 2 FROM dataset_environment WHERE project_id = $1 AND dataset_id = $2
) AS n ORDER BY n.kind, n.name`
	if text = strings.TrimSpace(text); text == "" || store.IsNumber(text) {
		return versionNumber(text)
	}
	var list []struct {
		Name    string
		Version store.Version
	}
	if err := db.x.SelectContext(ctx, &list, q, project, dataset); err != nil {
		return 0, fmt.Errorf("read names of versions: %w", translate(err))
	}
	var names []string
	var found []store.Version
	for _, n := range list {
		if n.Name == text && !slices.Contains(found, n.Version) {
			found = append(found, n.Version)
		}
		names = append(names, n.Name)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, store.Invalid{"version": "The dataset has no snapshot or environment " + strconv.Quote(store.Preview(text, 60)) + ". " + suggested(text, names)}
	}
	return 0, store.Invalid{"version": "A snapshot and an environment are called " + strconv.Quote(text) + " and mean different versions. Give the number of the one you want."}
}

// versionNumber reads a version as a number.
func versionNumber(text string) (store.Version, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, store.Invalid{"version": "A version is a number of 19 digits, as the dataset's page lists them, or the name of a snapshot or an environment."}
	}
	return store.Version(n), nil
}

// suggested lists the names that are near a mistaken one, or else the first of all.
func suggested(text string, names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	near := filter.Near(text, names, nearNames)
	if len(near) > 0 {
		return "Did you mean " + strings.Join(near, ", ") + "?"
	}
	if len(names) == 0 {
		return "No version of it has a name; a version is a number of 19 digits, as the dataset's page lists them."
	}
	return "There are " + strings.Join(names[:min(len(names), 2*nearNames)], ", ") + "; or give the number of a version."
}
