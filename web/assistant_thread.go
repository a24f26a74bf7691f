package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/views"
	"assay/views/plan"

	"github.com/labstack/echo/v4"
)

// threadView prepares a thread, or what one part of it needs.
func (s *Server) threadView(c echo.Context, state *threadState, part string) (plan.Thread, error) {
	w := who(c)
	v := plan.Thread{Project: w.project.Name, ID: state.thread.ID, Title: state.thread.Title, By: state.thread.By, Shared: state.thread.Shared,
		Mine: state.thread.ID == 0 || state.thread.Owner == w.account.ID, MayBuild: w.role.Includes(store.Curator),
		Context: state.context, Typed: state.typed, Wrong: state.wrong}
	var err error
	if v.Model, err = s.modelFor(c.Request().Context(), w.project.ID); err != nil {
		return v, err
	}
	if v.Opens, err = s.DB.AssistantOpens(c.Request().Context(), w.project.ID, w.account.ID); err != nil {
		return v, err
	}
	if state.thread.ID == 0 {
		known, err := s.knownOf(c)
		if err != nil {
			return v, err
		}
		v.Examples = exampleSentences(known, state.context)
	}
	if state.open == 0 && len(state.turns) > 0 {
		state.open = state.turns[len(state.turns)-1].N
	}
	for _, t := range state.turns {
		turn, err := s.turnView(c, state, t, part)
		if err != nil {
			return v, err
		}
		turn.Thinks = v.Model != "" && v.Mine && turn.Open && awaits(t)
		v.Turns = append(v.Turns, turn)
	}
	return v, nil
}

// turnView prepares one turn; the open one with its steps.
func (s *Server) turnView(c echo.Context, state *threadState, t assistant.Turn, part string) (plan.Turn, error) {
	project := who(c).project.Name
	v := plan.Turn{N: t.N, Sentence: pieces(t.Sentence, t.Plan.Unclear), Plan: t.Plan, Made: t.Made, Done: t.Done, Open: t.N == state.open}
	v.URL = views.AssistantURL(project, state.thread.ID, views.AssistantQuery{Turn: t.N})
	v.StepsURL = v.URL
	if !t.Done.IsZero() {
		v.DoneURL = views.DatasetURL(project, t.Done.Dataset, 0, 0)
	}
	if !v.Open || t.Plan.Verb == assistant.None {
		return v, nil
	}
	known, err := s.knownOf(c)
	if err != nil {
		return v, err
	}
	options, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return v, err
	}
	if v.Words = assistant.InWords(t.Plan.Filter, options); t.Plan.Selected && t.Plan.Filter == "" {
		v.Words = "All of them."
		if t.Plan.Verb == assistant.Similar {
			v.Words = "Everywhere in the project."
		}
	}
	v.Form = formOfPlan(t.Plan, known)
	if state.form != nil {
		v.Form, v.Wrong, v.Mistake = *state.form, state.broken, state.mistake
		v.Form.Datasets, v.Form.Keys = known.Datasets, keysOf(known)
	}
	if part == "assistant-thread" {
		return v, nil
	}
	v.Steps, err = s.steps(c, t, part, v.StepsURL)
	return v, err
}

// formOfPlan writes a plan as its form holds it. A dataset that is not there is the name of a new one.
func formOfPlan(p assistant.Plan, k *assistant.Known) plan.Form {
	f := plan.Form{Filter: p.Filter, Sample: string(p.Sample.Kind), By: p.Sample.By, Expected: string(p.Expected), Datasets: k.Datasets, Keys: keysOf(k), New: p.Target}
	if p.Sample.Rows > 0 {
		f.Rows = strconv.Itoa(p.Sample.Rows)
	}
	for _, d := range k.Datasets {
		if d == p.Target {
			f.Target, f.New = d, ""
		}
	}
	return f
}

// keysOf lists the keys of metadata that rows can be taken by: those with few values.
func keysOf(k *assistant.Known) []string {
	var keys []string
	k.Census.Places(false, func(p *filter.Path, h *filter.Holding) {
		if n := len(h.Values); len(p.Keys) == 1 && n > 1 && n <= 50 && len(keys) < 40 {
			keys = append(keys, filter.Format(p))
		}
	})
	return keys
}

// pieces cuts a sentence where it was not understood.
func pieces(sentence string, unclear []assistant.Part) []plan.Piece {
	var out []plan.Piece
	at := 0
	for _, part := range unclear {
		if part.Pos < at || part.End > len(sentence) || part.Pos > part.End {
			continue
		}
		if part.Pos > at {
			out = append(out, plan.Piece{Text: sentence[at:part.Pos]})
		}
		out = append(out, plan.Piece{Text: sentence[part.Pos:part.End], Unclear: true})
		at = part.End
	}
	if at < len(sentence) {
		out = append(out, plan.Piece{Text: sentence[at:]})
	}
	return out
}

