package web

import (
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/labstack/echo/v4"
)

// parsedFilter is the filter of a URL, read and checked.
type parsedFilter struct {
	text     string
	expr     filter.Expr
	options  filter.Options
	warnings []filter.Warning
}

// filterOf reads the filter parameter. Its error is a *filter.Error that knows the position.
func (s *Server) filterOf(c echo.Context, vocabulary filter.Vocabulary) (parsedFilter, error) {
	return s.readFilter(c, c.FormValue("filter"), vocabulary)
}

// readFilter reads and checks a filter. What it returns with an error still has the text.
func (s *Server) readFilter(c echo.Context, text string, vocabulary filter.Vocabulary) (parsedFilter, error) {
	p := parsedFilter{text: strings.TrimSpace(text)}
	var err error
	if p.options, err = s.optionsOf(c, vocabulary); err != nil {
		return p, err
	}
	if p.expr, p.warnings, err = filter.Read(p.text, p.options); err != nil {
		return p, err
	}
	return p, unbiased(c, p.text, p.expr)
}

// query names the traces that the request is about: those that its filter matches as of its position.
func (s *Server) query(c echo.Context) (postgres.Query, error) {
	p, err := s.filterOf(c, filter.Vocabulary{})
	if err != nil {
		return postgres.Query{}, err
	}
	at, err := number(c, "at")
	if err != nil {
		return postgres.Query{}, err
	}
	return postgres.Query{Project: who(c).project.ID, Filter: p.expr, Options: p.options, At: at}, nil
}

// number reads a whole number of zero or more; missing is 0.
func number(c echo.Context, name string) (int64, error) { return numberOf(c.FormValue(name), name) }

func numberOf(text, name string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, store.Invalid{name: "This is not a whole number: " + strconv.Quote(text) + "."}
	}
	return n, nil
}
