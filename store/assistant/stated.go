package assistant

import (
	"strings"

	"assay/store/filter"
)

var (
	failedWords = phrases("error", "with|has|have|had|threw|raised|returned an|any? error", "failed", "failing", "fails", "failure", "crash|crashed|crashes", "exception", "errored", "broke", "broken")
	noErrors    = phrases("without|no any|an? error|errors|failure|failures|exception|exceptions", "error|errors free", "succeeded", "successful", "that? worked")

	correctedWords = phrases("corrections|correction", "corrected", "were|was|been corrected", "fixed|rewritten", "suggested|proposed answer|answers|correction|corrections")
	userCorrected  = phrases("the? user|customer correction|corrections", "user|customer has|have? corrected|fixed|rewrote", "corrections|corrected|correction|fixed by|from|of the? user|customer|users", "user|customer suggested|proposed a|the|correction|corrections|answer|answers?", "user|customer proposed|suggested|provided|supplied|gave|wrote a|the|an? better|correct|right|corrected|expected answer|output|response|value",
		"user|customer provided|supplied|submitted|made|left corrections|correction")
	reviewCorrected = phrases("the? reviewer|review|annotator correction|corrections", "reviewer has|have? corrected|fixed|rewrote", "corrections|corrected|correction by|from|of the? reviewer|reviewers|annotators")
	asExpected      = phrases("as the? expected value|output|answer?", "becomes|become|be|for the expected value|output|answer?", "as ground truth", "as the? target|reference|golden|gold answer|output?")
	expectedOutput  = phrases("the? output|answer|response as the? expected|target|reference value|output|answer?", "expected value? from|is|= the? output|answer", "use|with|take the? output|answer|response as the? expected|target|golden|reference value|output|answer?")

	commented   = phrases("with|has|have|had|left|leave|leaving|includes|include|got a|any|some? comment|comments", "commented", "comment", "left|wrote|with a? note|remark")
	uncommented = phrases("without|no a|any? comment|comments", "uncommented", "not commented", "lacking|missing comments")

	unreviewedWords = phrases("unreviewed", "not|never yet? reviewed yet?", "havent|hasnt|isnt|arent|werent|wasnt been? yet? reviewed yet?", "not been? looked at", "nobody|noone reviewed|looked at", "no one|reviewer reviewed|looked at", "without a? review|reviews", "needing|awaiting|pending a? review", "not yet reviewed", "have|has not been reviewed|annotated|labelled|labeled", "unlabelled|unlabeled|unannotated")
	reviewedWords   = phrases("already? reviewed", "have|has been reviewed", "annotated|labelled|labeled")
	flaggedWords    = phrases("flagged", "marked for review", "flagged for review")
	hasExpected     = phrases("with|has|have|having an|the|any? expected value|output|answer?", "expected value|output|answer is? set|there|present?", "with ground truth")
	noExpected      = phrases("without|no|lacking|missing an|the|any? expected value|output|answer?", "without ground truth")
	untagged        = phrases("untagged", "without a|any? tag|tags", "no tag|tags", "not tagged at all")
)

// simple are phrases that always mean the same condition.
var simple []simplePhrase

type simplePhrase struct {
	says phrase
	cond string
}

func init() {
	simple = []simplePhrase{
		{noErrors, "error IS NULL"}, {failedWords, "error IS NOT NULL"}, {uncommented, "comment IS NULL"}, {commented, "comment IS NOT NULL"},
		{unreviewedWords, "is_reviewed = false"}, {reviewedWords, "is_reviewed = true"}, {flaggedWords, "flagged = true"}, {noExpected, "expected IS NULL"},
		{hasExpected, "expected IS NOT NULL"}, {untagged, "tags IS NULL"}, {phrases("more than one review", "reviewed more than once|twice"), "reviews > 1"},
	}
}

// stated takes what is true or not of a trace: failed, reviewed, flagged, commented, with an expected value. The longest
// wording counts.
func (p *planner) stated(i int) int {
	best, cond := 0, ""
	for _, s := range simple {
		if n := s.says.at(p.list, i); n > best {
			best, cond = n, s.cond
		}
	}
	if best == 0 {
		return 0
	}
	if cond == "is_reviewed = true" {
		if n := p.reviewedBy(i, best); n > 0 {
			return n
		}
	}
	return p.must(i, best, parsed("%s", cond))
}

