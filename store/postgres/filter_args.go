package postgres

import (
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// arguments collects the values of one statement. Text of users and clients reaches SQL in no other way.
type arguments struct {
	values []any
	// at and version are SQL for the position in the log, and the version of datasets, as of which a filter is asked; empty
	// for now.
	at, version string
}

// add binds v and returns its placeholder, such as $3.
func (a *arguments) add(v any) string {
	a.values = append(a.values, v)
	return "$" + strconv.Itoa(len(a.values))
}

// text binds a text. Postgres refuses NUL and broken UTF-8 as values, though a filter may hold either; nothing stored does,
// so what stands in their place only has to be harmless.
func (a *arguments) text(s string) string { return a.add(storable(s)) + "::text" }

// texts binds a list of texts.
func (a *arguments) texts(list []string) string {
	clean := make([]string, len(list))
	for i, s := range list {
		clean[i] = storable(s)
	}
	return a.add(pq.Array(clean)) + "::text[]"
}

func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
