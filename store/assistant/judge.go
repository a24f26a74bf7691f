package assistant

import (
	"assay/store/filter"
)

var (
	judgeWords = phrases("the? judge", "the? llm|ai|automated|automatic judge|score|scorer|grader|evaluator|evaluation", "the? scorer", "the? grader", "the? evaluator", "the? autograder", "the? eval|evals")
	passWords  = phrases("is|was|were|says|said|it|still? passed|pass|passes|passing|approved|approves|accepted|ok|okay|fine|happy|liked|likes|good|positive|high|satisfied", "gave it? a? good|high|pass|positive score|grade|rating?", "thinks|thought it? is|was? good|fine|ok|okay|great", "score|scores high|good")
	failWords  = phrases("is|was|were|says|said|it? failed|fail|fails|failing|rejected|rejects|unhappy|disliked|bad|negative|low|flagged", "gave it? a? bad|low|fail|negative score|grade|rating?", "thinks|thought it? is|was? bad|wrong", "score|scores low|bad")
	passedBy   = phrases("passed|approved|accepted|liked by")
	failedBy   = phrases("failed|rejected|disliked by")

	judgeAndUser = phrases(
		"disagreement|disagreements|conflict|conflicts|mismatch|mismatches|difference|differences between|of the? judge|scorer|grader|score and|vs|versus|with the? user|customer|human",
		"disagreement|disagreements|conflict|conflicts|mismatch|mismatches|difference|differences between|of the? user|customer|human and|vs|versus|with the? judge|scorer|grader",
		"judge|scorer|grader and|vs|versus the? user|customer do|does? disagree|disagreed|differ|conflict|disagreement|mismatch",
		"user|customer and|vs|versus the? judge|scorer|grader do|does? disagree|disagreed|differ|conflict|disagreement|mismatch",
		"judge|scorer|grader disagree|disagreed|disagrees|differ|differs with|from the? user|customer|feedback",
		"user|customer disagree|disagreed|disagrees|differ with|from the? judge|scorer|grader",
		"judge|scorer user|customer disagreement|disagreements|mismatch|conflict|conflicts", "user|customer judge|scorer disagreement|disagreements|mismatch|conflict|conflicts")
	amongReviewers = phrases("reviewer|annotator|rater|people disagree|disagreed|conflict|differ", "disagreement|disagreements|conflict|conflicts between|among|of the? reviewer|annotator|rater|people",
		"reviewer|annotator|rater disagreement|disagreements|conflict|conflicts", "conflicting|contradicting|contradictory reviews|answers", "reviewer|annotator|rater do|does? not|dont agree")
	onWords = phrases("on", "about", "over", "in", "the|for")
)

// judgePass is from which value on a judge lets an answer pass.
const judgePass = 0.5

// judge takes whether the automated judge lets an answer pass.
func (p *planner) judge(i int) int {
	pass := true
	n := 0
	if m := passedBy.at(p.list, i); m > 0 && judgeWords.at(p.list, i+m) > 0 {
		n = m + judgeWords.at(p.list, i+m)
	} else if m := failedBy.at(p.list, i); m > 0 && judgeWords.at(p.list, i+m) > 0 {
		n, pass = m+judgeWords.at(p.list, i+m), false
	} else if m := judgeWords.at(p.list, i); m > 0 {
		if k := passWords.at(p.list, i+m); k > 0 {
			n = m + k
		} else if k := failWords.at(p.list, i+m); k > 0 {
			n, pass = m+k, false
		} else if k := failWords.at(p.list, i+m+p.negated(i+m)); k > 0 {
			n = m + p.negated(i+m) + k
		}
	}
	if n == 0 {
		return 0
	}
	s, ok := p.theJudge(i, n)
	if !ok {
		return 0
	}
	return p.must(i, n, verdict(s, pass))
}

func (p *planner) negated(i int) int { return wordsNot.at(p.list, i) }

// verdict is the condition that a judge lets an answer pass, or not.
func verdict(s Score, pass bool) filter.Expr {
	if pass {
		return s.is(filter.OpGreaterEqual, judgePass)
	}
	return s.is(filter.OpLess, judgePass)
}

// theJudge is the automated score that is meant: the one on most traces, unless the person says another.
func (p *planner) theJudge(i, n int) (Score, bool) {
	list := p.k.judges()
	if len(list) == 0 {
		return Score{}, false
	}
	var options []Option
	for _, s := range list[:min(len(list), 8)] {
		options = append(options, Option{Key: s.Name, Label: s.Name})
	}
	chosen := p.ask(i, n, "judge", "Which automated score is the judge?", options...)
	for _, s := range list {
		if s.Name == chosen {
			return s, true
		}
	}
	return list[0], true
}

// disagreement takes judge and users, or reviewers, who disagree.
func (p *planner) disagreement(i int) int {
	if n := judgeAndUser.at(p.list, i); n > 0 {
		s, ok := p.theJudge(i, n)
		bad, good := p.opinion(false), p.opinion(true)
		if !ok || bad == nil || good == nil {
			return 0
		}
		return p.must(i, n, or(filter.And(bad, verdict(s, true)), filter.And(good, verdict(s, false))))
	}
	n := amongReviewers.at(p.list, i)
	if n == 0 {
		return 0
	}
	names := p.k.questions()
	on := onWords.at(p.list, i+n)
	if s, m := p.scoreAt(i + n + on); m > 0 {
		return p.must(i, n+on+m, apart(s.Name))
	}
	var any []filter.Expr
	for _, name := range names {
		any = append(any, apart(name))
	}
	return p.must(i, n, or(any...))
}

// apart is the condition that reviewers answer a question differently.
func apart(question string) filter.Expr {
	return &filter.Compare{Op: filter.OpGreater, Left: filter.At("disagreement", question), Right: filter.Value(0)}
}
