package assistant

// rule recognises something at the i-th token, leaves it with the planner, and returns how many tokens it took; 0 for none.
type rule func(p *planner, i int) int

// rules in the order in which they are tried: what says most stands first. It is filled at start because rules look at the
// words that others know.
var rules []rule

func init() {
	rules = []rule{
		(*planner).leaveOut, (*planner).alike, (*planner).thisPage, (*planner).target, (*planner).membership, (*planner).sampling, (*planner).timing,
		(*planner).disagreement, (*planner).judge, (*planner).stars, (*planner).scored, (*planner).correction, (*planner).ratings, (*planner).thumbs,
		(*planner).feedbackSaid, (*planner).mention, (*planner).measured, (*planner).values2, (*planner).charted, (*planner).feedback,
		(*planner).stated, (*planner).tagged, (*planner).people, (*planner).verbs, (*planner).value, (*planner).nationality,
		(*planner).labels, (*planner).flags, (*planner).bareScore, (*planner).beginning, (*planner).view, (*planner).anyValue, (*planner).noun, (*planner).quote, (*planner).connect, (*planner).fill,
	}
}

// Words that join, turn round, or say nothing.
var (
	wordsOr  = phrases("or", "either")
	wordsAnd = phrases("and", "but", "although", "though", "yet", "while", "&", ",", ";", "even though", "despite", "as well as")
	wordsNot = phrases("not", "no", "without", "except", "except for", "excluding", "exclude", "non", "never", "isnt", "arent", "wasnt", "werent", "dont", "doesnt",
		"didnt", "hasnt", "havent", "hadnt", "cannot", "cant", "other than", "but not", "apart from", "besides", "nor", "minus", "lacking", "missing")
	nouns = phrases("trace", "log", "conversation", "request", "answer", "response", "reply", "case", "example", "item", "row", "record", "run", "call", "message",
		"interaction", "output", "ticket", "everything", "anything", "all", "session", "span", "completion", "chat", "question", "input", "generation", "result", "data", "dialog|dialogue", "prompt")
	fillers = phrases("a", "an", "the", "of", "every", "me", "my", "our", "us", "i", "we", "you", "your", "please|pls|plz", "that", "which", "who", "whose", "where", "when", "with",
		"have", "has", "had", "is", "are", "was", "were", "be", "been", "being", "to", "in", "on", "for", "from", "by", "at", "as", "it", "its", "them", "those", "there", "their",
		"they", "then", "than", "so", "still", "already", "also", "just", "only", "out", "up", "into", "get", "got", "gave", "give", "given", "clicked", "click", "pressed", "left",
		"show", "find", "list", "filter", "search", "want", "wants", "need", "needed", "would", "could", "can", "should", "lets|let", "look", "looking", "see", "user", "customer", "client", "people", "folks",
		"someone", "somebody", "anyone", "one", "this", "these", "same", "both", "some", "together", "using", "use", "used", "based", "around", "where", "collect", "collected", "gather",
		"create", "build", "make", "made", "generate", "add", "put", "save", "new", "what", "whats", "how", "did", "do", "does", "will", "were", "if", "like|id", "about", "via", "per", "each",
		"received", "gets", "getting", "got", "having", "do", "any", "ever", "been", "came", "coming", "come", "go", "goes", "here", "value", "values", "equal", "equals", "more", "most", "really", "very",
		"kind", "sort", "type", "whether", "within", "inside", "among", "between", "against", "but", "turn", "named", "called", "actually", "marked", "tell", "display", "fetch", "pull", "return",
		"bring", "select", "pick", "choose", "retrieve", "extract", "export", "include", "including", "includes", "involving", "and", "his", "her", "hi", "ok", "thanks", "thank", "=", "feedback", "entry", "entries",
		"everyone", "everybody", "nothing", "pretty", "quite", "too", "though", "far", "while", "during", "over", "total", "in total", "altogether", "overall", "set", "way", "thing")
)

// connect takes the words that join conditions or turn the next one round.
func (p *planner) connect(i int) int {
	if n := wordsNot.at(p.list, i); n > 0 {
		return p.add(i, n, item{kind: negation})
	}
	if n := wordsOr.at(p.list, i); n > 0 {
		return p.add(i, n, item{kind: joinOr})
	}
	if p.list[i].kind == sign && (p.list[i].text == "," || p.list[i].text == ";") || wordsAnd.at(p.list, i) > 0 {
		return p.add(i, max(1, wordsAnd.at(p.list, i)), item{kind: joinAnd})
	}
	return 0
}

// noun takes a word for traces.
func (p *planner) noun(i int) int {
	n := nouns.at(p.list, i)
	if n == 0 {
		return 0
	}
	p.named = true
	return p.skip(i, n)
}

// fill takes words that carry no meaning here.
func (p *planner) fill(i int) int {
	if n := fillers.at(p.list, i); n > 0 {
		return p.skip(i, n)
	}
	return 0
}

var leaving = phrases("leave|leaving|take|throw out|away the? one|trace? that|which? are|is? already?", "leave|leaving out", "skip|skipping|drop|dropping|ignore|ignoring|exclude|excluding the? one|trace? that|which? are? already?")

// leaveOut takes words after which stands what is not wanted.
func (p *planner) leaveOut(i int) int {
	n := leaving.at(p.list, i)
	if n == 0 {
		return 0
	}
	return p.add(i, n, item{kind: negation})
}

var (
	pageWords = phrases("these", "these ones|traces|logs|results|rows", "this|current|the list|filter|selection|page|view", "the current filter|selection|list|page|view", "this list|filter",
		"what i see", "the? one shown|here", "those", "those ones|traces", "just|only the? one", "of them", "all of these|them|those")
	selectedWords = phrases("the? selected|chosen|ticked|checked traces|one|rows|items|logs?", "my|this|the|current selection", "what i selected")
)

// thisPage takes words for what the page shows.
func (p *planner) thisPage(i int) int {
	if n := selectedWords.at(p.list, i); n > 0 && p.page.Selected > 0 {
		p.plan.Selected, p.named = true, true
		return p.skip(i, n)
	}
	n := pageWords.at(p.list, i)
	if n == 0 || p.page.Filter == "" && p.page.Selected == 0 {
		return 0
	}
	p.named, p.onPage = true, true
	return p.skip(i, n)
}

// quote takes a quoted text that nothing said anything about: it is looked for everywhere.
func (p *planner) quote(i int) int {
	if p.list[i].kind != quoted {
		return 0
	}
	return p.must(i, 1, searching(p.list[i].text))
}
