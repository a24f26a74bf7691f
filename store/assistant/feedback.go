package assistant

import (
	"assay/store"
	"assay/store/filter"
)

var (
	upWords   = phrases("thumb up", "upvoted|upvote|upvotes", "thumbed up", "user|customer? clicked|gave|pressed? a? thumb up")
	downWords = phrases("thumb down", "downvoted|downvote|downvotes", "thumbed down", "user|customer? clicked|gave|pressed? a? thumb down")

	positiveWords = phrases("positive|good|great|nice|favourable|favorable feedback|review|comment|reaction?", "happy|satisfied|pleased|delighted|content user|customer|client?", "user|customer|client|people|they? liked|loved|enjoyed|appreciated|praised",
		"user|customer? was|were|are|is|seem? happy|satisfied|pleased|positive|delighted", "praise", "well received|rated", "positive", "best", "liked|loved by user|customer")
	negativeWords = phrases("negative|bad|poor|critical|harsh feedback|review|comment|reaction?", "unhappy|dissatisfied|unsatisfied|angry|frustrated|annoyed|upset|disappointed user|customer|client?",
		"user|customer|client|people|they|someone? complained|complain|complains|complaining", "complaint", "user|customer|people|they? disliked|dislike|hated|rejected", "didnt|not like|liked", "user|customer? was|were|are|is|seem? unhappy|dissatisfied|frustrated|angry|negative|annoyed|upset",
		"not happy|satisfied|pleased", "isnt|arent|wasnt|werent happy|satisfied|pleased", "bad experience", "negative", "worst", "went wrong", "dissatisfaction|frustration|displeasure|anger")
	noFeedback  = phrases("no|without|lacking any? feedback at? all?", "without any feedback|rating|vote at? all?", "unrated", "not rated", "didnt give|leave|have any? feedback", "have|has no feedback at? all?")
	anyFeedback = phrases("any feedback", "with|has|have|received|got any|some? feedback", "user|customer feedback", "feedback from|of|by user|customer")
)

// thumbs takes thumbs up and down: any one that was given counts.
func (p *planner) thumbs(i int) int {
	up := true
	n := upWords.at(p.list, i)
	if d := downWords.at(p.list, i); d > n {
		n, up = d, false
	}
	if n == 0 {
		return 0
	}
	if m := phrases("rate|rates|ratio|share|percentage").at(p.list, i+n); m > 0 {
		p.chart.rate = p.thumbScore()
		if p.chart.rate != nil {
			return p.skip(i, n+m)
		}
	}
	return p.must(i, n, p.thumb(up))
}

// thumbScore is the first score that is thumbs; nil without.
func (p *planner) thumbScore() *Score {
	if list := p.k.thumbs(); len(list) > 0 {
		return &list[0]
	}
	return nil
}

// thumb is the condition that someone gave a thumb: in a score, or in the metadata of feedback, or else feedback of its kind.
func (p *planner) thumb(up bool) filter.Expr {
	list := p.k.thumbs()
	if key := p.k.thumbKey(); len(list) == 0 && key != nil {
		return filter.Equal(key, up)
	}
	if len(list) == 0 {
		list = p.k.feedback()
		if len(list) > 0 {
			p.note("There are no thumbs in this project, so what users rate counts.")
		}
	}
	return leaning(list, up)
}

// leaning is the condition that any of the scores is good, or bad.
func leaning(scores []Score, up bool) filter.Expr {
	var any []filter.Expr
	for _, s := range scores {
		e := s.bad()
		if up {
			e = s.good()
		}
		if e != nil {
			any = append(any, e)
		}
	}
	return or(any...)
}

// or joins conditions of which one must hold; nil without any.
func or(list ...filter.Expr) filter.Expr {
	var flat []filter.Expr
	for _, e := range list {
		if l, ok := e.(*filter.Logic); ok && l.Op == filter.OpOr {
			flat = append(flat, l.Terms...)
		} else if e != nil {
			flat = append(flat, e)
		}
	}
	switch len(flat) {
	case 0:
		return nil
	case 1:
		return flat[0]
	}
	return &filter.Logic{Op: filter.OpOr, Terms: flat}
}

// feedback takes words for what users think.
func (p *planner) feedback(i int) int {
	up := true
	n := positiveWords.at(p.list, i)
	if d := negativeWords.at(p.list, i); d > n {
		n, up = d, false
	}
	if n == 0 {
		return 0
	}
	cond := p.opinion(up)
	taken := p.must(i, n, cond)
	if m := p.complaintAbout(i + n); m > 0 {
		return taken + m
	}
	return taken
}

// opinion is the condition that users think well of the answer, or badly.
func (p *planner) opinion(up bool) filter.Expr {
	list := p.k.feedback()
	if len(list) > 0 && list[0].Source == store.Review {
		p.note("No user rates anything in this project, so what reviewers say counts.")
	}
	if cond := leaning(list, up); cond != nil {
		return cond
	}
	return p.thumb(up)
}

// complaintAbout takes the preposition that often ends what users think, when nothing follows that it could be about.
func (p *planner) complaintAbout(i int) int {
	n := phrases("about", "with").at(p.list, i)
	if n == 0 {
		return 0
	}
	if i+n < len(p.list) && p.list[i+n].kind != sign && phrases("in", "from", "during", "this", "last", "since", "by").at(p.list, i+n) == 0 {
		return 0
	}
	return p.skip(i, n)
}

// feedbackSaid takes whether there is any feedback at all.
func (p *planner) feedbackSaid(i int) int {
	if n := noFeedback.at(p.list, i); n > 0 {
		return p.must(i, n, p.said(false))
	}
	n := anyFeedback.at(p.list, i)
	if n == 0 || n < len(p.list)-i && abouts.at(p.list, i+n) > 0 && !p.chart.wanted {
		return 0
	}
	return p.must(i, n, p.said(true))
}

// said is the condition that users said something, or nothing.
func (p *planner) said(some bool) filter.Expr {
	var parts []filter.Expr
	for _, s := range p.k.feedback() {
		parts = append(parts, &filter.IsNull{X: s.path(), Not: some})
	}
	parts = append(parts, &filter.IsNull{X: filter.At("comment"), Not: some})
	if some {
		return or(parts...)
	}
	return filter.And(parts...)
}
