package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	goldview "assay/views/gold"

	"github.com/labstack/echo/v4"
)

// showAddGold asks of which queue a trace becomes a gold item, and by which answers.
func (s *Server) showAddGold(c echo.Context) error {
	return s.addGoldPage(c, http.StatusOK, nil, nil)
}

// addGold makes a trace a gold item of a queue, putting it in if it is not there.
func (s *Server) addGold(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	trace, err := s.traceNamed(c)
	if err != nil {
		return err
	}
	q, err := s.DB.Queue(ctx, w.project.ID, c.FormValue("queue"))
	if errors.Is(err, store.ErrNotFound) || err == nil && q.Closed {
		return s.addGoldPage(c, http.StatusUnprocessableEntity, nil, store.Invalid{"answers": "Choose a queue. This one is closed or not there any more."})
	}
	if err != nil {
		return err
	}
	answers, err := s.typedGold(c, q)
	if err == nil && !slices.ContainsFunc(answers, func(a store.Answer) bool { return !a.Score.IsNull() }) {
		err = store.Invalid{"answers": "Give at least one answer: it is what reviewers are checked by."}
	}
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		return s.addGoldPage(c, http.StatusUnprocessableEntity, answers, wrong)
	}
	if err != nil {
		return err
	}
	before, err := s.DB.KnownGold(ctx, w.project.ID, q.ID, trace.ID)
	if err != nil {
		return err
	}
	added, err := s.DB.FillQueue(ctx, postgres.Query{Project: w.project.ID, Only: []store.TraceID{trace.ID}}, q.ID, s.Now())
	if err != nil {
		return err
	}
	if err := s.DB.KeepGold(ctx, w.project.ID, q.ID, trace.ID, answers, w.account.ID, s.Now()); err != nil {
		return err
	}
	back := localPath(c.FormValue("back"), goldview.URL(w.project.Name, q.Slug))
	f := flash{Say: "A gold item of " + q.Name + " now.", Back: back}
	if added > 0 {
		f.Say = "Put into " + q.Name + " and made a gold item of it."
	}
	if len(before) == 0 {
		f.Undo, f.UndoURL = string(trace.ID), goldview.URL(w.project.Name, q.Slug)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// traceNamed is the trace that the path names by our id.
func (s *Server) traceNamed(c echo.Context) (store.Trace, error) {
	id := store.TraceID(c.Param("trace"))
	if !store.IsKey(string(id)) {
		return store.Trace{}, store.ErrNotFound
	}
	return s.DB.Trace(c.Request().Context(), who(c).project.ID, id)
}

// addGoldPage is the form. given are answers that cannot be kept as they are, and wrong says why.
func (s *Server) addGoldPage(c echo.Context, status int, given []store.Answer, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	trace, err := s.traceNamed(c)
	if err != nil {
		return err
	}
	here := views.TraceURL(w.project.Name, trace.ID, views.TraceQuery{})
	p := goldview.AddPage{Shell: s.shell(c, "Add as a gold item", "Queues"), Trace: trace.ID, Title: itemWords(trace, lens{}), TraceURL: here,
		Back: localPath(c.FormValue("back"), here), Wrong: wrong}
	p.Shell.Styles = []string{"css/gold.css"}
	queues, err := s.DB.Queues(ctx, w.project.ID)
	if err != nil {
		return err
	}
	queues = slices.DeleteFunc(queues, func(q store.Queue) bool { return q.Closed })
	if len(queues) == 0 {
		return render(c, status, goldview.Add(p))
	}
	chosen, err := s.queueFor(c, queues, trace.ID)
	if err != nil {
		return err
	}
	for _, q := range queues {
		p.Queues = append(p.Queues, views.CheckView{Value: q.Slug, Label: q.Name, Checked: q.ID == chosen.ID})
	}
	if err := s.fillGoldForm(c, &p, chosen, given); err != nil {
		return err
	}
	return render(c, status, goldview.Add(p))
}

// queueFor is the queue that the request names, else the newest that has the trace, else the first of those offered.
func (s *Server) queueFor(c echo.Context, queues []store.Queue, trace store.TraceID) (store.Queue, error) {
	if i := slices.IndexFunc(queues, func(q store.Queue) bool { return q.Slug == c.FormValue("queue") }); i >= 0 {
		return queues[i], nil
	}
	in, err := s.DB.QueuesWith(c.Request().Context(), who(c).project.ID, trace)
	if err != nil {
		return store.Queue{}, err
	}
	if i := slices.IndexFunc(queues, func(q store.Queue) bool { return slices.Contains(in, q.ID) }); i >= 0 {
		return queues[i], nil
	}
	return queues[0], nil
}

// fillGoldForm fills in what was given, else what is known already, else what the asker answered.
func (s *Server) fillGoldForm(c echo.Context, p *goldview.AddPage, q store.Queue, given []store.Answer) error {
	ctx, w := c.Request().Context(), who(c)
	p.Queue, p.QueueName, p.Blind = q.Slug, q.Name, q.Blind
	in, err := s.DB.QueuesWith(ctx, w.project.ID, p.Trace)
	if err != nil {
		return err
	}
	p.In = slices.Contains(in, q.ID)
	known, err := s.DB.KnownGold(ctx, w.project.ID, q.ID, p.Trace)
	if err != nil {
		return err
	}
	p.Gold = len(known) > 0
	own, err := s.DB.Answers(ctx, w.project.ID, p.Trace, w.account.ID)
	if err != nil {
		return err
	}
	configs, err := s.goldConfigs(c, q)
	for _, config := range configs {
		answer := own[config.ID]
		p.Own = p.Own || !answer.Score.IsNull()
		if p.Gold {
			answer = store.Answer{Score: known[config.Name]}
		}
		if i := slices.IndexFunc(given, func(a store.Answer) bool { return a.Config.ID == config.ID }); i >= 0 {
			answer = given[i]
		}
		asked := views.NewQuestion(config, answer)
		if p.Wrong[config.Name] != "" { // it cannot be read, and is shown as it was typed
			asked.Value = typed(c, asked.Field)
		}
		p.Questions = append(p.Questions, asked)
	}
	return err
}

// goldConfigs are the questions of a queue that have answers one can be right about.
func (s *Server) goldConfigs(c echo.Context, q store.Queue) ([]store.ScoreConfig, error) {
	all, err := s.DB.ScoreConfigs(c.Request().Context(), who(c).project.ID)
	return slices.DeleteFunc(all, func(config store.ScoreConfig) bool {
		return config.Kind != store.Slider && config.Kind != store.Categorical || len(q.Configs) > 0 && !slices.Contains(q.Configs, config.ID)
	}), err
}

// typedGold reads the form. Its Invalid names the questions whose answers cannot be read.
func (s *Server) typedGold(c echo.Context, q store.Queue) ([]store.Answer, error) {
	configs, err := s.goldConfigs(c, q)
	if err != nil {
		return nil, err
	}
	var answers []store.Answer
	bad := store.Invalid{}
	for _, config := range configs {
		values, asked := fieldOf(c, config)
		if !asked {
			continue
		}
		answer, err := readAnswer(config, values)
		var wrong store.Invalid
		if errors.As(err, &wrong) {
			bad[config.Name] = cmp.Or(wrong[config.Name], wrong.Error())
		} else if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, bad.OrNil()
}
