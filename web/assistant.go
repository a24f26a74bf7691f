package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/views"
	"assay/views/plan"

	"github.com/labstack/echo/v4"
)

const (
	// longestSentence is in characters; the box takes no more.
	longestSentence = 2000
	// mostThreads is how many threads the page lists, and mostSelected how many selected traces a thread keeps.
	mostThreads  = 30
	mostSelected = 2000
	mostTurns    = 100
)

// showAssistant is where one asks.
func (s *Server) showAssistant(c echo.Context) error {
	at, err := s.askedAt(c)
	if err != nil {
		return err
	}
	return s.assistantPage(c, http.StatusOK, &threadState{context: at, typed: typed(c, "ask")})
}

// askedAt is the filter of the list one came from, and what was selected in it. A filter that does not read is left out.
func (s *Server) askedAt(c echo.Context) (assistant.Context, error) {
	form, err := c.FormParams()
	if err != nil {
		return assistant.Context{}, err
	}
	var at assistant.Context
	if f, err := s.readFilter(c, typed(c, "filter"), filter.Vocabulary{}); err == nil {
		at.Filter = filter.Format(f.expr)
	}
	for _, id := range form["trace"] {
		if store.IsKey(id) && len(at.Traces) < mostSelected {
			at.Traces = append(at.Traces, store.TraceID(id))
		}
	}
	return at, nil
}

// threadState is what a page of the assistant shows.
type threadState struct {
	thread  assistant.Thread
	turns   []assistant.Turn
	open    int // number of the turn that is open; 0: the last one
	context assistant.Context
	typed   string
	wrong   store.Invalid // about the box
	form    *plan.Form    // of the open turn, as typed; nil: as planned
	broken  store.Invalid // about that form
	mistake views.Mistake // in its filter
}

// threadOf reads the thread of the path.
func (s *Server) threadOf(c echo.Context) (*threadState, error) {
	id, err := strconv.Atoi(pathParam(c, "thread"))
	if err != nil {
		return nil, store.ErrNotFound
	}
	return s.thread(c, id)
}

func (s *Server) thread(c echo.Context, id int) (*threadState, error) {
	w := who(c)
	t, turns, err := s.DB.Thread(c.Request().Context(), w.project.ID, w.account.ID, id)
	if err != nil {
		return nil, err
	}
	state := &threadState{thread: t, turns: turns}
	if len(turns) > 0 {
		state.context = turns[len(turns)-1].Context
	}
	return state, nil
}

// showThread is a thread, with one of its turns open.
func (s *Server) showThread(c echo.Context) error {
	state, err := s.threadOf(c)
	if err != nil {
		return err
	}
	turn, err := number(c, "turn")
	if err != nil {
		return err
	}
	state.open = int(min(turn, mostTurns))
	return s.assistantPage(c, http.StatusOK, state)
}

