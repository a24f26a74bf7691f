package web

import (
	"errors"
	"net/http"
	"net/url"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// showEnqueue asks into which queue the selected traces go.
func (s *Server) showEnqueue(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	return s.enqueuePage(c, http.StatusOK, sel, nil)
}

// enqueue puts the selected traces into a queue when the form says do=add; without that it asks.
func (s *Server) enqueue(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	if c.FormValue("do") != "add" {
		return s.enqueuePage(c, http.StatusOK, sel, nil)
	}
	q, err := s.DB.Queue(ctx, w.project.ID, c.FormValue("queue"))
	if errors.Is(err, store.ErrNotFound) {
		return s.enqueuePage(c, http.StatusUnprocessableEntity, sel, store.Invalid{"queue": "Choose a queue. This one is not there any more."})
	}
	if err != nil {
		return err
	}
	n, err := s.DB.FillQueue(ctx, sel.query, q.ID, s.Now())
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.enqueuePage(c, http.StatusUnprocessableEntity, sel, store.Invalid{"trace": invalid["filter"]})
	}
	if err != nil {
		return err
	}
	words := "Put " + items(n) + " into " + q.Name + "."
	if n == 0 {
		words = "They are all in " + q.Name + " already."
	}
	return s.leaveSaying(c, words, views.QueueURL(w.project.Name, q.Slug))
}

func (s *Server) enqueuePage(c echo.Context, status int, sel selection, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := views.EnqueuePage{Shell: s.shell(c, "Put into a queue", "Queues"), Filter: sel.filter, At: sel.query.At, Traces: sel.traces, Wrong: wrong,
		BackURL: localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{Filter: sel.filter}))}
	if len(sel.traces) == 0 {
		p.NewURL = views.QueuesURL(w.project.Name, "new") + "?" + url.Values{"filter": {sel.filter}}.Encode()
	}
	var err error
	if p.Count.N, p.Count.More, err = s.DB.Count(ctx, sel.query, store.Cursor{}); err != nil {
		return err
	}
	queues, err := s.DB.Queues(ctx, w.project.ID)
	if err != nil {
		return err
	}
	chosen := c.FormValue("queue")
	for _, q := range queues {
		if !q.Closed {
			p.Queues = append(p.Queues, views.CheckView{Value: q.Slug, Label: q.Name, Hint: answersWords(q), Checked: q.Slug == chosen || chosen == "" && len(p.Queues) == 0})
		}
	}
	return render(c, status, views.Enqueue(p))
}