// exampleSentences are some that mean something in this project.
func exampleSentences(k *assistant.Known, at assistant.Context) []string {
	list := []string{"Create a dataset from logs with positive feedback", "Generate a dataset from user corrections", "Build a dataset from cases where users clicked thumbs down"}
	if len(at.Traces) > 0 {
		list = append(list, "Make a dataset of the selected traces")
	}
	if keys := keysOf(k); len(keys) > 0 {
		list = append(list, "50 of each "+strings.TrimPrefix(keys[0], "metadata.")+" with negative feedback, as a dataset")
	}
	if len(k.Datasets) > 0 {
		list = append(list, "Newest 100 with errors that are not in "+k.Datasets[0]+" yet")
	}
	return append(list, "What do users complain about?", "Where do the judge and the users disagree?")
}

// changeThread changes the plan of a turn, or who sees the thread.
func (s *Server) changeThread(c echo.Context) error {
	state, err := s.threadOf(c)
	if err != nil {
		return err
	}
	if state, err = s.ownThread(c, state.thread.ID); err != nil {
		return err
	}
	switch do := c.FormValue("do"); do {
	case "share", "hide":
		return s.shareThread(c, state, do == "share")
	case "think":
		return s.think(c, state)
	}
	turn, err := s.changedTurn(c, state)
	if err != nil {
		return err
	}
	if state.form != nil {
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	if err := s.keepTurn(c, state, turn); err != nil {
		return err
	}
	return s.afterTurn(c, state)
}

func (s *Server) shareThread(c echo.Context, state *threadState, shared bool) error {
	w := who(c)
	if err := s.DB.ShareThread(c.Request().Context(), w.project.ID, state.thread.ID, shared); err != nil {
		return err
	}
	said := "Only you see this thread now."
	if shared {
		said = "Everyone in the project sees this thread now. Its address can be sent on."
	}
	if err := s.say(c, flash{Say: said}); err != nil {
		return err
	}
	return leaveTo(c, views.AssistantURL(w.project.Name, state.thread.ID, views.AssistantQuery{}))
}

// changedTurn applies the form to the turn it is about. Another answer to what was asked plans the sentence again. What is
// wrong stays in the state, with the form as typed.
func (s *Server) changedTurn(c echo.Context, state *threadState) (assistant.Turn, error) {
	form, err := c.FormParams()
	if err != nil {
		return assistant.Turn{}, err
	}
	n, err := number(c, "turn")
	if err != nil {
		return assistant.Turn{}, err
	}
	for _, t := range state.turns {
		if t.N != int(n) {
			continue
		}
		state.open = t.N
		if choices, changed := chosen(form, t); changed {
			again, err := s.planned(c, state, t.Sentence, t.Context, choices)
			again.N, again.Asked = t.N, t.Asked
			return again, err
		}
		return s.editedTurn(c, state, t)
	}
	return assistant.Turn{}, store.ErrNotFound
}

// chosen reads answers to what the plan asks, and whether they differ from those it was made with.
func chosen(form url.Values, t assistant.Turn) (assistant.Choices, bool) {
	choices, changed := assistant.Choices{}, false
	for _, a := range t.Plan.Asks {
		answer := form.Get("choice." + a.Key)
		for _, o := range a.Options {
			if o.Key == answer {
				choices[a.Key] = answer
				changed = changed || !o.Chosen
			}
		}
	}
	return choices, changed
}

// editedTurn takes what a person typed over a plan.
func (s *Server) editedTurn(c echo.Context, state *threadState, t assistant.Turn) (assistant.Turn, error) {
	f := plan.Form{Filter: strings.TrimSpace(typed(c, "filter")), Sample: typed(c, "sample"), Rows: strings.TrimSpace(typed(c, "rows")), By: typed(c, "by"), Expected: typed(c, "expected"),
		Target: typed(c, "dataset"), New: strings.TrimSpace(typed(c, "new"))}
	wrong := store.Invalid{}
	p := t.Plan
	p.Filter, p.Expected = f.Filter, assistant.Expected(f.Expected)
	if p.Expected != assistant.ByUser && p.Expected != assistant.Output {
		p.Expected = assistant.Best
	}
	p.Target = f.Target
	if f.New != "" {
		p.Target = f.New
	}
	p.Sample = assistant.Sample{Kind: assistant.SampleKind(f.Sample), By: f.By}
	if p.Sample.Kind != assistant.All {
		rows, err := strconv.Atoi(f.Rows)
		if err != nil || rows < 1 || rows > assistant.MaxRows {
			wrong["rows"] = "Say how many rows, as a whole number."
		}
		p.Sample.Rows = rows
		if (p.Sample.Kind == assistant.Each || p.Sample.Kind == assistant.Shares) && f.By == "" {
			wrong["rows"] = "Say of each what."
		}
	}
	options, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return t, err
	}
	settled, err := assistant.Settle(p, options)
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		state.mistake = mistakeOf(err)
	} else if err != nil {
		return t, err
	}
	if len(wrong) > 0 || state.mistake.Error != "" {
		state.form, state.broken = &f, wrong
		return t, nil
	}
	if settled.Filter != t.Plan.Filter || settled.Sample != t.Plan.Sample {
		t.Made.Edited = true
	}
	if settled.Verb == assistant.Chart && settled.Filter != t.Plan.Filter {
		settled.Chart = assistant.WithFilter(settled.Chart, settled.Filter)
	}
	t.Plan = settled
	return t, nil
}
