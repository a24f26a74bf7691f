package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"assay/store"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// showTrace is the page of one trace. The id is ours or the client's root span id.
func (s *Server) showTrace(c echo.Context) error {
	id := store.TraceID(c.Param("trace"))
	if !store.IsKey(string(id)) {
		id = store.TraceKey(c.Param("trace"))
		if _, err := s.DB.Trace(c.Request().Context(), who(c).project.ID, id); err != nil {
			return err
		}
		return leaveTo(c, views.TraceURL(who(c).project.Name, id, views.TraceQuery{}))
	}
	if name := wantedFragment(c.Request(), pieceNames(c)); name != "" {
		return s.showPiece(c, id, name)
	}
	at, err := s.DB.LogPosition(c.Request().Context(), who(c).project.ID) // before the trace, so that nothing falls between
	if err != nil {
		return err
	}
	v, err := s.wholeTrace(c, id, s.listBehind(c))
	if err != nil {
		return err
	}
	if err := s.sawMentions(c, v); err != nil {
		return err
	}
	shell := s.shell(c, "Trace "+v.Trace.Name, "Logs")
	shell.Scripts, shell.Styles = []string{"js/live.js", "js/trace.js", "js/mention.js", "js/quote.js"}, []string{"css/comment.css"}
	return render(c, http.StatusOK, views.Trace(views.TracePage{Shell: shell, Trace: *v, Back: localPath(c.QueryParam("back"), ""), At: at}), string(views.TracePart))
}

// wholeTrace reads everything about a trace that its page and the side panel show. list is the list that it was opened from.
func (s *Server) wholeTrace(c echo.Context, id store.TraceID, list views.LogsQuery) (*views.TraceView, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	trace, err := s.DB.Trace(ctx, project, id)
	if err != nil {
		return nil, err
	}
	through, err := s.unseen(c, id)
	if err != nil {
		return nil, err
	}
	v, err := s.traceView(c, trace, list, through)
	if err != nil {
		return nil, err
	}
	if v.Rows, err = s.DB.RowsOfTrace(ctx, project, id); err != nil || through.hidden {
		v.Blind = through.hidden
		return v, err
	}
	if v.People, err = s.offered(c); err != nil {
		return nil, err
	}
	if v.Approving, err = s.approving(c, id, v.Span.ID); err != nil {
		return nil, err
	}
	votes, err := s.DB.Votes(ctx, project, id)
	if err != nil {
		return nil, err
	}
	v.Scores = views.ScoreLines(v.Project, v.Trace, votes)
	history, err := s.DB.History(ctx, project, id)
	if err != nil {
		return nil, err
	}
	asked, err := s.DB.AskedOn(ctx, project, id)
	if err != nil {
		return nil, err
	}
	v.History = views.HistoryLines(history, asked)
	return v, nil
}

