package web

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/rollup"
	"assay/store/statistics"
	"assay/views"
	"assay/views/trends"
)

const (
	mostPairs     = 2000 // traces whose two scores are compared: enough for intervals of a few hundredths
	mostDisagreed = 8
)

// beside compares what users say with what a judge says of the same traces.
func (r *trendReport) beside(ctx context.Context, scores []rollup.Series) error {
	b := trends.Beside{AgreementURL: views.JudgeURL(r.project.Name, views.JudgeQuery{Filter: r.query.Filter})}
	users := r.named(store.User)
	wanted := ""
	if chosen, ok := r.chosenScore(scores); ok && chosen.Source == store.User {
		wanted = chosen.Name
	}
	b.User, b.Users = pick(users, wanted)
	judges := r.judges(b.User)
	b.Judge, b.Judges = pick(judges, r.query.Judge)
	defer func() { r.page.Beside = b }()
	switch {
	case len(users) == 0:
		b.None = "No user has given a score here, so there is nothing to hold automated scores against."
		return nil
	case len(judges) == 0:
		b.None = "No automated score stands beside those of users. Log one with the trace, or as feedback from the source automated."
		return nil
	}
	pairs, all, cover, err := r.pairs(ctx, b.User, b.Judge)
	if err != nil {
		return err
	}
	scope := r.scope
	if cover.Partial && len(pairs) > 0 {
		scope.back(pairs[len(pairs)-1].Created)
		b.Note = "The newest of " + views.Thousands(all) + ", back to " + pairs[len(pairs)-1].Created.In(r.loc).Format("2006-01-02 15:04") + "."
	}
	j := besidePairs(scope, pairs, b.User, b.Judge)
	b.N = len(pairs)
	b.PairsURL = j.scope.items(len(pairs), j.sides[0].has(), j.sides[1].has()).URL
	if len(pairs) == 0 {
		b.None = "No trace here has both " + b.User + " of users and " + b.Judge + " of a judge."
		return nil
	}
	b.Cross = j.cross("beside-table", &j.sides[0], &j.sides[1])
	b.Figures = coefficients(pairs)
	b.Dots = dots(pairs, b.User, b.Judge)
	b.Disagree, err = r.disagreements(ctx, pairs)
	return err
}

// pairs reads the two scores of the newest traces that have both, and how many there are in all. That, and since when the newest
// are, the counts say, so that nothing is searched that holds none.
func (r *trendReport) pairs(ctx context.Context, user, judge string) ([]postgres.ScorePair, int64, postgres.Coverage, error) {
	all, from := r.paired(user, judge)
	if all == 0 {
		return nil, 0, postgres.Coverage{}, nil
	}
	q := r.scope.query
	q.Filter = filter.InTime(r.f.expr, r.edges[from], r.edges[len(r.edges)-1], r.f.options)
	pairs, cover, err := r.s.DB.Pairs(ctx, q, user, judge, mostPairs)
	all = max(all, int64(len(pairs)))
	cover.Partial = cover.Partial || int64(len(pairs)) < all
	return pairs, all, cover, err
}

// paired is how many traces have two scores, and the first of the stretches that the newest mostPairs of them begin in.
func (r *trendReport) paired(user, judge string) (all int64, from int) {
	n := make([]int64, len(r.edges))
	for _, p := range r.points {
		if p.Measure == rollup.Pair && p.Name == user && p.Category == judge {
			n[p.Bucket] += p.Cell.N
		}
	}
	for i := len(n) - 1; i >= 0; i-- {
		if n[i] > 0 && all <= mostPairs {
			from = i
		}
		all += n[i]
	}
	return all, from
}

// judges are the names of a judge's scores, those that stand beside a score of users most often first.
func (r *trendReport) judges(user string) []string {
	n := map[string]int64{}
	for _, p := range r.points {
		if p.Measure == rollup.Pair && p.Name == user {
			n[p.Category] += p.Cell.N
		}
	}
	out := r.named(store.Automated)
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(n[b], n[a]) })
	return out
}

