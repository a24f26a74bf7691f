package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

const (
	// judgedCap is how many traces are compared: a few hundred milliseconds' worth.
	judgedCap = 20_000
	// sampledCap is how many are looked at for which scores there are.
	sampledCap = 5000
)

// showJudge sets what users, an automated judge and reviewers say of the same traces beside each other.
func (s *Server) showJudge(c echo.Context) error {
	ctx := c.Request().Context()
	page := views.JudgePage{Shell: s.shell(c, "Users, judge, reviewers", "Review"), Cap: judgedCap, Query: views.JudgeQuery{
		User: c.QueryParam("user"), Judge: c.QueryParam("judge"), Question: c.QueryParam("question"),
		CutUser: c.QueryParam("cut_user"), CutJudge: c.QueryParam("cut_judge"), CutQuestion: c.QueryParam("cut_question")}}
	scope, err := s.scopeOf(c)
	page.Query.Filter, page.Query.Since, page.Query.Until = scope.filter, scope.since, scope.until
	wrong := store.Invalid{}
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	j := &comparison{}
	j.sides[0] = judgeSide{title: "Users", field: "user", source: store.User, name: page.Query.User, typed: page.Query.CutUser}
	j.sides[1] = judgeSide{title: "Judge", field: "judge", source: store.Automated, name: page.Query.Judge, typed: page.Query.CutJudge}
	j.sides[2] = judgeSide{title: "Reviewers", field: "question", source: store.Review, name: page.Query.Question, typed: page.Query.CutQuestion}
	for i := range j.sides {
		j.sides[i].readCuts(wrong)
	}
	if len(wrong) > 0 {
		page.Wrong, page.Sides = wrong, j.forms()
		return render(c, http.StatusUnprocessableEntity, views.Judge(page))
	}
	counts, err := s.DB.ScoreCounts(ctx, scope.query, sampledCap)
	if err != nil {
		return err
	}
	for i := range j.sides {
		j.sides[i].choose(counts)
	}
	read, err := s.DB.Judged(ctx, scope.query, j.sides[0].name, j.sides[1].name, j.sides[2].name, judgedCap)
	if err != nil {
		return err
	}
	if read.Capped {
		scope.back(read.Oldest)
	}
	j.scope = scope
	for i, scores := range [][]store.Score{read.User, read.Automated, read.Review} {
		j.sides[i].take(scores)
	}
	page.Read = views.CountView{N: len(read.User), More: read.Capped}
	j.fill(&page)
	return render(c, http.StatusOK, views.Judge(page))
}

// readCuts reads the cut-points of a side: numbers between 0 and 1 with commas between them, 0.5 unless someone says otherwise.
func (d *judgeSide) readCuts(wrong store.Invalid) {
	text := d.typed
	if strings.TrimSpace(text) == "" {
		text = "0.5"
	}
	for part := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || !(v >= 0 && v <= 1) || len(d.scale.Cuts) >= 5 {
			wrong["cut_"+d.field] = "Give up to five numbers from 0 to 1, with commas between them."
			return
		}
		d.scale.Cuts = append(d.scale.Cuts, v)
	}
	slices.Sort(d.scale.Cuts)
	d.scale.Cuts = slices.Compact(d.scale.Cuts)
}

// choose lists the scores of the side's source and takes the most common one where none is asked for.
func (d *judgeSide) choose(counts []postgres.ScoreCount) {
	known := false
	for _, n := range counts {
		if n.Source != d.source {
			continue
		}
		if d.name == "" {
			d.name = n.Name
		}
		known = known || n.Name == d.name
		d.choices = append(d.choices, views.ScoreChoice{Name: n.Name, N: n.N, Current: n.Name == d.name})
	}
	if !known && d.name != "" {
		d.choices = append(d.choices, views.ScoreChoice{Name: d.name, Current: true})
	}
}
