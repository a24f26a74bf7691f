package assistant

import "assay/store/filter"

var (
	datasetWords = phrases("dataset", "data set", "golden set|dataset", "gold set|dataset", "test|eval|evaluation|training|regression|golden|gold|benchmark|validation|few set|suite|dataset|data", "test cases", "regression tests|suite", "fine tuning|tuning set|data")
	queueWords   = phrases("review? queue", "for|to a? review", "queue up?", "have|let|ask reviewers|reviewer|someone|people|annotators look|review|check|label|annotate at?", "send|assign|give|hand|route to? reviewers|annotators|review",
		"needs? human review", "annotation queue", "into the|a review queue", "to reviewers|annotators", "worklist")
	giveWords  = phrases("give|assign|send|hand|route|pass")
	chartLead  = phrases("chart", "plot", "graph", "draw", "visualise|visualize", "trend", "histogram", "time series", "over time", "a|the? chart|graph|plot of", "graph|plot|chart it|this|that?")
	themeWords = phrases("theme", "themes of|in|among?", "topics", "summarise|summarize|summary|summarising|summarizing of?", "common|main|top|frequent|biggest complaints|issues|problems|reasons", "cluster|clusters|group|grouped comments?",
		"what do|are|did user|customer|people saying|say|said|think about?", "what is|are people|users|customers saying")
	whatAbout    = phrases("what", "why")
	explainWords = phrases("explain|describe this|the|current filter|list|page|view|selection?", "what does this filter|list mean|show?", "what am i looking at|seeing")
)

var (
	similarWords = phrases("others|other|ones|which are? similar|alike to?", "similar|alike|resembling|comparable to?", "more|others|ones|most|anything|something|looks|look|sounds|sound like", "nearest|closest to?", "same kind|sort of?")
	likeWords    = phrases("like")
)

// alike takes words that ask for others like those of the page. Without a page there is nothing that they could be like.
func (p *planner) alike(i int) int {
	if p.page.Filter == "" && p.page.Selected == 0 {
		return 0
	}
	n := similarWords.at(p.list, i)
	if like := likeWords.at(p.list, i); n == 0 && like > 0 && (p.thisPageAt(i+like) > 0) {
		n = like
	}
	if n == 0 {
		return 0
	}
	if p.plan.Verb == Dataset || p.plan.Verb == Queue {
		p.note("Similar traces are looked at first. On their page you choose which go on.")
	}
	p.plan.Verb, p.onPage = Similar, true
	return p.skip(i, n)
}

// thisPageAt returns how many tokens from the i-th on are words for what the page shows.
func (p *planner) thisPageAt(i int) int {
	return max(selectedWords.at(p.list, i), pageWords.at(p.list, i))
}

// verbs takes words that say what to do.
func (p *planner) verbs(i int) int {
	if n := explainWords.at(p.list, i); n > 0 && (p.page.Filter != "" || p.page.Selected > 0) {
		p.plan.Verb, p.onPage = Explain, true
		return p.skip(i, n)
	}
	if n := p.assignment(i); n > 0 {
		return n
	}
	if n := queueWords.at(p.list, i); n > 0 {
		p.wants(Queue)
		n += phrases("at").at(p.list, i+n)
		return p.skip(i, n)
	}
	if n := datasetWords.at(p.list, i); n > 0 {
		p.wants(Dataset)
		return p.skip(i, n)
	}
	if n := themeWords.at(p.list, i); n > 0 {
		p.wants(Themes)
		if m := phrases("in|of|from? the? comment|comments").at(p.list, i+n); m > 0 {
			n += m
			p.must(i, n, parsed("comment IS NOT NULL"))
			return n
		}
		return p.skip(i, n)
	}
	return 0
}

// assignment takes "give mira": someone is to review them.
func (p *planner) assignment(i int) int {
	n := giveWords.at(p.list, i)
	if n == 0 {
		return 0
	}
	n += phrases("to", "these|them|those to").at(p.list, i+n)
	who, m := p.reviewer(i + n)
	if m == 0 {
		return 0
	}
	p.wants(Queue)
	p.note("The queue is for " + who + ".")
	return p.skip(i, n+m)
}

// wants sets what to do. What is asked for first stays, but making a dataset or a queue outranks looking.
func (p *planner) wants(v Verb) {
	if p.plan.Verb == None || p.plan.Verb == Logs || (v == Dataset || v == Queue) && p.plan.Verb == Themes {
		p.plan.Verb = v
	}
}

