package web

import (
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/statistics"
	"assay/views"
)

// comparison is three sources that score the same traces.
type comparison struct {
	scope itemScope
	sides [3]judgeSide
}

// judgeSide is one source with the score chosen of it.
type judgeSide struct {
	title, field string
	source       store.Source
	name, typed  string
	choices      []views.ScoreChoice
	scale        statistics.Scale
	scores       []store.Score
	numbers      bool
}

// mostCategories is how many categories a table has a line for, the most common ones.
const mostCategories = 12

// take keeps the scores and finds the classes they fall into.
func (d *judgeSide) take(scores []store.Score) {
	d.scores = scores
	n := map[string]int{}
	for _, s := range scores {
		d.numbers = d.numbers || s.Number != nil
		if s.Category != "" {
			if n[s.Category]++; n[s.Category] == 1 {
				d.scale.Categories = append(d.scale.Categories, s.Category)
			}
		}
	}
	slices.SortFunc(d.scale.Categories, func(a, b string) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(a, b)
	})
	d.scale.Categories = d.scale.Categories[:min(len(d.scale.Categories), mostCategories)]
	slices.Sort(d.scale.Categories)
	if !d.numbers {
		d.scale.Cuts = nil
	}
}

func (d *judgeSide) path() *filter.Path { return filter.At("scores", string(d.source), d.name) }

// class is the condition that a trace falls into one of the side's classes.
func (d *judgeSide) class(i int) filter.Expr {
	cuts := d.scale.Cuts
	if d.numbers && i <= len(cuts) {
		var low, high filter.Expr
		if i > 0 {
			low = &filter.Compare{Op: filter.OpGreaterEqual, Left: d.path(), Right: filter.Value(cuts[i-1])}
		}
		if i < len(cuts) {
			high = &filter.Compare{Op: filter.OpLess, Left: d.path(), Right: filter.Value(cuts[i])}
		}
		return filter.And(low, high)
	}
	if d.numbers {
		i -= len(cuts) + 1
	}
	return filter.Equal(d.path(), d.scale.Categories[i])
}

func (d *judgeSide) has() filter.Expr { return present(d.path()) }
func (d *judgeSide) not() filter.Expr { return &filter.IsNull{X: d.path()} }

// forms are the sides as the form shows them.
func (j *comparison) forms() []views.JudgeSide {
	out := make([]views.JudgeSide, len(j.sides))
	for i := range j.sides {
		d := &j.sides[i]
		out[i] = views.JudgeSide{Title: d.title, Field: d.field, Name: d.name, Choices: d.choices, Cut: d.typed, HasCut: d.numbers, Classes: d.scale.Classes()}
		if d.typed == "" {
			out[i].Cut = "0.5"
		}
	}
	return out
}

func (j *comparison) fill(page *views.JudgePage) {
	page.Sides = j.forms()
	all, none := 0, 0
	covered := [3]int{}
	for i := range j.sides[0].scores {
		n := 0
		for k := range j.sides {
			if !j.sides[k].scores[i].IsNull() {
				covered[k]++
				n++
			}
		}
		if n == 3 {
			all++
		} else if n == 0 {
			none++
		}
	}
	a, b, c := &j.sides[0], &j.sides[1], &j.sides[2]
	page.AllThree, page.Neither = j.link(all, a.has, b.has, c.has), j.link(none, a.not, b.not, c.not)
	for k := range j.sides {
		page.Sides[k].Covered = j.link(covered[k], j.sides[k].has)
	}
	page.Tables = []views.CrossTable{j.cross("user-judge", a, b), j.cross("user-review", a, c), j.cross("judge-review", b, c)}
	page.Conflict = j.conflicts()
}

// link leads to the traces that meet conditions. A side without a score has no condition to meet.
func (j *comparison) link(n int, conditions ...func() filter.Expr) views.ItemLink {
	var met []filter.Expr
	for _, condition := range conditions {
		met = append(met, condition())
	}
	for _, d := range j.sides {
		if d.name == "" {
			return views.ItemLink{N: n}
		}
	}
	return j.scope.items(n, met...)
}

