package views

import (
	"net/url"

	"assay/store"
)

// CopyURL builds the address where rows of a version of a dataset are copied to another one: all that match a filter and are in a split.
func CopyURL(project, dataset string, version store.Version, q RowsQuery) string {
	v := url.Values{"all": {"1"}}
	setInt(v, "version", int64(version))
	set(v, "filter", q.Filter)
	set(v, "split", q.Split)
	return address(v, "p", project, "datasets", dataset, "copy")
}
