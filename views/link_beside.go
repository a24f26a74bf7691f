package views

import (
	"net/url"
	"strconv"
)

// besideURL builds the address of something that is shown beside a list: it has the state of the list, and the position up to
// which it looks, so that its numbers are those of the list.
func besideURL(project, page string, q LogsQuery, upTo int64) string {
	v := stateOf(project, q)
	v.Set("upto", strconv.FormatInt(upTo, 10))
	return address(v, "p", project, page)
}

// FacetsURL builds the address of the counts of a list by the values of its fields.
func FacetsURL(project string, q LogsQuery, upTo int64) string {
	return besideURL(project, "facets", q, upTo)
}

// HistogramURL builds the address of a list over time.
func HistogramURL(project string, q LogsQuery, upTo int64) string {
	return besideURL(project, "histogram", q, upTo)
}

// stateOf is the state of a list as it stands in its address.
func stateOf(project string, q LogsQuery) url.Values {
	u, err := url.Parse(LogsURL(project, q))
	if err != nil {
		return url.Values{} // our own addresses always read
	}
	return u.Query()
}

// stateField is one hidden field of a form.
type stateField struct{ Name, Value string }

// stateFields carries the state of a list through a form, but for some parts of it.
func stateFields(project string, q LogsQuery, but ...string) []stateField {
	v := stateOf(project, q)
	for _, name := range but {
		v.Del(name)
	}
	var out []stateField
	for _, name := range sortedNames(v) {
		for _, value := range v[name] {
			out = append(out, stateField{name, value})
		}
	}
	return out
}
