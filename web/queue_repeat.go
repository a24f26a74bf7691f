package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/store/repeat"
	"assay/views"
	repeatview "assay/views/repeat"

	"github.com/labstack/echo/v4"
)

// A repeat looks like every other item until it is answered: the address has the same item= that others have, the form is empty, and
// nothing that was said is shown, be the queue blind or not. It is handed out beside the items and not as one: it has no slot.

// wantedTurn is the turn whose repeat the address or the form names; 0: none.
func wantedTurn(c echo.Context) int {
	n, err := strconv.Atoi(c.FormValue("turn"))
	if err != nil || n < 1 {
		return 0
	}
	return min(n, mostTurn)
}

// mostTurn is more items than anybody decides on in one queue.
const mostTurn = 1 << 30

// repeatHere finds the repeat that the address names, or the one that comes now when the address names no item. to is where to go
// instead of showing the page. A repeat that was left comes again until something else has been decided, and then not any more: it is
// a sample, and to insist would only say louder that it is no ordinary item.
func (s *Server) repeatHere(c echo.Context, q store.Queue, by postgres.Claimant) (again *postgres.Repeat, to string, err error) {
	ctx, project, sheet := c.Request().Context(), who(c).project.Name, c.QueryParam("sheet")
	named := wantedTurn(c)
	if named == 0 && (c.QueryParam("item") != "" || q.Repeats == 0) {
		return nil, "", nil
	}
	turn := named
	if turn == 0 {
		if turn, err = s.DB.DecidedBefore(ctx, by, "", onTheWay(c)); err != nil {
			return nil, "", err
		}
	}
	r, err := s.DB.RepeatAt(ctx, by, q.Repeats, turn)
	switch {
	case errors.Is(err, store.ErrNotFound) && named == 0:
		return nil, "", nil
	case errors.Is(err, store.ErrNotFound) && !isPartial(c.Request()):
		return nil, views.RoomURL(project, q.Slug, views.RoomQuery{Sheet: sheet}), nil
	case err != nil:
		return nil, "", err
	case !r.Open() && named == 0:
		return nil, "", nil
	case !r.Open() && !isPartial(c.Request()): // what was said stands on the item
		return nil, views.RoomURL(project, q.Slug, views.RoomQuery{Item: r.Trace, Sheet: sheet}), nil
	case named == 0:
		return nil, views.RoomURL(project, q.Slug, views.RoomQuery{Item: r.Trace, Turn: r.Turn, Sheet: sheet}), nil
	}
	return &r, "", nil
}

// orLeave goes elsewhere unless something went wrong.
func orLeave(c echo.Context, to string, err error) error {
	if err != nil {
		return err
	}
	return leaveTo(c, to)
}