// ask plans a sentence, in a new thread or as the next turn of one of the person's own.
func (s *Server) ask(c echo.Context) error {
	at, err := s.askedAt(c)
	if err != nil {
		return err
	}
	state := &threadState{context: at, typed: strings.TrimSpace(typed(c, "ask"))}
	if id, err := number(c, "thread"); err != nil {
		return err
	} else if id > 0 {
		if state, err = s.ownThread(c, int(id)); err != nil {
			return err
		}
		state.context, state.typed = at, strings.TrimSpace(typed(c, "ask"))
	}
	if state.wrong = checkSentence(state); state.wrong != nil {
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	turn, err := s.planned(c, state, state.typed, at, nil)
	if err != nil {
		return err
	}
	if err := s.rememberOpens(c); err != nil {
		return err
	}
	if err := s.keepTurn(c, state, turn); err != nil {
		return err
	}
	return s.afterSentence(c, state)
}

func checkSentence(state *threadState) store.Invalid {
	switch n := len([]rune(state.typed)); {
	case n == 0:
		return store.Invalid{"ask": "Say which traces you want, for example “thumbs down this week”."}
	case n > longestSentence:
		return store.Invalid{"ask": "A sentence has at most " + views.Thousands(longestSentence) + " characters here."}
	case len(state.turns) >= mostTurns:
		return store.Invalid{"ask": "This thread is full. Start a new one."}
	}
	return nil
}

// ownThread reads a thread that the person may go on with.
func (s *Server) ownThread(c echo.Context, id int) (*threadState, error) {
	state, err := s.thread(c, id)
	if err == nil && state.thread.Owner != who(c).account.ID {
		err = store.Invalid{"thread": "Only who asked goes on with a thread. Start one of your own."}
	}
	return state, err
}

// planned plans a sentence as of now.
func (s *Server) planned(c echo.Context, _ *threadState, sentence string, at assistant.Context, choices assistant.Choices) (assistant.Turn, error) {
	ctx := c.Request().Context()
	known, err := s.knownOf(c)
	if err != nil {
		return assistant.Turn{}, err
	}
	position, err := s.DB.LogPosition(ctx, who(c).project.ID)
	if err != nil {
		return assistant.Turn{}, err
	}
	options, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return assistant.Turn{}, err
	}
	t := assistant.Turn{Sentence: sentence, Context: at, Choices: choices, At: position, Asked: s.Now()}
	t.Plan = assistant.Make(sentence, known, at.Page(), choices, options)
	return t, nil
}

// keepTurn saves a turn, in a new thread if there is none yet, and opens it.
func (s *Server) keepTurn(c echo.Context, state *threadState, turn assistant.Turn) error {
	ctx, w := c.Request().Context(), who(c)
	id := state.thread.ID
	if id == 0 {
		title := []rune(strings.Join(strings.Fields(turn.Sentence), " "))
		var err error
		if id, err = s.DB.StartThread(ctx, w.project.ID, w.account.ID, string(title[:min(len(title), 120)]), s.Now()); err != nil {
			return err
		}
	}
	n, err := s.DB.SaveTurn(ctx, w.project.ID, id, turn, s.Now())
	if err != nil {
		return err
	}
	fresh, err := s.thread(c, id)
	if err != nil {
		return err
	}
	*state = *fresh
	state.open = n
	return nil
}

// afterTurn shows a turn after a form: htmx gets the thread, with the steps to come; a plain form is sent to its page.
func (s *Server) afterTurn(c echo.Context, state *threadState) error {
	url := views.AssistantURL(who(c).project.Name, state.thread.ID, views.AssistantQuery{Turn: state.open})
	if isPartial(c.Request()) {
		return s.assistantPage(c, http.StatusOK, state)
	}
	return leaveTo(c, url)
}

// assistantParts are what htmx asks for one after another, each shown as soon as it is there: the thread with the plan's filter,
// which needs no look at the traces, then how many those are, then duplicates and the first rows. A page has all of it.
var assistantParts = []string{"assistant-thread", "assistant-steps", "assistant-rows"}

// assistantPage shows a thread, or the part of it that htmx asked for.
func (s *Server) assistantPage(c echo.Context, status int, state *threadState) error {
	ctx, w := c.Request().Context(), who(c)
	p := plan.Page{Shell: s.shell(c, "Assistant", "Assistant")}
	var err error
	if p.Thread, err = s.threadView(c, state, wantedFragment(c.Request(), assistantParts)); err != nil {
		return err
	}
	if !isPartial(c.Request()) {
		if p.Recent, err = s.recentThreads(ctx, w, state.thread.ID); err != nil {
			return err
		}
	}
	return render(c, status, plan.Show(p), assistantParts...)
}

func (s *Server) recentThreads(ctx context.Context, w *identity, current int) ([]plan.ThreadLink, error) {
	list, err := s.DB.Threads(ctx, w.project.ID, w.account.ID, mostThreads)
	if err != nil {
		return nil, err
	}
	links := make([]plan.ThreadLink, len(list))
	for i, t := range list {
		links[i] = plan.ThreadLink{URL: views.AssistantURL(w.project.Name, t.ID, views.AssistantQuery{}), Title: t.Title, By: t.By, Shared: t.Shared, Current: t.ID == current}
	}
	return links, nil
}
