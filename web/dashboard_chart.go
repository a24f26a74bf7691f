package web

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/chart"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views/charts"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// chartOf finds the chart of the path on its dashboard; a new one has no id.
func (s *Server) chartOf(c echo.Context, d store.Dashboard) (store.Chart, error) {
	if c.Param("chart") == "new" {
		return store.Chart{Kind: store.LineChart}, nil
	}
	id, err := strconv.ParseInt(c.Param("chart"), 10, 32)
	if err != nil || id <= 0 {
		return store.Chart{}, store.ErrNotFound
	}
	return s.DB.Chart(c.Request().Context(), who(c).project.ID, d.ID, int(id))
}

// showChart is a chart in full with the form that makes it. What the address says of it is shown in the place of what is saved.
func (s *Server) showChart(c echo.Context) error {
	d, err := s.dashboard(c)
	if err != nil {
		return err
	}
	ch, err := s.chartOf(c, d)
	if err == nil && (ch.Deleted || d.Deleted) {
		err = store.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.chartPage(c, http.StatusOK, d, ch, c.QueryParams(), nil)
}

// chartPage shows a chart as a form has it.
func (s *Server) chartPage(c echo.Context, status int, d store.Dashboard, saved store.Chart, form url.Values, wrong store.Invalid) error {
	w := who(c)
	action := charts.ChartURL(w.project.Name, d.Slug, saved.ID, charts.Scope{})
	scope, err := s.chartScope(c, d, action)
	if err != nil {
		return err
	}
	p := charts.ChartPage{Shell: s.shell(c, saved.Name, "Trends"), Dashboard: d, Bar: scope.bar, New: saved.ID == 0, MayEdit: mayEditDashboard(d, w), Wrong: wrong}
	if p.New {
		p.Shell.Title = "New chart"
	}
	p.Shell.Styles, p.Shell.Scripts = chartStyles, []string{"js/png.js"}
	ch := s.draftChart(c, &p, saved, form, scope.options)
	p.Saved = ch == saved && !p.New
	if !p.Saved {
		p.Bar.Hidden = draftFields(ch)
	}
	p.Chart = charts.Chart{Chart: ch, Key: "chart-" + strconv.Itoa(ch.ID)}
	if ch.Query != "" {
		if p.Chart, err = s.drawChart(c.Request().Context(), w, d, ch, scope); err != nil {
			return err
		}
	}
	if p.Chart.Wrong.Message != "" && !p.Saved || len(p.Faults)+len(p.Bar.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	b, err := s.newBuilder(c)
	if err != nil {
		return err
	}
	p.Fields = b.groups()
	return render(c, status, charts.Edit(p), "editor")
}

// draftChart is the chart that a form says: with the query that its fields write, or with its text.
func (s *Server) draftChart(c echo.Context, p *charts.ChartPage, saved store.Chart, form url.Values, o filter.Options) store.Chart {
	ch, do := saved, form.Get("do")
	if form.Has("kind") {
		ch.Kind, ch.Name, ch.Wide = store.ChartKind(form.Get("kind")), plainText(form.Get("name")), form.Get("wide") != ""
	}
	if form.Has("q") {
		ch.Query = strings.TrimSpace(plainText(form.Get("q")))
	}
	if do == "build" && form.Has("func") {
		p.Form = chartForm(form)
		text, faults := p.Form.Write(o)
		ch.Query = text
		for _, f := range faults {
			f.Message = upperFirst(f.Message) + "."
			p.Faults = append(p.Faults, f)
		}
		if ch.Name == "" {
			ch.Name = chartName(p.Form)
		}
		return ch
	}
	if ch.Query == "" {
		p.Form = chart.Form{Step: "day", Measures: []chart.Measure{{Func: "rows"}}}
		if !form.Has("q") {
			ch.Query, _ = p.Form.Write(o)
		}
		return ch
	}
	read, ok := chart.Read(ch.Query, o)
	p.Form, p.ByHand = read, !ok
	return ch
}

// chartName is a name for a chart that has none yet.
func chartName(f chart.Form) string {
	var parts []string
	for _, m := range f.Measures {
		if !m.Blank() {
			name := m.Name
			if name == "" {
				name = m.DefaultName(f.Spans)
			}
			parts = append(parts, name)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	name := upperFirst(strings.Join(parts, ", "))
	for _, by := range []string{f.Step, f.By, f.Split} {
		if by != "" {
			name += " by " + strings.TrimPrefix(by, "metadata.")
		}
	}
	return string([]rune(name)[:min(len([]rune(name)), 100)])
}

// draftFields are what a form beside a draft has to carry, so that the draft stays.
func draftFields(ch store.Chart) [][2]string {
	fields := [][2]string{{"q", ch.Query}, {"kind", string(ch.Kind)}, {"name", ch.Name}}
	if ch.Wide {
		fields = append(fields, [2]string{"wide", "yes"})
	}
	return fields
}

// chartForm reads the fields of the point-and-click form.
func chartForm(v url.Values) chart.Form {
	clean := func(s string) string { return strings.TrimSpace(plainText(s)) }
	at := func(name string, i int) string {
		if list := v[name]; i < len(list) {
			return clean(list[i])
		}
		return ""
	}
	f := chart.Form{Spans: v.Get("spans") != "", Step: clean(v.Get("step")), By: clean(v.Get("by")), Split: clean(v.Get("split")), Order: clean(v.Get("order")), Limit: clean(v.Get("limit"))}
	for i := range min(len(v["func"]), chart.MaxMeasures) {
		m := chart.Measure{Func: at("func", i), Field: at("of", i), Name: at("called", i)}
		if !m.NeedsField() {
			m.Field = ""
		}
		if !m.Blank() {
			f.Measures = append(f.Measures, m)
		}
	}
	f.Filter.Any = v.Get("join") == "any"
	for i := range min(len(v["cfield"]), mostRows) {
		row := filter.FormRow{Field: at("cfield", i), Operator: at("cop", i), Value: at("cvalue", i), To: at("cto", i), Anywhere: at("cwhere", i) != "", Written: at("cwritten", i)}
		if row.Written != "" {
			row = filter.FormRow{Written: row.Written}
		}
		if !row.Blank() {
			f.Filter.Rows = append(f.Filter.Rows, row)
		}
	}
	return f
}

// changeChart saves what the form says of a chart, or duplicates, widens, deletes or restores it.
func (s *Server) changeChart(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	d, err := s.editableDashboard(c)
	if err != nil {
		return err
	}
	ch, err := s.chartOf(c, d)
	if err != nil {
		return err
	}
	back := flash{Back: s.dashboardBack(c, d)}
	switch do := c.FormValue("do"); do {
	case "duplicate":
		ch.Name = string([]rune(ch.Name + " (copy)")[:min(len([]rune(ch.Name))+7, 100)])
		_, err = s.DB.AddChart(ctx, w.project.ID, d.ID, ch)
		back.Say = "The copy stands at the end."
	case "wide", "narrow":
		ch.Wide = do == "wide"
		err = s.DB.SaveChart(ctx, w.project.ID, d.ID, ch)
	case "delete":
		err = s.DB.DeleteChart(ctx, w.project.ID, d.ID, ch.ID, s.Now())
		back.Say, back.Undo, back.UndoURL = "Deleted the chart “"+ch.Name+"”.", "restore", charts.ChartURL(w.project.Name, d.Slug, ch.ID, charts.Scope{})+"?do=restore"
	case "restore":
		err = s.DB.RestoreChart(ctx, w.project.ID, d.ID, ch.ID)
		back.Say = "“" + ch.Name + "” is back."
	default:
		return s.saveChart(c, d, ch)
	}
	if err == nil && back.Say != "" {
		err = s.say(c, back)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, back.Back)
}

// saveChart saves a chart whose query can be asked, or shows the form again with what is wrong.
func (s *Server) saveChart(c echo.Context, d store.Dashboard, saved store.Chart) error {
	ctx, w := c.Request().Context(), who(c)
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	typedIn := store.Chart{ID: saved.ID, Name: plainText(form.Get("name")), Kind: store.ChartKind(form.Get("kind")), Query: plainText(form.Get("q")), Wide: form.Get("wide") != ""}
	ch, err := store.CheckChart(typedIn)
	var wrong store.Invalid
	if err == nil {
		options, err := s.filterOptions(c, filter.Vocabulary{})
		if err != nil {
			return err
		}
		var syntax *filter.Error
		if _, err = chart.Prepare(ch.Query, chart.Scope{}, options); errors.As(err, &syntax) {
			wrong = store.Invalid{"q": upperFirst(syntax.Message) + "."}
		} else if err != nil {
			return err
		}
	} else if !errors.As(err, &wrong) {
		return err
	}
	if len(wrong) == 0 {
		if ch.ID == 0 {
			_, err = s.DB.AddChart(ctx, w.project.ID, d.ID, ch)
		} else {
			err = s.DB.SaveChart(ctx, w.project.ID, d.ID, ch)
		}
		if err != nil && !errors.As(err, &wrong) {
			return err
		}
	}
	if len(wrong) > 0 {
		return s.chartPage(c, http.StatusUnprocessableEntity, d, saved, form, wrong)
	}
	return leaveTo(c, charts.URL(w.project.Name, d.Slug, scopeOfValues(form)))
}

// exportChart sends the numbers of a chart as CSV, of the scope of the address.
func (s *Server) exportChart(c echo.Context) error {
	d, err := s.dashboard(c)
	if err != nil {
		return err
	}
	ch, err := s.chartOf(c, d)
	if err != nil {
		return err
	}
	scope, err := s.chartScope(c, d, "")
	if err != nil {
		return err
	}
	if err := store.Invalid(scope.bar.Wrong).OrNil(); err != nil {
		return err
	}
	q, answer, err := s.askChart(c.Request().Context(), who(c), ch.Query, scope, postgres.MaxRows)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": store.Slug(ch.Name) + ".csv"}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	if err := export.TableCSV(c.Response(), ownColumns(answer.Table, q.Own)); err != nil {
		s.Log.Error("export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// ownColumns is a table without the columns behind those that a chart asked for.
func ownColumns(t filter.Table, own int) filter.Table {
	out := filter.Table{Groups: t.Groups}
	var kept []int
	for i, c := range t.Columns {
		if c.Column < own {
			out.Columns, kept = append(out.Columns, c), append(kept, i)
		}
	}
	for _, row := range t.Rows {
		var values []any
		for _, i := range kept {
			values = append(values, row[i])
		}
		out.Rows = append(out.Rows, values)
	}
	return out
}
