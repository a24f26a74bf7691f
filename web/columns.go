package web

import (
	"context"
	"errors"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// columnMenu is the menu of columns as it was sent, with what is wrong with a new expression.
func (s *Server) columnMenu(form columnForm, vocabulary filter.Vocabulary) views.ColumnMenu {
	menu := views.ColumnMenu{Label: form.label, Expression: form.expression}
	if form.expression != "" {
		menu.Wrong = s.wrongValue(form.expression, vocabulary)
	}
	return menu
}

func (s *Server) wrongValue(expression string, vocabulary filter.Vocabulary) views.Mistake {
	_, _, err := filter.ReadValue(expression, filter.Options{Now: s.Now(), Vocabulary: vocabulary})
	if err == nil {
		if _, ok := views.ParseColumn(views.NewCustomColumn("", expression).ID); !ok {
			return views.Mistake{Error: "This is too long for a column."}
		}
	}
	return mistakeOf(err)
}

// chosenColumns is the address of the list with the columns that the menu was sent with.
func chosenColumns(page *views.TraceListPage, form columnForm) string {
	columns := form.columns
	if form.expression != "" {
		columns = append(columns, views.NewCustomColumn(form.label, form.expression))
	}
	q := page.Query
	q.Columns = views.Tokens(views.ParseColumns(views.Tokens(columns)))
	return views.LogsURL(page.Shell.Project, q)
}

// fillCustom evaluates the columns that show an expression, for the rows of the page alone. A column that cannot be evaluated
// is empty and says why; the list is there all the same.
func (s *Server) fillCustom(c echo.Context, page *views.TraceListPage, o filter.Options) error {
	var exprs []filter.Expr
	var of []string
	for _, column := range page.Columns {
		if column.Kind != views.CustomColumn {
			continue
		}
		e, _, err := filter.ReadValue(column.Key, o)
		if err == nil {
			err = unbiased(c, column.Key, e)
		}
		if err != nil {
			page.Mistakes = append(page.Mistakes, views.ColumnMistake{Column: column.Label, Mistake: mistakeOf(err)})
			continue
		}
		exprs, of = append(exprs, e), append(of, column.ID)
	}
	if len(exprs) == 0 || len(page.Rows) == 0 {
		return nil
	}
	ids := make([]store.TraceID, len(page.Rows))
	for i, t := range page.Rows {
		ids[i] = t.ID
	}
	values, err := s.DB.Values(c.Request().Context(), who(c).project.ID, ids, exprs, o)
	if errors.Is(err, context.DeadlineExceeded) && c.Request().Context().Err() == nil {
		page.Mistakes = append(page.Mistakes, views.ColumnMistake{Column: "Your own columns", Mistake: views.Mistake{Error: "they took longer than a list can wait for, so they are empty"}})
		return nil
	}
	if err != nil {
		return err
	}
	page.Custom = map[string]views.CustomValues{}
	for i, id := range of {
		column := views.CustomValues{Numbers: filter.TypeOf(exprs[i]) == filter.TypeNumber, Of: map[store.TraceID][]string{}}
		for trace, all := range values {
			column.Of[trace] = all[i]
		}
		page.Custom[id] = column
	}
	return nil
}
