package web

import (
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// maxComment is the longest comment, in bytes.
const maxComment = 20_000

// addComment records a comment on a span of a trace.
func (s *Server) addComment(c echo.Context) error {
	text := strings.TrimSpace(c.FormValue("comment"))
	if text == "" || len(text) > maxComment {
		return store.Invalid{"comment": "A comment has 1 to 20,000 bytes."}
	}
	text = plainText(text)
	about, err := s.aboutOf(c, store.SpanID(c.FormValue("span")), text, lens{})
	if err != nil {
		return err
	}
	return s.submitSaid(c, postgres.Submission{Comment: text, About: about}, "Comment saved.")
}

// addCorrection records an expected output that someone wrote, and approves it when they may and want to.
func (s *Server) addCorrection(c echo.Context) error {
	p, err := s.DB.Payload(c.Request().Context(), who(c).project.ID, store.SpanID(c.FormValue("span")))
	if err != nil {
		return err
	}
	expected, err := store.ParseExpected(c.FormValue("expected"), p.Output)
	if err != nil {
		return err
	}
	approve := (c.FormValue("approve") != "" || addsTo(c) != "") && who(c).role.Includes(store.Curator)
	said := "Proposed as the expected output."
	if approve {
		said = "Approved as the expected output."
	}
	return s.submitSaid(c, postgres.Submission{Expected: expected, Approve: approve}, said)
}

// submitSaid completes a submission from the request, records it and returns to where the form stood.
func (s *Server) submitSaid(c echo.Context, sub postgres.Submission, said string) error {
	w := who(c)
	sub.ID, sub.Trace, sub.Span = store.NewEventID(), store.TraceID(c.Param("trace")), store.SpanID(c.FormValue("span"))
	sub.Account, sub.Drafts, sub.Now = w.account, mayDraft(w), s.Now()
	if err := s.DB.Submit(c.Request().Context(), w.project.ID, sub); err != nil {
		return err
	}
	notes, err := s.afterApproval(c, sub)
	if err != nil {
		return err
	}
	return s.sayUndoable(c, said, sub.ID, notes)
}

// decideCorrection approves or rejects a proposed expected value.
func (s *Server) decideCorrection(c echo.Context) error {
	verdict := store.CorrectionState(c.FormValue("verdict"))
	if addsTo(c) != "" {
		verdict = store.Approved
	}
	if verdict != store.Approved && verdict != store.Rejected {
		return store.Invalid{"verdict": "Choose approved or rejected."}
	}
	w := who(c)
	sub, err := s.DB.Decide(c.Request().Context(), w.project.ID, postgres.Decision{Trace: store.TraceID(c.Param("trace")), Correction: store.EventID(c.Param("correction")),
		Verdict: verdict, Account: w.account, Drafts: mayDraft(w), Now: s.Now()})
	if err != nil {
		return err
	}
	notes, err := s.afterApproval(c, sub)
	if err != nil {
		return err
	}
	return s.sayUndoable(c, "Correction "+string(verdict)+".", sub.ID, notes)
}

// sayUndoable returns to where the form stood, saying what it did and how to take it back.
func (s *Server) sayUndoable(c echo.Context, said string, submission store.EventID, notes []views.Note) error {
	project := who(c).project.Name
	back := localPath(c.FormValue("back"), views.TraceURL(project, store.TraceID(c.Param("trace")), views.TraceQuery{}))
	if err := s.say(c, flash{Say: said, Undo: string(submission), UndoURL: views.UndoURL(project), Back: back, Notes: notes}); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// plainText keeps what a database can: line ends as one character, no NUL.
func plainText(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\x00", "\u2400")
}
