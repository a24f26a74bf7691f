package web

import (
	"errors"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// itemScope is a filter and a period: the items that a page of figures is about, and how it names some of them.
type itemScope struct {
	project      string
	query        postgres.Query
	filter       string // as typed
	since, until string
}

// scopeOf reads filter, since and until. What cannot be read is an Invalid by field, and then the scope has only what was typed.
func (s *Server) scopeOf(c echo.Context) (itemScope, error) {
	w := who(c)
	sc := itemScope{project: w.project.Name, filter: strings.TrimSpace(c.FormValue("filter")), since: c.FormValue("since"), until: c.FormValue("until")}
	wrong := store.Invalid{}
	p, err := s.filterOf(c, filter.Vocabulary{})
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		wrong["filter"] = "The filter cannot be read: " + syntax.Message + "."
	} else if err != nil {
		return sc, err
	}
	conditions := []filter.Expr{p.expr}
	if day, ok := dayOf(sc.since, "since", wrong); ok {
		conditions = append(conditions, created(filter.OpGreaterEqual, day))
	}
	if day, ok := dayOf(sc.until, "until", wrong); ok {
		conditions = append(conditions, created(filter.OpLess, day.AddDate(0, 0, 1)))
	}
	if err := wrong.OrNil(); err != nil {
		return sc, err
	}
	sc.query = postgres.Query{Project: w.project.ID, Options: p.options}
	// Read again as text, so that what is counted here is what a link says.
	sc.query.Filter, _, err = filter.Read(filter.Format(filter.And(conditions...)), p.options)
	return sc, err
}

func dayOf(text, field string, wrong store.Invalid) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 || day.Year() > 9998 {
		wrong[field] = "This is not a day, such as 2026-05-31."
		return day, false
	}
	return day, true
}

func created(op filter.CompareOp, day time.Time) filter.Expr {
	return &filter.Compare{Op: op, Left: filter.At("created"), Right: filter.Value(day.Format(time.DateOnly))}
}

// back narrows the scope to what was read of it, so that links lead to no more than was counted.
func (sc *itemScope) back(oldest time.Time) {
	at := filter.Value(oldest.UTC().Format(time.RFC3339Nano))
	text := sc.text(&filter.Compare{Op: filter.OpGreaterEqual, Left: filter.At("created"), Right: at})
	if e, _, err := filter.Read(text, sc.query.Options); err == nil {
		sc.query.Filter = e
	}
}

// text is the filter of the scope with more conditions.
func (sc itemScope) text(more ...filter.Expr) string {
	return filter.Format(filter.And(append([]filter.Expr{sc.query.Filter}, more...)...))
}

// items links to the traces of the scope that meet more conditions.
func (sc itemScope) items(n int, more ...filter.Expr) views.ItemLink {
	return views.ItemLink{N: n, URL: views.LogsURL(sc.project, views.LogsQuery{Filter: sc.text(more...)})}
}