// putRepeats puts the repeat that is on the screen before the items of a room, and those that come next between them, each after the item
// whose decision it follows.
func (s *Server) putRepeats(c echo.Context, page *views.ReviewPage, q store.Queue, by postgres.Claimant, seen int64, again *postgres.Repeat) error {
	items := page.Items
	page.Items = nil
	add := func(r postgres.Repeat) error {
		item, err := s.repeatItem(c, page, q, r)
		if err != nil {
			return ignoreMissing(err) // its trace is gone
		}
		item.Seen = seen
		page.Items = append(page.Items, item)
		return nil
	}
	if again != nil {
		if err := add(*again); err != nil {
			return err
		}
		if err := s.DB.ShowRepeat(c.Request().Context(), by, *again); err != nil {
			return err
		}
	}
	for _, item := range items {
		page.Items = append(page.Items, item)
		if item.Done || !repeat.Due(q.ID, by.Account, item.Position.N, q.Repeats) {
			continue
		}
		r, err := s.DB.RepeatAt(c.Request().Context(), by, q.Repeats, item.Position.N)
		if err == nil && r.Open() {
			err = add(r)
		}
		if ignoreMissing(err) != nil {
			return err
		}
	}
	return s.linkRepeats(c, page, q, by)
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// linkRepeats ties repeats to the items around them.
func (s *Server) linkRepeats(c echo.Context, page *views.ReviewPage, q store.Queue, by postgres.Claimant) error {
	items := page.Items
	for i := range items {
		if items[i].Turn > 0 && i+1 < len(items) {
			items[i].NextURL, items[i+1].PreviousURL = items[i+1].URL, items[i].URL
		}
		if items[i].Turn > 0 && i > 0 {
			items[i].PreviousURL, items[i-1].NextURL = items[i-1].URL, items[i].URL
		}
	}
	if len(items) == 0 || items[0].Turn == 0 {
		return nil
	}
	previous, err := s.DB.DecidedAs(c.Request().Context(), by, items[0].Turn)
	if err == nil {
		items[0].PreviousURL = views.RoomURL(page.Shell.Project, q.Slug, views.RoomQuery{Item: previous, Sheet: page.Run.Sheet})
	}
	return ignoreMissing(err)
}

// repeatItem prepares a repeat with an empty form. ErrNotFound: the trace is gone.
func (s *Server) repeatItem(c echo.Context, page *views.ReviewPage, q store.Queue, r postgres.Repeat) (views.ReviewItem, error) {
	ctx, w := c.Request().Context(), who(c)
	traces, err := s.tracesByID(ctx, w.project.ID, []store.TraceID{r.Trace})
	if err != nil {
		return views.ReviewItem{}, err
	}
	t, there := traces[r.Trace]
	if !there {
		return views.ReviewItem{}, store.ErrNotFound
	}
	configs, err := s.queueConfigs(c, q)
	if err != nil {
		return views.ReviewItem{}, err
	}
	asked, err := s.askedAbout(c, configs, []store.Trace{t}, map[store.TraceID]bool{t.ID: true})
	if err != nil {
		return views.ReviewItem{}, err
	}
	through := repeatLens(w, q, r.Turn)
	trace, err := s.traceView(c, t, views.LogsQuery{}, through)
	if err != nil {
		return views.ReviewItem{}, err
	}
	if err := s.roomSheet(ctx, w, page.Run.Sheet, trace, through); err != nil {
		return views.ReviewItem{}, err
	}
	here := views.RoomQuery{Item: r.Trace, Turn: r.Turn, Sheet: page.Run.Sheet}
	item := views.ReviewItem{Trace: *trace, Turn: r.Turn, Stays: w.account.Stays, Submission: store.NewEventID(), CanApprove: w.role.Includes(store.Curator),
		NoExpected: through.masks("output") || through.masks("expected"), Hidden: q.Blind, Position: views.CountView{N: r.Turn + 1},
		Action: views.RoomActionURL(w.project.Name, q.Slug, "repeat"), URL: views.RoomURL(w.project.Name, q.Slug, here),
		AfterURL: views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{Sheet: page.Run.Sheet})}
	for _, config := range asked[t.ID] {
		item.Questions = append(item.Questions, views.NewQuestion(config, store.Answer{}))
	}
	return item, nil
}

// repeatLens hides all that was said, by oneself too.
func repeatLens(w *identity, q store.Queue, turn int) lens {
	through := lensFor(w, q, false)
	through.hidden, through.turn = true, turn
	return through
}

// saveRepeat keeps what the reviewer said the second time, and tells only now that it was the second time.
func (s *Server) saveRepeat(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	if !q.For(w.account.ID) {
		return store.ErrForbidden
	}
	answer, err := s.typedRepeat(c, q)
	if err != nil {
		return err
	}
	answer.By = s.claimant(c, q)
	if err := s.DB.AnswerRepeat(ctx, answer); err != nil {
		return err
	}
	said, err := s.DB.Repeats(ctx, w.project.ID, q.ID, w.account.ID, answer.Trace)
	if err != nil {
		return err
	}
	reveal := views.Reveal{Says: repeatWords(said), Hint: "how steady your answers are", URL: repeatview.URL(w.project.Name, q.Slug, repeatview.Query{})}
	return s.goOn(c, stored{submission: answer.Submission, words: "a second answer", says: "Saved.", room: views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{}), reveal: reveal, skipped: answer.Skip})
}

