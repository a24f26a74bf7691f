package web

import (
	"net/http"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// showScores is what the traces of a list have of the scores that it shows. The list asks for it after it has been painted.
func (s *Server) showScores(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	state, err := logsQuery(c)
	if err != nil {
		return err
	}
	names, err := s.names.project(ctx, w.project.ID)
	if err != nil {
		return err
	}
	columns := views.ParseColumns(state.Columns)
	if state.Columns == nil {
		columns = views.DefaultColumns(byPeopleFirst(names.scores))
	}
	var keys []string
	var wanted []store.ScoreSummary
	for _, column := range columns {
		if column.Kind == "scores" {
			keys, wanted = append(keys, column.Key), append(wanted, scoreOf(column.Key))
		}
	}
	f, err := s.readFilter(c, state.Filter, names.Vocabulary)
	if err != nil {
		return err
	}
	sum, err := s.DB.Summarize(ctx, postgres.Query{Project: w.project.ID, Filter: f.expr, Options: f.options, At: state.At}, wanted)
	if err != nil {
		return err
	}
	page := views.ScoreSummaryPage{Shell: s.shell(c, "Scores", "Logs"), Filter: state.Filter, Traces: views.CountView{N: sum.Traces}, Bounded: sum.Bounded, Since: sum.Since,
		Back: views.LogsURL(w.project.Name, state)}
	narrow := narrower(w.project.Name, state, sum)
	for i, score := range sum.Scores {
		page.Scores = append(page.Scores, views.NewHistogram(keys[i], score, narrow))
	}
	return render(c, http.StatusOK, views.ScoreSummary(page), "score-summary")
}

// scoreOf reads the key of a score column: a name, or a source and a name.
func scoreOf(key string) store.ScoreSummary {
	for _, source := range store.Sources {
		if name, ok := strings.CutPrefix(key, string(source)+"."); ok {
			return store.ScoreSummary{Name: name, Source: source}
		}
	}
	return store.ScoreSummary{Name: key}
}

// narrower returns the address of the list with one more condition. Where only the newest traces were counted, it leads to
// those and no older ones.
func narrower(project string, state views.LogsQuery, sum postgres.Summary) func(filter.Expr) string {
	return func(condition filter.Expr) string {
		if sum.Bounded {
			since := filter.Value(sum.Since.UTC().Format("2006-01-02T15:04:05.999999Z07:00"))
			condition = filter.And(condition, &filter.Compare{Op: filter.OpGreaterEqual, Left: filter.At("created"), Right: since})
		}
		q := state
		for _, c := range filter.Conjuncts(condition) {
			var err error
			if q.Filter, err = filter.Append(q.Filter, c); err != nil {
				q.Filter = filter.Format(condition)
				break
			}
		}
		return views.LogsURL(project, q)
	}
}
