package views

import (
	"net/url"
	"strconv"

	"assay/store"
)

// LogsQuery is the state of the list of traces, all of which stands in its URL.
type LogsQuery struct {
	Filter  string
	Tab     string   // TabBuild, or empty: the filter stands as text; no view saves it
	Columns []string // as Column.Token writes them; nil: the default ones
	Rows    string   // height of the rows: one of RowHeights
	Sort    string   // SortOldest, or empty: from new to old
	Group   string   // GroupSession, or empty: traces
	// View is the slug of the saved view that the list began with. Saved is the view's state, from which the rest may differ;
	// it is not in the URL.
	View  string
	Saved string

	After  store.Cursor
	Before store.Cursor
	Open   store.TraceID // shown in the side panel
	At     int64         // 0: now

	Zone   string // time zone of the histogram; empty: UTC
	Facets bool   // the values to filter by are shown
	Chart  string // HideChart: the histogram is not
}

const (
	// SortOldest lists traces from old to new.
	SortOldest = "oldest"
	// GroupSession lists sessions instead of traces.
	GroupSession = "session"
)

// State is what of a list's state a view saves, as the query of an address: equal states have equal texts.
func (q LogsQuery) State() string {
	v := url.Values{}
	q.state(v)
	return v.Encode()
}

func (q LogsQuery) state(v url.Values) {
	set(v, "filter", q.Filter)
	if q.Columns != nil {
		v["columns"] = q.Columns // one each: a score's name may hold a comma
	}
	set(v, "rows", q.Rows)
	set(v, "sort", q.Sort)
	set(v, "group", q.Group)
}

// InView reports whether the list shows a saved view, changed or not.
func (q LogsQuery) InView() bool { return q.View != "" && q.View != store.AllTraces }

// Changed reports whether the list differs from the saved view that it began with.
func (q LogsQuery) Changed() bool { return q.InView() && q.State() != q.Saved }

// LogsURL builds the address of a list of traces. Defaults are left out, so equal states have equal addresses. The state of a
// view is left out too, as long as it is the saved one: then the address goes on leading to what the view is saved as.
func LogsURL(project string, q LogsQuery) string {
	v := url.Values{}
	set(v, "view", q.View)
	set(v, "tab", q.Tab)
	if !q.InView() || q.Changed() {
		q.state(v)
	}
	if q.Changed() {
		v.Set("edited", "1") // what is not in the address has its default, not what the view has
	}
	set(v, "after", q.After.String())
	set(v, "before", q.Before.String())
	set(v, "trace", string(q.Open))
	setInt(v, "at", q.At)
	set(v, "tz", q.Zone)
	if q.Facets {
		v.Set("facets", "1")
	}
	set(v, "chart", q.Chart)
	return address(v, "p", project, "logs")
}

// ScoresURL builds the address of what the traces of a list have of its scores. It carries the whole state, to lead back.
func ScoresURL(project string, q LogsQuery) string {
	v := url.Values{}
	set(v, "view", q.View)
	q.state(v)
	setInt(v, "at", q.At)
	return address(v, "p", project, "logs", "scores")
}

// ExportTracesURL builds the address of the file of all traces that match a filter at a position, or of those that a form names.
func ExportTracesURL(project, format, filter string, at int64) string {
	v := url.Values{}
	set(v, "format", format)
	set(v, "filter", filter)
	setInt(v, "at", at)
	return address(v, "p", project, "logs", "export")
}

// NewsURL builds the address that tells what came to a list since a position.
func NewsURL(project string, q LogsQuery, since int64) string {
	v := url.Values{"since": {strconv.FormatInt(since, 10)}}
	set(v, "filter", q.Filter)
	q.After, q.Before, q.Open = store.Cursor{}, store.Cursor{}, ""
	set(v, "show", LogsURL(project, q))
	return address(v, "p", project, "news")
}

// ViewsURL builds the address of the list of saved views, of one of them, or of something done to it.
func ViewsURL(project string, more ...string) string {
	return address(nil, append([]string{"p", project, "views"}, more...)...)
}

// BulkURL builds the address of what can be done to many traces: the given ones, or all that match the filter at a position.
func BulkURL(project, do, filter string, at int64) string {
	v := url.Values{}
	set(v, "do", do)
	set(v, "filter", filter)
	setInt(v, "at", at)
	return address(v, "p", project, "bulk")
}

// BulkProgressURL builds the address of one bulk action on its way.
func BulkProgressURL(project string, id store.EventID, back string) string {
	v := url.Values{}
	set(v, "back", back)
	return address(v, "p", project, "bulk", string(id))
}