// typedRepeat reads the form of a repeat: every answer, and what else was typed, which is kept beside them and nowhere else.
func (s *Server) typedRepeat(c echo.Context, q store.Queue) (postgres.RepeatAnswer, error) {
	reason := strings.TrimSpace(c.FormValue("reason"))
	a := postgres.RepeatAnswer{Trace: store.TraceID(c.FormValue("trace")), Turn: wantedTurn(c), Submission: store.EventID(c.FormValue("submission")), Skip: c.FormValue("action") == "skip" || reason != ""}
	sub := postgres.Submission{Trace: a.Trace, Span: store.SpanID(c.FormValue("span"))}
	if !store.IsKey(string(sub.Trace)) || !store.IsKey(string(sub.Span)) || a.Turn == 0 {
		return a, store.ErrNotFound
	}
	if a.Skip {
		return a, nil
	}
	configs, err := s.queueConfigs(c, q)
	if err != nil {
		return a, err
	}
	for _, config := range configs {
		values, _ := fieldOf(c, config)
		answer, err := readAnswer(config, values)
		if err != nil {
			return a, err
		}
		if !answer.Score.IsNull() || answer.Text != "" {
			a.Answers = append(a.Answers, answer)
		}
	}
	if a.Beside.Comment = plainText(strings.TrimSpace(c.FormValue("comment"))); len(a.Beside.Comment) > maxComment {
		return a, store.Invalid{"comment": "A comment has at most 20,000 bytes."}
	}
	if err := s.readExpected(c, &sub, repeatLens(who(c), q, a.Turn)); err != nil {
		return a, err
	}
	if err := readMarks(c, &sub); err != nil {
		return a, err
	}
	a.Beside.Expected, a.Beside.Tags, a.Beside.Flag = sub.Expected, sub.Tags, sub.Flag
	return a, nil
}

// repeatWords tell that an item was a repeat, and how its answers compare.
func repeatWords(said []postgres.RepeatSaid) string {
	said = slices.DeleteFunc(slices.Clone(said), func(r postgres.RepeatSaid) bool { return r.First.IsNull() || r.Second.IsNull() })
	same := 0
	for _, r := range said {
		if (repeat.Pair{First: r.First, Second: r.Second}).Same() {
			same++
		}
	}
	const was = "That was a repeat"
	switch n := len(said); {
	case n == 0:
		return was + ": you had this item before."
	case n == 1 && same == 1:
		return was + ": the same answer as before."
	case n == 1:
		return was + ": another answer than before."
	case n == same:
		return was + ": the same answers as before."
	default:
		return fmt.Sprintf("%s: %d of %d answers as before.", was, same, n)
	}
}

// repeatsNotice tells reviewers beforehand that items come twice, and how often.
func repeatsNotice(q store.Queue) string {
	return "About " + percentTyped(q.Repeats) + " % of your items come to you a second time, unannounced, to see how steady answers are. " +
		"The second answer changes no score and is not counted; you are told right after it."
}

// undoRepeat takes back a second answer and leads to its item, empty again. ErrNotFound: the submission is of no repeat.
func (s *Server) undoRepeat(c echo.Context, submission store.EventID) error {
	w := who(c)
	r, slug, err := s.DB.UndoRepeat(c.Request().Context(), w.project.ID, w.account.ID, submission)
	if err != nil {
		return err
	}
	back := localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{}))
	if atItem(back, r.Trace) != back || c.FormValue("back") == "" { // a review shows the item again
		back = views.RoomURL(w.project.Name, slug, views.RoomQuery{Item: r.Trace, Turn: r.Turn})
	}
	return s.leaveSaying(c, "Took back: a second answer.", back)
}

// lastOf is what the account said last, of a repeat too: its submission and its words; empty: nothing of late.
func (s *Server) lastOf(ctx context.Context, w *identity) (store.EventID, string, error) {
	since := s.Now().Add(-undoAge)
	last, err := s.DB.LastSubmissions(ctx, w.project.ID, w.account.ID, 1)
	if err != nil {
		return "", "", err
	}
	again, _, err := s.DB.LastRepeat(ctx, w.project.ID, w.account.ID)
	if ignoreMissing(err) != nil {
		return "", "", err
	}
	switch {
	case err == nil && !again.Answered.Before(since) && (len(last) == 0 || !again.Answered.Before(last[0].Received)):
		return again.Submission, "a second answer", nil
	case len(last) > 0 && !last[0].Received.Before(since):
		return last[0].Submission, views.Words(last[0]), nil
	}
	return "", "", nil
}
