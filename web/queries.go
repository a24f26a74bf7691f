package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// askedQuery is the query of a URL, read and checked for this project.
type askedQuery struct {
	text, zone string
	query      *filter.Query
	options    filter.Options
	warnings   []filter.Warning
}

// pageRows is how many rows that are not grouped a query shows when it does not say how many it wants.
const pageRows = 100

// pageText is the most characters of a text in such a row that are read for the page; files have all of them.
const pageText = 1000

// readQuery reads the query of the URL. Its error is an Invalid about tz, or a *filter.Error.
func (s *Server) readQuery(c echo.Context, vocabulary filter.Vocabulary) (askedQuery, error) {
	a := askedQuery{text: strings.TrimSpace(c.QueryParam("q")), zone: strings.TrimSpace(c.QueryParam("tz"))}
	loc, err := zoneOf(c)
	if err != nil {
		return a, err
	}
	if a.options, err = s.optionsOf(c, vocabulary); err != nil {
		return a, err
	}
	a.options.Location, a.options.Text = loc, a.text
	if a.query, err = filter.ParseQuery(a.text); err != nil {
		return a, err
	}
	if wrong := readable(a.query, who(c).project); wrong != "" {
		at := a.query.Source
		return a, &filter.Error{Pos: at.Pos, End: at.End, Code: filter.CodeUnknownField, Message: wrong, Suggestion: "logs", Text: a.text}
	}
	if len(a.query.Columns) == 0 && !a.query.Grouped {
		for _, name := range wholeRow {
			a.query.Columns = append(a.query.Columns, filter.Column{Name: name, Expr: filter.At(name)})
		}
		a.query.Star = false
	}
	a.warnings, err = filter.CheckQuery(a.query, filter.QueryOptions{Options: a.options, Shape: filter.ShapeSummary})
	return a, err
}

// readable says what is wrong with what a query reads: a page of a project reads the logs of that project.
func readable(q *filter.Query, p store.Project) string {
	if !slices.Contains([]string{"", "logs", "project_logs"}, q.Source.Kind) {
		return q.Source.Kind + " cannot be read here, only logs"
	}
	if id := q.Source.ID; id != "" && id != p.Name && id != p.UID {
		return "this page reads the logs of " + p.Name + " only"
	}
	return ""
}

// zoneOf reads the time zone of the URL, UTC where it names none.
func zoneOf(c echo.Context) (*time.Location, error) {
	name := strings.TrimSpace(c.QueryParam("tz"))
	if name == "" || name == "UTC" {
		return time.UTC, nil
	}
	loc, err := filter.LoadZone(name)
	if err != nil {
		return nil, store.Invalid{"tz": "There is no such time zone. Write one as Europe/Berlin."}
	}
	return loc, nil
}

