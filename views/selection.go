package views

import "assay/store"

// Link is an address with its text.
type Link struct {
	Text, URL string
}

// allActions is what can be done with all traces that the list's filter matches.
func (p TraceListPage) allActions() []Link {
	project, n := p.Shell.Project, p.Count.String()
	bulk := func(do string) string { return BulkURL(project, do, p.Filter.Text, p.At) }
	links := []Link{{"Tag all " + n + "…", bulk("tag")}, {"Flag all " + n + "…", bulk("flag")}, {"Score all " + n + "…", bulk("score")}}
	if p.CanAdd {
		links = append([]Link{{"Add all " + n + " to a dataset…", AddURL(project, p.Filter.Text, p.At, nil)}, {"Put all " + n + " into a queue…", EnqueueURL(project, p.Filter.Text, p.At, nil)}}, links...)
		for _, f := range []Link{{"JSON lines", "jsonl"}, {"CSV", "csv"}} {
			links = append(links, Link{"Export all " + n + " as " + f.Text, ExportTracesURL(project, f.URL, p.Filter.Text, p.At)})
		}
	}
	return links
}

// groupURL is the list grouped in another way, from its beginning.
func (p TraceListPage) groupURL(group string) string {
	return p.here(func(q *LogsQuery) { q.Group, q.After, q.Before, q.Open = group, store.Cursor{}, store.Cursor{}, "" })
}
