package assistant

import (
	"strings"

	"assay/store/filter"
)

// finish joins what was found to a plan.
func (p *planner) finish() {
	cond := p.join()
	understood := cond != nil || p.named || p.count > 0 || p.plan.Verb != None
	if p.onPage {
		if p.page.Selected > 0 && (p.page.Filter == "" || p.plan.Verb == Similar) {
			p.plan.Selected = true
		} else if e, _, err := filter.Read(p.page.Filter, p.o); err == nil {
			cond = filter.And(e, cond)
		}
		understood = true
	}
	p.unclear()
	if !understood || cond == nil && p.plan.Verb == None && p.count == 0 && len(p.plan.Unclear) > 0 && !p.onPage && !p.plan.Selected {
		p.nothing()
		return
	}
	if p.plan.Verb == None {
		p.plan.Verb = Logs
	}
	if p.plan.Verb == Similar && cond == nil && !p.plan.Selected { // the page's filter does not read
		p.nothing()
		return
	}
	if p.plan.Verb == Themes {
		cond = withoutComments(cond)
	}
	p.plan.Filter = filter.Format(cond)
	p.plan.Sample = p.sample()
	if p.plan.Verb == Chart {
		p.plan.Chart = p.query(p.plan.Filter)
	}
	if p.by != "" && p.count == 0 {
		p.note("Say how many of each, for example “50 of each”.")
	}
}

// nothing is the plan of a sentence that was not understood.
func (p *planner) nothing() {
	whole := strings.TrimSpace(p.text)
	pos := strings.Index(p.text, whole)
	p.plan = Plan{}
	if whole != "" {
		p.plan.Unclear = []Part{{Pos: pos, End: pos + len(whole), Text: whole}}
	}
}

// withoutComments drops the condition that there is a comment where others stand beside it: themes are of comments anyway.
func withoutComments(e filter.Expr) filter.Expr {
	var kept []filter.Expr
	list := filter.Conjuncts(e)
	for _, c := range list {
		if filter.Format(c) != "comment IS NOT NULL" {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		return e
	}
	return filter.And(kept...)
}

// unclear lists what no rule took, what stands side by side together.
func (p *planner) unclear() {
	last := -2
	for at, it := range p.items {
		if it.kind != unknown {
			continue
		}
		from, to := p.list[it.from].pos, p.list[it.to-1].end
		n := len(p.plan.Unclear)
		if last == at-1 && n > 0 {
			p.plan.Unclear[n-1].End = to
			p.plan.Unclear[n-1].Text = p.text[p.plan.Unclear[n-1].Pos:to]
		} else {
			p.plan.Unclear = append(p.plan.Unclear, Part{Pos: from, End: to, Text: p.text[from:to]})
		}
		last = at
	}
}

// joined is a condition with how it is joined to the one before it.
type joined struct {
	cond   filter.Expr
	or     bool // or stands before it
	and    bool // and, or a comma
	turned bool
}

// join makes one condition of all: what stands side by side must hold together, but for what or joins, and for several
// values of one place, of which a trace has one.
func (p *planner) join() filter.Expr {
	var list []joined
	var next joined
	for _, it := range p.items {
		switch it.kind {
		case joinOr:
			next.or = true
		case joinAnd:
			next.and = true
		case negation:
			next.turned = true
		case condition:
			next.cond = it.cond
			if next.turned {
				next.cond = opposite(it.cond)
			}
			list = append(list, next)
			next = joined{}
		}
	}
	var terms []filter.Expr
	for at := 0; at < len(list); {
		n := alternatives(list[at:])
		var any []filter.Expr
		for _, j := range list[at : at+n] {
			any = append(any, j.cond)
		}
		terms = append(terms, together(any))
		at += n
	}
	return dedupe(terms)
}

// dedupe joins terms that must all hold, each once.
func dedupe(terms []filter.Expr) filter.Expr {
	seen := map[string]bool{}
	var kept []filter.Expr
	for _, t := range terms {
		if text := filter.Format(t); !seen[text] {
			seen[text] = true
			kept = append(kept, t)
		}
	}
	return filter.And(kept...)
}

// alternatives counts the conditions at the front of which one must hold.
func alternatives(list []joined) int {
	n := 1
	for n < len(list) {
		j := list[n]
		same := samePlace(list[n-1], j)
		// "billing, shipping or login": the comma before is one of the or that comes.
		later := j.and && !j.turned && n+1 < len(list) && list[n+1].or && same
		if !j.or && !same && !later {
			break
		}
		n++
	}
	return n
}

// samePlace reports whether two conditions say what one single-valued place is, so that only one of them can hold.
func samePlace(a, b joined) bool {
	if a.turned || b.turned {
		return false
	}
	x, ok := a.cond.(*filter.Compare)
	y, ok2 := b.cond.(*filter.Compare)
	if !ok || !ok2 || x.Op != filter.OpEqual || y.Op != filter.OpEqual || filter.Format(x.Left) != filter.Format(y.Left) {
		return false
	}
	path, ok := x.Left.(*filter.Path)
	return ok && path.Field != nil && path.Field.Kind != filter.KindTags
}

// together is the condition that one of several holds; equalities of one place become a list.
func together(list []filter.Expr) filter.Expr {
	if len(list) == 1 {
		return list[0]
	}
	var values []filter.Expr
	var path *filter.Path
	for _, e := range list {
		c, ok := e.(*filter.Compare)
		if !ok || c.Op != filter.OpEqual {
			return or(list...)
		}
		p, ok := c.Left.(*filter.Path)
		if !ok || path != nil && filter.Format(path) != filter.Format(p) {
			return or(list...)
		}
		path = p
		values = append(values, c.Right)
	}
	return oneOf(path, values)
}

// opposite turns a condition round.
func opposite(e filter.Expr) filter.Expr {
	if l, ok := e.(*filter.Logic); ok {
		terms := make([]filter.Expr, len(l.Terms))
		for i, t := range l.Terms {
			terms[i] = opposite(t)
		}
		if l.Op == filter.OpOr {
			return filter.And(terms...)
		}
		return or(terms...)
	}
	return filter.Negate(e)
}
