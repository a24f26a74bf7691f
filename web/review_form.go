package web

import (
	"cmp"
	"slices"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// submission reads the review form. Only answers that differ from what the reviewer said before are part of it; what was
// emptied is withdrawn.
func (s *Server) submission(c echo.Context, configs []store.ScoreConfig, through lens) (postgres.Submission, error) {
	ctx, w := c.Request().Context(), who(c)
	seen, err := number(c, "seen")
	if err != nil {
		return postgres.Submission{}, err
	}
	action, reason := c.FormValue("action"), strings.TrimSpace(c.FormValue("reason"))
	sub := postgres.Submission{
		ID: store.EventID(c.FormValue("submission")), Trace: store.TraceID(c.FormValue("trace")), Span: store.SpanID(c.FormValue("span")), Account: w.account,
		Drafts: mayDraft(w), Complete: action == "complete" || c.FormValue("verdict") != "" || addsTo(c) != "", Skip: action == "skip" || reason != "", Reason: plainText(reason), Seen: seen, Visible: sawOf(c), Now: s.Now(),
	}
	if !store.IsKey(string(sub.Trace)) || !store.IsKey(string(sub.Span)) || !store.IsKey(string(sub.ID)) {
		return sub, store.ErrNotFound
	}
	if len(sub.Reason) > maxReason {
		return sub, store.Invalid{"reason": "A reason has at most 500 bytes."}
	}
	if err := readMarks(c, &sub); err != nil {
		return sub, err
	}
	if sub.Skip {
		sub.Complete = false
		return sub, nil
	}
	before, err := s.DB.Answers(ctx, w.project.ID, sub.Trace, w.account.ID)
	if err != nil {
		return sub, err
	}
	for _, config := range configs {
		values, asked := fieldOf(c, config)
		if !asked { // what the form did not show is left as it was
			continue
		}
		answer, err := readAnswer(config, values)
		if err != nil {
			return sub, err
		}
		if was := before[config.ID]; !same(was, answer) {
			sub.Answers = append(sub.Answers, answer)
		}
	}
	if sub.Comment = plainText(strings.TrimSpace(c.FormValue("comment"))); len(sub.Comment) > maxComment {
		return sub, store.Invalid{"comment": "A comment has at most 20,000 bytes."}
	}
	if sub.About, err = s.aboutOf(c, sub.Span, sub.Comment, through); err != nil {
		return sub, err
	}
	if err := s.readExpected(c, &sub, through); err != nil {
		return sub, err
	}
	return sub, s.mergeLabels(c, &sub, through)
}

// maxReason is the longest reason to skip, in bytes.
const maxReason = 500

// judgements are the words for what of others' judgement a page may show.
var judgements = []string{string(store.User), string(store.Review), string(store.Automated), "comments", "corrections"}

// visible lists what of others' judgement a trace is shown with.
func visible(v *views.TraceView) []string {
	seen := map[string]bool{"comments": len(v.Comments) > 0, "corrections": len(v.Corrections) > 0}
	for _, line := range v.Scores {
		for _, s := range line.Sources {
			seen[string(s.Source)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(judgements), func(word string) bool { return !seen[word] })
}

// sawOf reads what the page of the form showed.
func sawOf(c echo.Context) []string {
	return slices.DeleteFunc(strings.Fields(c.FormValue("visible")), func(word string) bool { return !slices.Contains(judgements, word) })
}

// readExpected takes the expected output if the reviewer changed it or accepted the output as right. Who sees dots in place of
// parts of it cannot say what it should be.
func (s *Server) readExpected(c echo.Context, sub *postgres.Submission, through lens) error {
	if through.masks("output") || through.masks("expected") {
		return nil
	}
	p, err := s.DB.Payload(c.Request().Context(), who(c).project.ID, sub.Span)
	if err != nil {
		return err
	}
	text, adds := strings.ReplaceAll(c.FormValue("expected"), "\r\n", "\n"), addsTo(c) != ""
	unchanged := text == shownExpected(through.payload(p))
	switch {
	case c.FormValue("accept") != "":
		sub.Expected = p.Output
	case !adds && (unchanged || strings.TrimSpace(text) == ""):
		return nil
	case unchanged && p.Approved:
		return nil
	case unchanged && text != "": // who approves and adds approves what the editor shows
		sub.Expected = cmp.Or(p.Expected, p.Output)
	default:
		if sub.Expected, err = store.ParseExpected(text, p.Output); err != nil {
			return err
		}
	}
	sub.Approve = (adds || c.FormValue("approve") != "") && who(c).role.Includes(store.Curator)
	return nil
}

// shownExpected is what the editor opens with; sent back unchanged it proposes nothing.
func shownExpected(p store.Payload) string {
	if p.Expected != "" {
		return content.Plain(p.Expected)
	}
	return content.Plain(p.Output)
}

func same(a, b store.Answer) bool {
	if a.Text != b.Text || a.Score.Category != b.Score.Category || (a.Score.Number == nil) != (b.Score.Number == nil) {
		return false
	}
	return a.Score.Number == nil || *a.Score.Number == *b.Score.Number
}
