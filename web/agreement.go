package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"assay/store"
	"assay/store/agreement"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// agreementCap is how many reviewed traces the figures are made from: enough for narrow intervals, few enough to read and
// resample while one waits.
const agreementCap = 5000

// showAgreement says how far reviewers agree. A reviewer sees the figures of each question and how they agree themselves;
// figures of others by name, which tell how well someone works, are for curators and admins.
func (s *Server) showAgreement(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	page := views.AgreementPage{Shell: s.shell(c, "Agreement", "Review"), Cap: agreementCap, OwnOnly: !w.role.Includes(store.Curator),
		Sources: agreementSources, Caution: agreement.Caution, Query: views.AgreementQuery{Question: c.QueryParam("question"),
			Segment: strings.TrimSpace(c.QueryParam("segment")), A: c.QueryParam("a"), B: c.QueryParam("b")}}
	scope, err := s.scopeOf(c)
	page.Query.Filter, page.Query.Since, page.Query.Until = scope.filter, scope.since, scope.until
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		page.Wrong = invalid
		return render(c, http.StatusUnprocessableEntity, views.Agreement(page))
	}
	if err != nil {
		return err
	}
	read, err := s.DB.Reviewed(ctx, scope.query, page.Query.Segment, agreementCap)
	if err != nil {
		return err
	}
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return err
	}
	vocabulary, err := s.DB.Vocabulary(ctx, w.project.ID)
	if err != nil {
		return err
	}
	if read.Capped {
		scope.back(read.Oldest)
	}
	page.Keys, page.Read = vocabulary.MetadataKeys, views.CountView{N: read.Items, More: read.Capped}
	a := &agreementReport{scope: scope, read: read, query: page.Query, you: w.account.Email, ownOnly: page.OwnOnly}
	a.ask(configs)
	a.fill(&page)
	return render(c, http.StatusOK, views.Agreement(page))
}

// agreementReport turns answers into the figures of the page.
type agreementReport struct {
	scope     itemScope
	read      postgres.ReviewedItems
	query     views.AgreementQuery
	you       string
	ownOnly   bool
	questions []askedQuestion
}

// askedQuestion is a question that someone answered.
type askedQuestion struct {
	agreement.Question
	name    string
	options []store.Option
	said    []agreement.Said
	report  agreement.Report
}

// ask sorts the answers by question: those that are asked now first, in their order.
func (a *agreementReport) ask(configs []store.ScoreConfig) {
	said := map[string][]agreement.Said{}
	for _, r := range a.read.Answers {
		said[r.Question] = append(said[r.Question], agreement.Said{Item: string(r.Trace), Rater: r.Author, Score: r.Score})
	}
	place, options := map[string]int{}, map[string][]store.Option{}
	for i, c := range configs {
		place[c.Name], options[c.Name] = i-len(configs), c.Options
	}
	for name, list := range said {
		q := askedQuestion{Question: agreement.NewQuestion(options[name], list), name: name, options: options[name], said: list}
		q.report = q.Report(resampling(len(list), 7*len(said)))
		a.questions = append(a.questions, q)
	}
	slices.SortFunc(a.questions, func(x, y askedQuestion) int {
		return cmp.Or(cmp.Compare(place[x.name], place[y.name]), cmp.Compare(x.name, y.name))
	})
}

// resampling spends a bounded amount of work on intervals: as many resamples as some figures over some answers leave room for,
// 1,000 at most, as is usual, and 100 at least.
func resampling(answers, figures int) agreement.Options {
	const work = 20_000_000
	return agreement.Options{Resamples: min(1000, max(100, work/max(1, answers*figures))), Seed: 1}
}

// current is the question that the page is about: the one asked for, else the one with most to go on.
func (a *agreementReport) current() *askedQuestion {
	var best *askedQuestion
	for i := range a.questions {
		q := &a.questions[i]
		if q.name == a.query.Question {
			return q
		}
		if best == nil || q.report.Shared > best.report.Shared {
			best = q
		}
	}
	return best
}

// shared and split are the conditions under which a trace is one of those two people answered, and one they disagree on.
func shared(question string) filter.Expr {
	return &filter.IsNull{X: filter.At("disagreement", question), Not: true}
}

func split(question string) filter.Expr {
	return &filter.Compare{Op: filter.OpGreater, Left: filter.At("disagreement", question), Right: filter.Value(0)}
}

func (a *agreementReport) fill(page *views.AgreementPage) {
	current := a.current()
	for i := range a.questions {
		q := &a.questions[i]
		query := a.query
		query.Question, query.A, query.B = q.name, "", ""
		line := views.AgreementLine{
			Name: q.name, URL: views.AgreementURL(a.scope.project, query), Current: q == current,
			Shared: a.scope.items(q.report.Shared, shared(q.name)), Split: a.scope.items(len(q.Splits()), split(q.name)),
			Percent: figureView(q.report.Percent), Alpha: figureView(q.report.Alpha), Baseline: baselineWords(q),
		}
		if line.Split.N > 0 && !a.ownOnly {
			line.Settle = views.AdjudicateURL(a.scope.project, views.AdjudicateQuery{Question: q.name, Filter: a.scope.text()})
		}
		page.Questions = append(page.Questions, line)
	}
	if current != nil {
		page.Query.Question = current.name
		page.Detail = a.detail(current)
	}
}
