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
	a.options = filter.Options{Now: s.Now(), Location: loc, Vocabulary: vocabulary, Text: a.text}
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

// wholeRow is what a query for whole rows shows.
var wholeRow = []string{"created", "name", "type", "input", "output", "expected", "error", "scores", "comment", "tags", "metadata", "duration", "tokens", "cost"}

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
	w := who(c)
	names, err := s.names.project(c.Request().Context(), w.project.ID)
	if err != nil {
		return err
	}
	page := views.QueryPage{Shell: s.shell(c, "Query", "Logs"), Zones: zones, Examples: queryExamples(byPeopleFirst(names.scores)),
		Measures: filter.AggregateFunctions(), CanSave: w.role.Includes(store.Curator)}
	page.Shell.Styles, page.Shell.Scripts = []string{"css/explore.css"}, []string{"js/query.js"}
	a, err := s.readQuery(c, names.Vocabulary)
	page.Text, page.Zone = a.text, a.zone
	page.Warnings = warningTexts(a.warnings)
	var wrong *filter.Error
	var invalid store.Invalid
	switch {
	case errors.As(err, &invalid):
		page.Wrong = views.QueryMistake{Field: "tz", Message: invalid["tz"]}
		return render(c, http.StatusUnprocessableEntity, views.Query(page))
	case errors.As(err, &wrong):
		page.Wrong = inQuery(wrong)
		return render(c, http.StatusUnprocessableEntity, views.Query(page))
	case err != nil:
		return err
	case a.text == "":
		return render(c, http.StatusOK, views.Query(page))
	}
	if page.Answer, err = s.answer(c, a); err != nil {
		return err
	}
	if page.Shell.Chart = page.Answer.Chart != ""; page.Shell.Chart {
		page.Shell.Scripts = append(page.Shell.Scripts, "js/chart.js")
	}
	return render(c, http.StatusOK, views.Query(page))
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

// inQuery is a mistake in the text of the query.
func inQuery(wrong *filter.Error) views.QueryMistake {
	m := mistakeOf(wrong)
	return views.QueryMistake{Field: "q", Message: m.Error, Suggestion: m.Suggestion, Line: m.Line, Caret: m.Caret}
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

// queryExamples are queries to start from, with the scores that the project has.
func queryExamples(scores []string) []views.QueryExample {
	score := "user_rating"
	if len(scores) > 0 {
		score = scores[0]
	}
	path := filter.Format(filter.At("scores", score))
	return []views.QueryExample{
		{Says: "Are users happier than last week?", Text: "SELECT day(created) AS day, avg(" + path + ") AS " + filter.QuoteKey(score) + ", count(" + path + ") AS rated\nFROM logs\nWHERE created > now() - interval 30 day\nGROUP BY day"},
		{Says: "Which model costs the most?", Text: "SELECT metadata.model AS model, count(*) AS traces, sum(cost) AS cost, sum(tokens) AS tokens\nFROM logs\nGROUP BY model\nORDER BY cost DESC"},
		{Says: "How slow is it, and for whom?", Text: "SELECT name, count(*) AS traces, percentile(duration, 0.5) AS p50, percentile(duration, 0.95) AS p95\nFROM logs\nGROUP BY name\nORDER BY p95 DESC"},
		{Says: "What fails, week by week?", Text: "SELECT week(created) AS week, error IS NOT NULL AS failed, count(*) AS traces\nFROM logs\nGROUP BY week, failed\nPIVOT failed"},
		{Says: "How is each score given?", Text: "dimensions: score\n| measures: count(*) as traces, avg(value) as mean, min(value) as lowest, max(value) as highest\n| unpivot: scores as (score, value)"},
		{Says: "What do the worst answers look like?", Text: "SELECT input, output, " + path + " AS score, comment\nFROM logs\nWHERE " + path + " IS NOT NULL\nORDER BY score\nLIMIT 20"},
		{Says: "Which tools do spans call?", Text: "SELECT name, count(*) AS calls, count(error) AS failed, avg(duration) AS seconds\nFROM logs spans\nWHERE type = 'tool'\nGROUP BY name"},
	}
}

// zones are the time zones that a field for one offers; it takes any.
var zones = []string{"UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver",
	"America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Sao_Paulo", "America/Toronto", "Asia/Bangkok", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Jakarta",
	"Asia/Karachi", "Asia/Kolkata", "Asia/Manila", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Europe/Amsterdam", "Europe/Berlin",
	"Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Pacific/Auckland"}