var (
	intoWords  = phrases("to|into|in the? dataset?", "add|put it|them to|into|in the?", "to|into the? existing|new? dataset|set|queue?")
	namedWords = phrases("called|named|titled as?", "with the? name", "as a? new? dataset|queue named|called?", "dataset|queue|set named|called?", "review? queue named|called?", "dataset|queue|set :")
	addWords   = phrases("add", "put", "append", "insert", "move", "copy", "save")
	memberIn   = phrases("in|from|of the? dataset?", "already? in|part of? the? dataset?", "is|are|that|which? are? already? in the? dataset?", "belonging|belong to the? dataset?")
	memberNot  = phrases("not|never|isnt|arent|wasnt|werent yet? already? been? in|part|added|contained|included|present of|to|in? the? dataset?", "not|isnt|arent yet? already? in the? dataset?", "hasnt|havent been? added to the? dataset?", "not yet? in the? dataset?", "missing from the? dataset?", "that|which? are|is not yet? in the? dataset?", "new to the? dataset?", "outside of? the? dataset?", "without the ones? already? in the? dataset?")
	anyDataset = phrases("any|a|no dataset", "dataset")
)

// target takes what the dataset or queue is called: into golden, a queue "angry", a dataset called X.
func (p *planner) target(i int) int {
	if n := namedWords.at(p.list, i); n > 0 {
		if m, text := p.called(i+n, !p.endsNamed(i, n)); m > 0 {
			p.plan.Target = text
			if datasetWords.at(p.list, i) > 0 || phrases("as a? new? dataset").at(p.list, i) > 0 {
				p.wants(Dataset)
			}
			if queueWords.at(p.list, i) > 0 {
				p.wants(Queue)
			}
			return p.skip(i, n+m)
		}
	}
	n := intoWords.at(p.list, i)
	if n == 0 {
		return 0
	}
	in := p.list[i].norm == "in"
	list := p.at(i+n, datasetName)
	if len(list) == 0 || in && !p.anywhere(addWords) || in && i > 0 && wordsNot.at(p.list, i-1) > 0 || p.before(phrases("not", "not yet", "already", "isnt", "arent"), i) {
		return 0
	}
	p.plan.Target = list[0].text
	p.wants(Dataset)
	n += list[0].n
	return p.skip(i, n+phrases("dataset|set").at(p.list, i+n))
}

// endsNamed reports whether n tokens end with a word that a name follows.
func (p *planner) endsNamed(i, n int) bool {
	last := p.list[i+n-1].norm
	return last == "called" || last == "named" || last == "titled" || last == "name" || last == ":"
}

// called reads a name: a quoted one, or, behind called or named, the words to the end of the part.
func (p *planner) called(i int, quotedOnly bool) (int, string) {
	if i >= len(p.list) {
		return 0, ""
	}
	if p.list[i].kind == quoted {
		return 1, p.list[i].text
	}
	if quotedOnly {
		return 0, ""
	}
	to := i
	for to < len(p.list) && p.list[to].kind != sign && p.list[to].kind != quoted && phrases("from", "with", "of", "for", "that", "which", "where", "using", "containing", "out").at(p.list, to) == 0 {
		to++
	}
	if to == i {
		return 0, ""
	}
	return to - i, p.text[p.list[i].pos:p.list[to-1].end]
}

// membership takes whether traces are in a dataset.
func (p *planner) membership(i int) int {
	if n := memberNot.at(p.list, i); n > 0 {
		if list := p.at(i+n, datasetName); len(list) > 0 {
			return p.must(i, n+list[0].n, parsed("dataset NOT INCLUDES %s", filter.QuoteString(list[0].text)))
		}
		if m := anyDataset.at(p.list, i+n); m > 0 {
			return p.must(i, n+m, parsed("dataset IS NULL"))
		}
		if m := anyDataset.at(p.list, i+n-1); m > 0 {
			return p.must(i, n-1+m, parsed("dataset IS NULL"))
		}
	}
	n := memberIn.at(p.list, i)
	if n == 0 {
		return 0
	}
	if list := p.at(i+n, datasetName); len(list) > 0 {
		return p.must(i, n+list[0].n, parsed("dataset INCLUDES %s", filter.QuoteString(list[0].text)))
	}
	if m := phrases("any dataset").at(p.list, i+n); m > 0 {
		return p.must(i, n+m, parsed("dataset IS NOT NULL"))
	}
	return 0
}

// beginning takes the words a sentence about themes begins with: what are users unhappy about.
func (p *planner) beginning(i int) int {
	n := whatAbout.at(p.list, i)
	if n == 0 || i > 1 || p.plan.Verb != None {
		return 0
	}
	for at := i; at < len(p.list); at++ {
		if negativeWords.at(p.list, at) > 0 || positiveWords.at(p.list, at) > 0 || phrases("unhappy|happy|angry|frustrated|dissatisfied|complain|complaining|like|dislike|hate|love").at(p.list, at) > 0 {
			p.wants(Themes)
			return p.skip(i, n)
		}
	}
	return 0
}