// reviewedBy takes "reviewed by mira".
func (p *planner) reviewedBy(i, n int) int {
	m := phrases("by").at(p.list, i+n)
	who, k := p.reviewer(i + n + m)
	if m == 0 || k == 0 {
		return 0
	}
	var any []filter.Expr
	for _, q := range p.k.questions() {
		any = append(any, &filter.IsNull{X: filter.At("answers", q, who), Not: true})
	}
	if len(any) == 0 {
		return 0
	}
	return p.must(i, n+m+k, or(any...))
}

// reviewer reads a reviewer: the whole address, or what stands before the @, or the first part of that.
func (p *planner) reviewer(i int) (string, int) {
	for _, f := range p.at(i, personName) {
		return f.text, f.n
	}
	return p.person(i, p.k.Reviewers)
}

func (p *planner) person(i int, list []string) (string, int) {
	if i >= len(p.list) || p.list[i].kind != word || len(p.list[i].norm) < 3 {
		return "", 0
	}
	who, n := "", 0
	for _, r := range list {
		local, _, isAddress := strings.Cut(r, "@")
		words := namesWords(local)
		if !isAddress || len(words) == 0 {
			continue
		}
		m := 0
		if words[0] == p.list[i].norm {
			m = 1
			for m < len(words) && i+m < len(p.list) && p.list[i+m].norm == words[m] {
				m++
			}
		}
		if m > 0 && who != "" && m == n {
			return "", 0 // two people have the name
		}
		if m > n {
			who, n = r, m
		}
	}
	return who, n
}

// correction takes corrections, and where the expected value comes from.
func (p *planner) correction(i int) int {
	if n := expectedOutput.at(p.list, i); n > 0 {
		p.plan.Expected = Output
		return p.skip(i, n)
	}
	if n := asExpected.at(p.list, i); n > 0 {
		return p.skip(i, n)
	}
	best, source, ok := 0, "", false
	for _, c := range []struct {
		says   phrase
		source string
	}{{userCorrected, ".user"}, {reviewCorrected, ".review"}, {correctedWords, ""}} {
		if n := c.says.at(p.list, i); n > best {
			best, source, ok = n, c.source, true
		}
	}
	if !ok {
		return 0
	}
	if source == ".user" {
		p.plan.Expected = ByUser
	}
	return p.must(i, best, parsed("correction%s IS NOT NULL", source))
}

// people takes who gave feedback: from ada@corp.example, bob's feedback, by user u-17.
func (p *planner) people(i int) int {
	lead := phrases("from|by|of user|customer?", "user|customer", "given|left|written|made by").at(p.list, i)
	if who, n := p.feedbackBy(i + lead); n > 0 {
		return p.must(i, lead+n, &filter.Compare{Op: filter.OpEqual, Left: filter.At("user"), Right: filter.Value(who)})
	}
	by := phrases("by|from reviewer?", "reviewer").at(p.list, i)
	if who, n := p.reviewer(i + by); n > 0 && by > 0 {
		if n := p.reviewedBy(i, by-1); n > 0 && p.list[i].norm == "by" {
			return n
		}
		return p.must(i, by+n, &filter.Compare{Op: filter.OpEqual, Left: filter.At("user"), Right: filter.Value(who)})
	}
	return 0
}

func (p *planner) feedbackBy(i int) (string, int) {
	for _, f := range p.at(i, userName) {
		return f.text, f.n
	}
	var known []string
	for _, v := range values(p.k.Census, "user") {
		known = append(known, v.Value.Text)
	}
	return p.person(i, known)
}

// tagged takes tags: tagged vip, with the tag needs-review, not tagged spam.
func (p *planner) tagged(i int) int {
	n := phrases("tagged as|with?", "with|having|has|have the? tag|tags", "tag|tags is|=|includes|include?", "labelled|labeled|marked as|with?").at(p.list, i)
	list := p.at(i+n, tagName)
	if len(list) == 0 || n == 0 && list[0].n == 1 && p.lexical(i) {
		return 0
	}
	f := list[0]
	n += f.n
	n += phrases("tag", "tagged").at(p.list, i+n)
	return p.must(i, n, filter.Equal(filter.At("tags"), f.text))
}