// conflicts are the traces on which users and the judge say the opposite: the lowest class of one and the highest of the other.
func (j *comparison) conflicts() []views.Conflict {
	user, judge := &j.sides[0], &j.sides[1]
	if !user.numbers || !judge.numbers {
		return nil
	}
	top := func(d *judgeSide) int { return len(d.scale.Cuts) }
	make := func(title string, classUser, classJudge int) views.Conflict {
		n := 0
		for i := range user.scores {
			u, hasUser := user.scale.Place(user.scores[i])
			v, hasJudge := judge.scale.Place(judge.scores[i])
			if hasUser && hasJudge && u == classUser && v == classJudge {
				n++
			}
		}
		condition := filter.And(user.class(classUser), judge.class(classJudge))
		text := j.scope.text(condition)
		return views.Conflict{Title: title, Says: filter.Format(condition), Items: j.scope.items(n, condition),
			ReviewURL: views.ReviewURL(j.scope.project, views.ReviewQuery{Filter: text}), Filter: text}
	}
	return []views.Conflict{make("Users unhappy, judge passes", 0, top(judge)), make("Users happy, judge fails", top(user), 0)}
}

var measures = map[statistics.Measure][2]string{
	statistics.ByRank:             {"Rank correlation", "1: the same order, 0: nothing to do with each other, −1: the opposite order."},
	statistics.ByPointBiserial:    {"Correlation", "of a number with one of two categories; how far from 0 counts."},
	statistics.ByCorrelationRatio: {"Correlation ratio", "0: the category tells nothing about the number, 1: everything."},
	statistics.ByCramersV:         {"Cramér's V", "0: one category tells nothing about the other, 1: everything."},
}

func (j *comparison) cross(id string, down, across *judgeSide) views.CrossTable {
	t := views.CrossTable{ID: id, Title: down.title + " and " + across.title, Down: down.called(), Across: across.called(), Why: "one of the two has no scores"}
	if down.name == "" || across.name == "" {
		return t
	}
	x := statistics.Cross(down.scores, across.scores, down.scale, across.scale)
	t.Rows, t.Columns = x.Rows, x.Columns
	sums, _, _ := x.Sums()
	for i, line := range x.Counts {
		row := make([]views.CrossCell, len(line))
		for k, n := range line {
			row[k] = views.CrossCell{ItemLink: j.scope.items(n, down.class(i), across.class(k))}
			if sums[i] > 0 {
				row[k].Share = inPercent(float64(n) / float64(sums[i]))
				row[k].Tint = "heat-" + strconv.Itoa(min(4, 5*n/sums[i]))
			}
		}
		t.Cells = append(t.Cells, row)
	}
	both, onlyDown, onlyAcross := 0, 0, 0
	for i := range down.scores {
		switch hasDown, hasAcross := !down.scores[i].IsNull(), !across.scores[i].IsNull(); {
		case hasDown && hasAcross:
			both++
		case hasDown:
			onlyDown++
		case hasAcross:
			onlyAcross++
		}
	}
	t.Both, t.OnlyDown = j.scope.items(both, down.has(), across.has()), j.scope.items(onlyDown, down.has(), across.not())
	t.OnlyAcross = j.scope.items(onlyAcross, down.not(), across.has())
	measure, e := statistics.Associate(down.scores, across.scores, statistics.Usual)
	t.Measure, t.Says, t.N, t.Why = measures[measure][0], measures[measure][1], e.N, e.Reason.String()
	if e.OK() {
		t.Value = decimal(e.Value)
		if e.Bounded {
			t.Interval = decimal(e.Low) + " to " + decimal(e.High)
		}
	}
	return t
}

func (d *judgeSide) called() string {
	if d.name == "" {
		return d.title
	}
	return d.title + ", " + d.name
}