// named are the names of the scores of a source, numbers and categories, those with most to go on first.
func (r *trendReport) named(source store.Source) []string {
	n := map[string]int64{}
	for _, p := range r.points {
		if (p.Measure == rollup.Score || p.Measure == rollup.Category) && p.Source == source {
			n[p.Name] += p.Cell.N
		}
	}
	var out []string
	for name := range n {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return out
}

// pick takes the wanted name, or the first.
func pick(names []string, wanted string) (string, []trends.Choice) {
	if !slices.Contains(names, wanted) {
		wanted = ""
		if len(names) > 0 {
			wanted = names[0]
		}
	}
	var choices []trends.Choice
	for _, name := range names {
		choices = append(choices, trends.Choice{Name: name, Current: name == wanted})
	}
	return wanted, choices
}

// besidePairs is the comparison of pairs, cut in half.
func besidePairs(scope itemScope, pairs []postgres.ScorePair, user, judge string) *comparison {
	j := &comparison{scope: scope}
	j.sides[0] = judgeSide{title: "Users", source: store.User, name: user}
	j.sides[1] = judgeSide{title: "Judge", source: store.Automated, name: judge}
	j.sides[2] = judgeSide{name: "-"}
	var said, judged []store.Score
	for _, p := range pairs {
		said, judged = append(said, p.User), append(judged, p.Judge)
	}
	for i := range 2 {
		j.sides[i].scale.Cuts = []float64{0.5}
	}
	j.sides[0].take(said)
	j.sides[1].take(judged)
	return j
}

// numbers are the pairs of which both are numbers.
func numbers(pairs []postgres.ScorePair) (x, y []float64) {
	for _, p := range pairs {
		if p.User.Number != nil && p.Judge.Number != nil {
			x, y = append(x, *p.User.Number), append(y, *p.Judge.Number)
		}
	}
	return x, y
}

// coefficients are the three correlations, where both sides are numbers.
func coefficients(pairs []postgres.ScorePair) []trends.Figure {
	x, y := numbers(pairs)
	if len(x) == 0 {
		return nil
	}
	var out []trends.Figure
	for _, f := range []struct {
		name, says string
		e          statistics.Estimate
	}{
		{"Pearson r", "how far one is a straight line of the other", statistics.Pearson(x, y, statistics.Usual)},
		{"Spearman ρ", "how far both put traces in the same order", statistics.Spearman(x, y, statistics.Usual)},
		{"Kendall τ-b", "how much likelier a pair of traces is in the same order than in the opposite one", statistics.Kendall(x, y, statistics.Usual)},
	} {
		line := trends.Figure{Name: f.name, Says: f.says, N: f.e.N, Why: f.e.Reason.String()}
		if f.e.OK() {
			line.Value = decimal(f.e.Value)
			if f.e.Bounded {
				line.Interval = decimal(f.e.Low) + " to " + decimal(f.e.High)
			}
		}
		out = append(out, line)
	}
	return out
}

// dots gathers pairs on a grid of twentieths, so that many traces at one place show.
func dots(pairs []postgres.ScorePair, user, judge string) []trends.Dot {
	x, y := numbers(pairs)
	n := map[[2]int]int{}
	most := 0
	for i := range x {
		k := [2]int{int(math.Round(x[i] * 20)), int(math.Round(y[i] * 20))}
		n[k]++
		most = max(most, n[k])
	}
	var out []trends.Dot
	for k, many := range n {
		out = append(out, trends.Dot{X: float64(k[0]) * 5, Y: 100 - float64(k[1])*5, N: many, R: 0.9 + 2.6*math.Sqrt(float64(many)/float64(most)),
			Title: strconv.Itoa(many) + ": " + user + " about " + decimal(float64(k[0])/20) + ", " + judge + " about " + decimal(float64(k[1])/20)})
	}
	slices.SortFunc(out, func(a, b trends.Dot) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	return out
}

// disagreements are the traces on which the two numbers are farthest apart.
func (r *trendReport) disagreements(ctx context.Context, pairs []postgres.ScorePair) ([]trends.Disagreement, error) {
	apart := func(p postgres.ScorePair) float64 {
		if p.User.Number == nil || p.Judge.Number == nil {
			return 0
		}
		return math.Abs(*p.User.Number - *p.Judge.Number)
	}
	worst := slices.Clone(pairs)
	slices.SortStableFunc(worst, func(a, b postgres.ScorePair) int { return cmp.Compare(apart(b), apart(a)) })
	worst = worst[:min(len(worst), mostDisagreed)]
	var ids []store.TraceID
	for _, p := range worst {
		if apart(p) >= 0.5 {
			ids = append(ids, p.Trace)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	texts, err := r.s.DB.Previews(ctx, r.project.ID, ids)
	if err != nil {
		return nil, err
	}
	back := trends.URL(r.project.Name, r.query)
	var out []trends.Disagreement
	for _, p := range worst[:len(ids)] {
		out = append(out, trends.Disagreement{Text: cmp.Or(texts[p.Trace], "A trace"), URL: views.TraceURL(r.project.Name, p.Trace, views.TraceQuery{Back: back}),
			User: decimal(*p.User.Number), Judge: decimal(*p.Judge.Number), When: p.Created.In(r.loc).Format("Jan 2 15:04")})
	}
	return out, nil
}

// unhappy is the condition that a score is in its lower half.
func unhappy(s rollup.Series) filter.Expr {
	return &filter.Compare{Op: filter.OpLess, Left: seriesPath(s), Right: filter.Value(0.5)}
}