// traceView reads what review shows of a trace too: its content and what was said about it, without votes and history. Whatever the
// lens does not let through is not in it.
func (s *Server) traceView(c echo.Context, trace store.Trace, list views.LogsQuery, through lens) (*views.TraceView, error) {
	ctx, w := c.Request().Context(), who(c)
	derived, err := s.DB.Derived(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	withComputed(derived, &trace)
	v := &views.TraceView{Project: w.project.Name, Trace: through.trace(trace), CanReview: w.role.Includes(store.Reviewer), CanDecide: w.role.Includes(store.Curator),
		Return: c.Request().URL.RequestURI(), Narrow: s.narrow(w.project.Name, list)}
	v.Narrow.None = through.queue.ID != 0 // a room has no list
	opened, err := s.openTrace(c, trace, through)
	if err != nil {
		return nil, err
	}
	if err := s.fillSpans(ctx, w, v, opened); err != nil {
		return nil, err
	}
	if opened.current >= 0 { // a conversation shows no span, and yet what is said of it is said of one
		if v.Span, err = s.spanView(ctx, w, opened.tree[opened.current], opened.link, through); err != nil {
			return nil, err
		}
	}
	if opened.link.onPage {
		err := s.fillSheet(ctx, w, v, opened.link.query.Sheet, through, func(slug string) string { return opened.link.with(func(q *views.TraceQuery) { q.Sheet = slug }) })
		if err != nil {
			return nil, err
		}
	}
	if !through.judgement() {
		return v, nil
	}
	return v, s.fillJudgement(ctx, w.project.ID, v, through)
}

// fillJudgement reads what people and machines said about the trace.
func (s *Server) fillJudgement(ctx context.Context, project store.ProjectID, v *views.TraceView, through lens) error {
	v.Scores = views.ScoreLines(v.Project, v.Trace, nil)
	var err error
	if v.Comments, err = s.DB.Comments(ctx, project, v.Trace.ID); err != nil {
		return err
	}
	if through.masks("expected") || through.masks("output") { // they quote both
		return nil
	}
	corrections, err := s.DB.Corrections(ctx, project, v.Trace.ID)
	if err != nil {
		return err
	}
	v.Corrections, err = s.correctionViews(ctx, project, corrections)
	return err
}

// correctionViews puts each correction beside the output it corrects.
func (s *Server) correctionViews(ctx context.Context, project store.ProjectID, corrections []store.Correction) ([]views.CorrectionView, error) {
	outputs := map[store.SpanID]string{}
	list := make([]views.CorrectionView, len(corrections))
	for i, c := range corrections {
		if _, read := outputs[c.SpanID]; !read {
			p, err := s.DB.Payload(ctx, project, c.SpanID)
			if err != nil {
				return nil, fmt.Errorf("read corrected output: %w", err)
			}
			outputs[c.SpanID] = p.Output
		}
		list[i] = views.NewCorrection(c, outputs[c.SpanID])
	}
	return list, nil
}

// shownCharacters is how much of a value a page reads: as much as a block shows and enough more to know that it goes on.
const shownCharacters = content.DefaultLimit + 1<<10

// carried reads the beginning of what a span carried, through the lens. One that holds something back has to see all of it.
func (s *Server) carried(ctx context.Context, project store.ProjectID, span store.SpanID, characters int, through lens) (store.PayloadHead, error) {
	if through.clear() {
		return s.DB.PayloadHead(ctx, project, span, characters)
	}
	p, err := s.DB.Payload(ctx, project, span)
	return store.PayloadHead{Payload: through.payload(p)}, err
}

// spanView reads the content of one span, of values of many megabytes the beginning.
func (s *Server) spanView(ctx context.Context, w *identity, span node, link spanLinks, through lens) (views.SpanView, error) {
	p, err := s.carried(ctx, w.project.ID, span.ID, shownCharacters, through)
	if err != nil {
		return views.SpanView{}, err
	}
	metadata, metrics, err := s.DB.SpanFacts(ctx, w.project.ID, span.ID)
	if err != nil {
		return views.SpanView{}, err
	}
	v := views.SpanView{ID: span.ID, RowID: span.RowID, SpanID: span.SpanID, Name: span.Name, Type: span.Type, Error: span.Error, IsRoot: span.IsRoot}
	v.Metadata, v.Metrics = views.Facts(through.metadata(metadata)), views.Measured(through.metrics(metrics))
	note := ""
	if p.Approved {
		note = "approved"
	}
	files, err := s.files(ctx, w.project, func(key string) string { return link.file(span.ID, key) }, p.Input, p.Output, p.Expected)
	if err != nil {
		return views.SpanView{}, err
	}
	chosen, err := s.DB.ValueFormats(ctx, w.project.ID, w.account.ID)
	if err != nil {
		return views.SpanView{}, err
	}
	for _, part := range []struct {
		title, json, note string
		size              int
	}{{"Input", p.Input, "", p.InputSize}, {"Output", p.Output, "", p.OutputSize}, {"Expected", p.Expected, note, p.ExpectedSize}} {
		if part.json == "" {
			continue
		}
		field := strings.ToLower(part.title)
		value := views.NewValue(part.title, part.json, through.format(field, cmp.Or(link.query.Format, chosen[field])), link.value(span.ID, field), func(format string) string { return link.withFormat(span.ID, format) })
		value.Note = part.note
		value.Value.FileURL, value.Value.Size = files, part.size
		v.Values = append(v.Values, value)
	}
	return v, nil
}

// showValue sends one whole value as text, however large: for what pages cut short. It is never rendered by a browser.
func (s *Server) showValue(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	trace, span := store.TraceID(c.Param("trace")), store.SpanID(c.QueryParam("span"))
	if _, err := s.DB.Trace(ctx, w.project.ID, trace); err != nil {
		return err
	}
	through, err := s.unseen(c, trace)
	if err != nil {
		return err
	}
	if through.hidden {
		spans, err := s.DB.Spans(ctx, w.project.ID, trace)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(through.spans(arrange(spans)), func(n node) bool { return n.ID == span }) {
			return store.ErrNotFound
		}
	}
	p, err := s.DB.Payload(ctx, w.project.ID, span)
	if err != nil {
		return err
	}
	return sendValue(c, through.payload(p))
}

// sendValue sends the part of a payload that the request names.
func sendValue(c echo.Context, p store.Payload) error {
	text, ok := map[string]string{"input": p.Input, "output": p.Output, "expected": p.Expected}[c.QueryParam("part")]
	if !ok {
		return store.Invalid{"part": "Choose input, output or expected."}
	}
	var plain string
	if json.Unmarshal([]byte(text), &plain) == nil {
		text = plain
	}
	c.Response().Header().Set("Content-Disposition", "inline")
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}
