package sample

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"assay/store"
)

// feedback is what was said about the scene until now: by customers on about a third of all traces, by reviewers on a few.
func (s *scene) feedback(now time.Time) []store.Feedback {
	var all []store.Feedback
	p := 0.34
	switch {
	case s.quality == stale || s.quality == inEnglish:
		p = 0.6 // anger writes more
	case s.intent == "invoice-vat":
		p = 0.5
	}
	if s.dice.chance(p) {
		all = append(all, s.customerFeedback()...)
	}
	if s.failure != crash && s.dice.chance(0.045) {
		all = append(all, s.reviewerFeedback()...)
	}
	// Nobody has said yet what they will say tomorrow.
	all = slices.DeleteFunc(all, func(f store.Feedback) bool { return !f.Created.Before(lastDay(now)) })
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b store.Feedback) int { return cmp.Compare(a.Created.UnixNano(), b.Created.UnixNano()) })
	return all
}

// customerFeedback is what the asker says, and sometimes a second vote: a changed mind, or someone else who read the answer.
func (s *scene) customerFeedback() []store.Feedback {
	d := s.dice
	user := s.visit.who.id
	if d.chance(0.15) {
		user = ""
	}
	first := s.opinion(user, s.visit.at.Add(s.patience()))
	all := []store.Feedback{first}
	switch {
	case d.chance(0.06) && user != "":
		all = append(all, s.opinion(user, first.Created.Add(time.Duration(d.between(1, 50))*time.Hour)))
	case d.chance(0.05):
		colleague := s.opinion(user+"-team", first.Created.Add(time.Duration(d.between(5, 600))*time.Minute))
		colleague.User = strings.TrimPrefix(colleague.User, "-")
		all = append(all, colleague)
	}
	return all
}

// patience is how long after the answer feedback comes: mostly minutes, sometimes days.
func (s *scene) patience() time.Duration {
	if s.quality == stale && s.dice.chance(0.5) || s.dice.chance(0.2) {
		return time.Duration(s.dice.between(8, 110)) * time.Hour
	}
	return time.Duration(s.dice.between(1, 90))*time.Minute + time.Duration(s.dice.between(0, 59))*time.Second
}

func (s *scene) opinion(user string, at time.Time) store.Feedback {
	d, v := s.dice, s.satisfaction()
	happy := v+0.14*d.NormFloat64() > 0.5
	f := store.Feedback{Source: store.User, WireSource: "external", User: user, Created: at, Scores: map[string]store.Score{}}
	members := map[string]any{"channel": s.visit.feature}
	if s.visit.feature == "email-reply" {
		f.WireSource = "api" // a survey links back from the mail
		if user != "" {
			members["user_id"] = user
		}
	}
	if d.chance(0.62) {
		thumb := 0.0
		if happy {
			thumb = 1
		}
		f.Scores["thumbs"] = store.Num(thumb)
		members["thumbs_up"] = happy
	}
	if len(f.Scores) == 0 || d.chance(0.35) {
		f.Scores["user_rating"] = store.Num(stars(d, v))
	}
	wordy := 0.36
	if !happy {
		wordy = 0.7
	}
	if d.chance(wordy) {
		f.Comment = s.comment(happy)
	}
	if !happy && s.quality != good && d.chance(0.28) {
		f.Expected = s.correction()
	}
	f.Metadata = raw(members)
	return f
}

// comment is what the customer writes, in the customer's language.
func (s *scene) comment(happy bool) string {
	d, comments := s.dice, speeches[s.language].comments
	m := s.mood(happy)
	text := pick(d, comments[m])
	if second := pick(d, comments[m]); second != text && d.chance(0.18) {
		text += pick(d, []string{" ", "\n", ". ", " – "}) + second
	}
	switch {
	case d.chance(0.05):
		text += " ({order})"
	case !happy && d.chance(0.08):
		text += pick(d, []string{" 😡", " :(", " 🙄", "!!!", " ..."})
	}
	return s.fill(typed(d, text))
}

// correction is the right answer as the customer puts it: shorter than the agent's, without Markdown.
func (s *scene) correction() []byte {
	if s.edge != nil {
		return nil // what is right depends on the case
	}
	if s.quality == stale {
		return raw(s.fill(typed(s.dice, s.talk.truth)))
	}
	text := s.fill(pickAt(s.dice, s.talk.good, s.ask.good))
	text, _, _ = strings.Cut(text, "\n")
	if strings.HasPrefix(text, "|") || strings.HasSuffix(text, ":") {
		return nil
	}
	return raw(strings.NewReplacer("**", "", "`", "", "*", "").Replace(text))
}

// reviewerFeedback comes from people of the company, who know what is right. Two of them often look at the same trace, so
// that their agreement can be measured.
func (s *scene) reviewerFeedback() []store.Feedback {
	d := s.dice
	worth := map[quality]float64{good: 0.95, lengthy: 0.65, vague: 0.4, wrong: 0.1, stale: 0.05, refused: 0.2, invented: 0.2, inEnglish: 0.35, down: 0.45}[s.quality]
	var all []store.Feedback
	at := s.visit.at.Add(time.Duration(d.between(18, 70)) * time.Hour)
	for _, i := range d.Perm(len(reviewers))[:1+d.weighted([]int{60, 32, 8})] {
		f := store.Feedback{
			Source: store.Review, WireSource: "app", User: reviewers[i], Created: at,
			Scores: map[string]store.Score{"quality": store.Num(stars(d, worth))},
		}
		if d.chance(0.5) {
			f.Comment = pick(d, remarks[s.quality])
		}
		if worth < 0.5 && s.quality != down && s.edge == nil && d.chance(0.45) {
			f.Expected = raw(s.fill(s.right()))
		}
		all = append(all, f)
		at = at.Add(time.Duration(d.between(20, 400)) * time.Minute)
	}
	return all
}

// right is a right answer in full.
func (s *scene) right() string { return pickAt(s.dice, s.talk.good, s.ask.good) }

// remarks are what reviewers note.
var remarks = map[quality][]string{
	good:      {"Good example, use for the golden set.", "Correct, nice tone.", "ok"},
	lengthy:   {"Right answer buried under filler.", "Too long for a chat."},
	vague:     {"Has the order data and does not use it.", "Non-answer."},
	wrong:     {"Contradicts the help centre.", "Not our policy. Where does this come from?", "Wrong, customer followed it. See ticket."},
	stale:     {"Old holiday article in the index! Rule is 30 days.", "60 days is last winter's promotion.", "Retrieval problem, not the model."},
	refused:   {"No reason to refuse.", "Guardrail too strict?"},
	invented:  {"No such programme.", "Hallucinated policy, legal should see this."},
	inEnglish: {"Wrong language. Only seen with mistfall.", "Content fine, language not."},
	down:      {"Lookup timed out. Honest at least.", "Retry the tool before giving up?"},
}
