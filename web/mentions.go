package web

import (
	"context"
	"net/http"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	"assay/views/mention"

	"github.com/labstack/echo/v4"
)

// mentionsOnPage is how many mentions a page shows.
const mentionsOnPage = 50

// listMentions shows the comments that mention the asker. Those about traces that a blind queue hides are counted only.
func (s *Server) listMentions(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	before, err := number(c, "before")
	if err != nil {
		return err
	}
	list, err := s.DB.Mentions(ctx, w.project.ID, w.account.ID, before, mentionsOnPage+1)
	if err != nil {
		return err
	}
	page := mention.Page{Shell: s.shell(c, "Mentions", "Mentions"), Unread: w.unread > 0}
	page.Shell.Styles = []string{"css/comment.css"}
	if len(list) > mentionsOnPage {
		list = list[:mentionsOnPage]
		page.Next = mention.URL(w.project.Name, list[len(list)-1].Since)
	}
	traces := make([]store.TraceID, len(list))
	for i, m := range list {
		traces[i] = m.Trace
	}
	hidden, err := s.blindTo(c, traces)
	if err != nil {
		return err
	}
	for _, m := range list {
		if hidden[m.Trace] {
			page.Hidden++
			continue
		}
		page.Lines = append(page.Lines, mentionLine(w.project.Name, m))
	}
	return render(c, http.StatusOK, mention.List(page))
}

func mentionLine(project string, m postgres.MentionOf) mention.Line {
	name := m.TraceName
	if name == "" {
		name = "a trace without a name"
	}
	return mention.Line{Comment: m.Comment, By: store.Account{Email: m.Author}.Called(), At: views.Stamp(m.At), Trace: name, Input: m.Input, Unread: m.Unread,
		URL: views.TraceURL(project, m.Trace, views.TraceQuery{}) + "#comment-" + string(m.ID)}
}

// readMentions marks all of the asker's mentions as read, but for those that are hidden from it.
func (s *Server) readMentions(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	unread, err := s.DB.UnreadMentions(ctx, w.project.ID, w.account.ID)
	if err != nil {
		return err
	}
	hidden, err := s.blindTo(c, unread)
	if err != nil {
		return err
	}
	var except []store.TraceID
	for trace := range hidden {
		except = append(except, trace)
	}
	if err := s.DB.ReadMentions(ctx, w.project.ID, w.account.ID, "", except, s.Now()); err != nil {
		return err
	}
	return s.leaveSaying(c, "All mentions are read.", mention.URL(w.project.Name, 0))
}

// sawMentions notes that the asker has a trace with its comments before its eyes.
func (s *Server) sawMentions(c echo.Context, v *views.TraceView) error {
	w := who(c)
	if w.unread == 0 || v.Blind {
		return nil
	}
	err := s.DB.ReadMentions(c.Request().Context(), w.project.ID, w.account.ID, v.Trace.ID, nil, s.Now())
	if err != nil {
		return err
	}
	return s.countMentions(c.Request().Context(), w)
}

// countMentions counts what the asker has not read, leaving out what a blind queue hides.
func (s *Server) countMentions(ctx context.Context, w *identity) error {
	unread, err := s.DB.UnreadMentions(ctx, w.project.ID, w.account.ID)
	if err != nil {
		return err
	}
	w.unread = len(unread)
	if !w.blind || w.unread == 0 {
		return nil
	}
	hidden, err := s.DB.BlindTraces(ctx, w.project.ID, w.account.ID, unread)
	for _, trace := range unread {
		if hidden[trace] {
			w.unread--
		}
	}
	return err
}