// showQuery is the page that answers whole queries.
func (s *Server) showQuery(c echo.Context) error {
	names, err := s.names.project(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	page := s.queryPage(c, names)
	a, err := s.readQuery(c, names.Vocabulary)
	page.Text, page.Zone, page.Warnings = a.text, a.zone, warningTexts(a.warnings)
	if a.text == "" && page.Zone == "" {
		return render(c, http.StatusOK, views.Query(page))
	}
	var mistaken bool
	if page.Wrong, mistaken = wrongQuery(err); mistaken {
		return render(c, http.StatusUnprocessableEntity, views.Query(page))
	}
	if err != nil {
		return err
	}
	if page.Answer, err = s.answer(c, a); err != nil {
		return err
	}
	if page.Shell.Chart = page.Answer.Chart != ""; page.Shell.Chart {
		page.Shell.Scripts = append(page.Shell.Scripts, "js/chart.js")
	}
	return render(c, http.StatusOK, views.Query(page))
}

// queryPage is the page without a query.
func (s *Server) queryPage(c echo.Context, names vocabulary) views.QueryPage {
	page := views.QueryPage{Shell: s.shell(c, "Query", "Logs"), Zones: zones, Examples: queryExamples(byPeopleFirst(names.scores)),
		Measures: filter.AggregateFunctions(), CanSave: who(c).role.Includes(store.Curator)}
	page.Shell.Styles, page.Shell.Scripts = []string{"css/explore.css"}, []string{"js/query.js"}
	return page
}

// exportQuery sends the answer as a file.
func (s *Server) exportQuery(c echo.Context) error {
	a, err := s.readQuery(c, filter.Vocabulary{})
	if err != nil {
		return err
	}
	write, kind := export.TableCSV, "text/csv; charset=utf-8"
	switch c.QueryParam("format") {
	case "csv":
	case "json":
		write, kind = export.TableJSON, "application/json"
	default:
		return store.Invalid{"format": "An answer is written as csv or json."}
	}
	answer, err := s.DB.Ask(c.Request().Context(), postgres.Ask{Project: who(c).project.ID, Query: a.query, Options: a.options})
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "query." + c.QueryParam("format")}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	if err := write(c.Response(), answer.Table); err != nil {
		s.Log.Error("export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// answer asks the query and puts what it comes to on the page.
func (s *Server) answer(c echo.Context, a askedQuery) (*views.QueryAnswer, error) {
	ask := postgres.Ask{Project: who(c).project.ID, Query: a.query, Options: a.options, Text: pageText}
	if !a.query.Grouped && a.query.Limit < 0 {
		ask.Rows = pageRows
	}
	began := s.Now()
	answer, err := s.DB.Ask(c.Request().Context(), ask)
	if err != nil {
		return nil, err
	}
	out := &views.QueryAnswer{Notes: answerNotes(a, answer), Took: s.Now().Sub(began), Zone: a.options.Location.String()}
	t := answer.Table
	for i, column := range t.Columns {
		out.Columns = append(out.Columns, views.QueryColumn{Name: column.Name, Number: column.Type == filter.TypeNumber || views.OnlyNumbers(t.Rows, i), Measure: column.Measure})
	}
	days := make([]bool, len(t.Columns))
	for i := range days {
		days[i] = views.OnlyDays(t.Rows, i, a.options.Location)
	}
	for i, values := range t.Rows {
		row := views.QueryRow{}
		for k, x := range values {
			cell := views.NewCell(x, a.options.Location, days[k])
			cell.URL = s.cellURL(c, a, answer, i, k)
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.Chart = chartOf(t, len(a.query.Dimensions)-len(a.query.Pivot))
	return out, nil
}

// cellURL is where a cell leads: to the traces that a group counts, and a row to its trace.
func (s *Server) cellURL(c echo.Context, a askedQuery, answer postgres.Answer, row, column int) string {
	project := who(c).project.Name
	if !a.query.Grouped {
		if column == 0 && row < len(answer.Traces) {
			return views.TraceURL(project, answer.Traces[row], views.TraceQuery{Back: c.Request().URL.RequestURI()})
		}
		return ""
	}
	if answer.Rows[row][column] == nil && answer.Columns[column].Measure {
		return "" // no trace has what was measured
	}
	e, ok := a.query.MatchingColumn(answer.Columns[column], answer.Groups[row], a.options)
	if !ok {
		return ""
	}
	return views.LogsURL(project, views.LogsQuery{Filter: filter.Format(e)})
}

// chartOf tells what a chart of the answer would have as its axis: there is one when one dimension is left and something was
// measured.
func chartOf(t filter.Table, dimensions int) string {
	if dimensions != 1 || len(t.Rows) < 2 || len(t.Columns) < 2 || t.Columns[0].Measure {
		return ""
	}
	if !slices.ContainsFunc(t.Columns, func(c filter.TableColumn) bool { return c.Measure && c.Type == filter.TypeNumber }) {
		return ""
	}
	if t.Columns[0].Type == filter.TypeTime {
		return "time"
	}
	return "category"
}

// answerNotes says what one has to know to read an answer.
func answerNotes(a askedQuery, answer postgres.Answer) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	what := "matching traces"
	if a.query.AboutSpans() {
		what = "traces, whose spans"
	}
	if answer.Partial {
		add("There was no time for everything: these numbers are of the newest %s %s, back to %s.", views.Thousands(int64(answer.Looked)), what, answer.Back.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	if answer.More {
		add("Only the first %s rows are shown. HAVING, LIMIT or a narrower WHERE leaves the ones that matter.", views.Thousands(int64(len(answer.Rows))))
	}
	if answer.Left > 0 {
		add("%s more values of the pivoted column found no place.", views.Thousands(int64(answer.Left)))
	}
	if a.query.Sample != nil {
		add("This is a sample. The links lead to all traces of a group, not only to those in the sample.")
	}
	for _, d := range a.query.Dimensions {
		if several := filter.ValueRanges(d); len(several) > 0 && several[0].Field.Kind != filter.KindMetadata {
			add("A trace that has several values of %s is counted under each of them.", filter.Format(d))
		}
	}
	return notes
}

// wrongQuery shows what is wrong with the query or its time zone; false for an error of another sort.
func wrongQuery(err error) (views.QueryMistake, bool) {
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return views.QueryMistake{Field: "tz", Message: invalid["tz"]}, true
	}
	m := mistakeOf(err)
	return views.QueryMistake{Field: "q", Message: m.Error, Suggestion: m.Suggestion, Line: m.Line, Caret: m.Caret}, m.Error != ""
}

func warningTexts(warnings []filter.Warning) []string {
	var out []string
	for _, w := range warnings {
		text := w.Message
		if w.Suggestion != "" {
			text += ": did you mean " + w.Suggestion + "?"
		}
		out = append(out, text)
	}
	return out
}
