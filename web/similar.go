package web

import (
	"errors"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"
	"assay/views/nearest"

	"github.com/labstack/echo/v4"
)

const (
	// mostSimilar is how many traces the page shows, and mostChosen how many an address names.
	mostSimilar = 50
	mostChosen  = 100
	// printsAhead is how many steps of fingerprints a search makes itself, where the background has not got to them yet.
	printsAhead = 1
)

// showSimilar lists the traces that say nearly the same as those of the address, the nearest first.
func (s *Server) showSimilar(c echo.Context) error {
	q, canonical, err := similarQuery(c)
	if err != nil {
		return err
	}
	w := who(c)
	if !canonical {
		return leaveTo(c, views.SimilarURL(w.project.Name, q))
	}
	p := nearest.Page{Shell: s.shell(c, "Similar traces", "Logs"), Query: q, CanRate: w.role.Includes(store.Reviewer), CanAdd: w.role.Includes(store.Curator),
		BackURL: localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{}))}
	p.Shell.Styles, p.Shell.Scripts = []string{"css/nearest.css"}, []string{"js/rows.js", "js/select.js"}
	status := http.StatusOK
	if len(q.To) > 0 {
		if status, err = s.fillSimilar(c, &p); err != nil {
			return err
		}
	}
	return render(c, status, nearest.Show(p))
}

// similarQuery reads what the page is about. The boxes of a list are called trace; then the address has another form.
func similarQuery(c echo.Context) (q views.SimilarQuery, canonical bool, err error) {
	form, err := c.FormParams()
	if err != nil {
		return q, false, err
	}
	q.Outputs, q.Filter = form.Get("by") == "output", typed(c, "filter")
	for _, id := range append(form["similar_to"], form["trace"]...) {
		if store.IsKey(id) && !slices.Contains(q.To, store.TraceID(id)) && len(q.To) < mostChosen {
			q.To = append(q.To, store.TraceID(id))
		}
	}
	return q, !form.Has("trace"), nil
}

// fillSimilar finds the traces. A filter that does not read leaves the page without any.
func (s *Server) fillSimilar(c echo.Context, p *nearest.Page) (int, error) {
	ctx, w := c.Request().Context(), who(c)
	q := postgres.NearestQuery{Query: postgres.Query{Project: w.project.ID}, Sources: p.Query.To, Outputs: p.Query.Outputs, Limit: mostSimilar}
	sources, err := s.listedTraces(c, q.Sources[:min(len(q.Sources), postgres.MostSources)])
	if err != nil {
		return 0, err
	}
	if p.Sources = sources; len(sources) == 0 {
		return 0, store.ErrNotFound
	}
	f, err := s.readFilter(c, p.Query.Filter, filter.Vocabulary{})
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		p.Mistake, p.Compared = mistakeOf(err), len(sources)
		return http.StatusBadRequest, nil
	}
	if err != nil {
		return 0, err
	}
	q.Filter, q.Options = f.expr, f.options
	if err := s.DB.FoldPrints(ctx, w.project.ID, printsAhead); err != nil {
		return 0, err
	}
	found, err := s.DB.Nearest(ctx, q)
	if err != nil {
		return 0, err
	}
	p.Compared, p.Looked, p.All, p.Left = found.Compared, found.Looked, found.All, found.Left
	return http.StatusOK, s.similarRows(c, p, found.Traces)
}

// similarRows reads what the page shows of the traces that were found.
func (s *Server) similarRows(c echo.Context, p *nearest.Page, found []postgres.Near) error {
	ids := make([]store.TraceID, len(found))
	for i, n := range found {
		ids[i] = n.Trace
	}
	traces, err := s.listedTraces(c, ids)
	if err != nil {
		return err
	}
	for _, n := range found {
		at := slices.IndexFunc(traces, func(t store.Trace) bool { return t.ID == n.Trace })
		if at < 0 {
			continue // deleted this moment
		}
		source := slices.IndexFunc(p.Sources, func(t store.Trace) bool { return t.ID == n.Source })
		p.Rows = append(p.Rows, nearest.Row{Trace: traces[at], Similarity: n.Similarity, Source: source + 1})
	}
	return nil
}

// listedTraces reads traces of the project in the order of their ids, without what the asker is not to know yet.
func (s *Server) listedTraces(c echo.Context, ids []store.TraceID) ([]store.Trace, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, _, err := s.DB.Traces(c.Request().Context(), postgres.Query{Project: who(c).project.ID, Only: ids}, store.Cursor{}, len(ids))
	if err != nil {
		return nil, err
	}
	hidden, err := s.blindTo(c, ids)
	if err != nil {
		return nil, err
	}
	var out []store.Trace
	for _, id := range ids {
		if at := slices.IndexFunc(list, func(t store.Trace) bool { return t.ID == id }); at >= 0 {
			out = append(out, lens{hidden: hidden[id]}.trace(list[at]))
		}
	}
	return out, nil
}
