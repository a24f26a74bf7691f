package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// newQueue shows the form of a queue that is not there yet. The filter may stand in the address already, as when one comes from a
// list; asked for the part "matches" it says how many traces match.
func (s *Server) newQueue(c echo.Context) error {
	q := store.Queue{Answers: 1, Order: store.NewestFirst, Idle: store.DefaultIdle}
	text := c.QueryParam("filter")
	q.Filter, q.Name = &text, c.QueryParam("name")
	return s.queueForm(c, http.StatusOK, q, nil)
}

func (s *Server) editQueue(c echo.Context) error {
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	return s.queueForm(c, http.StatusOK, q, nil)
}

// queueForm shows a queue as it is edited. wrong says what was refused.
func (s *Server) queueForm(c echo.Context, status int, q store.Queue, wrong store.Invalid) error {
	ctx, project := c.Request().Context(), who(c).project
	p := views.QueueFormPage{Shell: s.shell(c, "Queue", "Queues"), Version: q.Version, Action: views.QueuesURL(project.Name), BackURL: views.QueuesURL(project.Name),
		Name: q.Name, Instructions: q.Instructions, ByFilter: q.Filter != nil, Rule: q.Rule, Answers: strconv.Itoa(q.Answers), Order: q.Order, Blind: q.Blind,
		Confined: q.Confined, Masks: strings.Join(q.View.Masks, "\n"), Idle: strconv.Itoa(int(q.Idle / time.Minute)), Webhook: q.Webhook, Secret: q.Secret,
		Mail: q.Mail, CanMail: s.CanMail, Closed: q.Closed, Wrong: wrong}
	if q.ID != 0 {
		p.Slug, p.Action, p.BackURL = q.Slug, views.QueueURL(project.Name, q.Slug, "edit"), views.QueueURL(project.Name, q.Slug)
	}
	p.Doubled, p.Repeats = percentTyped(q.Doubled), percentTyped(q.Repeats)
	if !q.Due.IsZero() {
		p.Due = q.Due.Format(time.DateOnly)
	}
	if q.Filter != nil {
		p.Filter = *q.Filter
		var err error
		if p.Matches, err = s.matches(c, *q.Filter); err != nil {
			return err
		}
	}
	if err := s.queueChoices(ctx, project.ID, q, &p); err != nil {
		return err
	}
	return render(c, status, views.QueueForm(p), "matches")
}

// percentTyped writes a share as number fields in per cent take it: without what dividing by 100 leaves behind.
func percentTyped(share float64) string {
	return strconv.FormatFloat(math.Round(100*share*1e9)/1e9, 'f', -1, 64)
}

// matches says how many traces a filter finds just now.
func (s *Server) matches(c echo.Context, text string) (views.MatchesView, error) {
	m := views.MatchesView{Asked: true, URL: views.LogsURL(who(c).project.Name, views.LogsQuery{Filter: strings.TrimSpace(text)})}
	q, err := s.fillingQuery(c, text)
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		m.Error, m.Suggestion = "The filter cannot be read: "+syntax.Message+".", syntax.Suggestion
		return m, nil
	}
	if err != nil {
		return m, err
	}
	m.Count.N, m.Count.More, err = s.DB.Count(c.Request().Context(), q, store.Cursor{})
	return m, err
}

// fillingQuery names the traces that a queue's filter finds.
func (s *Server) fillingQuery(c echo.Context, text string) (postgres.Query, error) {
	o, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return postgres.Query{}, err
	}
	expr, _, err := filter.Read(strings.TrimSpace(text), o)
	return postgres.Query{Project: who(c).project.ID, Filter: expr, Options: o}, err
}

func (s *Server) queueChoices(ctx context.Context, project store.ProjectID, q store.Queue, p *views.QueueFormPage) error {
	configs, err := s.DB.ScoreConfigs(ctx, project)
	if err != nil {
		return err
	}
	for _, config := range configs {
		if config.Kind == store.Computed { // nobody answers it
			continue
		}
		p.Verdicts = append(p.Verdicts, verdictChoices(q, config)...)
		p.Configs = append(p.Configs, views.CheckView{Value: strconv.Itoa(config.ID), Label: config.Name, Hint: views.KindName(config.Kind),
			Checked: len(q.Configs) == 0 || slices.Contains(q.Configs, config.ID)})
	}
	members, err := s.DB.Members(ctx, project)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role.Includes(store.Reviewer) && !m.Disabled {
			p.People = append(p.People, views.CheckView{Value: strconv.Itoa(m.ID), Label: m.Called(), Hint: string(m.Role), Checked: slices.Contains(q.Reviewers, m.ID)})
		}
	}
	p.OwnVerdicts = q.Verdicts != nil
	labels := map[string]string{"spans": "other spans of the trace", "feedback": "what others said"}
	for _, f := range store.ViewFields {
		label := labels[f]
		if label == "" {
			label = f
		}
		p.Fields = append(p.Fields, views.CheckView{Value: f, Label: label, Checked: q.View.Shows(f)})
	}
	for _, f := range []string{"input", "output", "expected"} {
		p.Formats = append(p.Formats, views.FormatChoice{Field: f, Label: strings.ToUpper(f[:1]) + f[1:], Chosen: q.View.Formats[f]})
	}
	return nil
}

// typedQueue reads the form into a queue that keeps what the form does not have. What cannot be read is in the Invalid.
func (s *Server) typedQueue(c echo.Context, q store.Queue) (store.Queue, error) {
	form, err := c.FormParams()
	if err != nil {
		return q, err
	}
	bad := store.Invalid{}
	q.Name, q.Instructions = typed(c, "name"), plainText(typed(c, "instructions"))
	q.Filter, q.Rule = nil, false
	if form.Get("source") != "hand" {
		text := strings.TrimSpace(typed(c, "filter"))
		q.Filter, q.Rule = &text, form.Get("rule") != ""
	}
	q.Verdicts = typedVerdicts(form)
	q.Configs, q.Reviewers = idsOf(form["config"]), idsOf(form["reviewer"])
	q.Order, q.Blind, q.Confined, q.Closed = store.QueueOrder(form.Get("order")), form.Get("blind") != "", form.Get("confined") != "", form.Get("closed") != ""
	q.Webhook, q.Mail = strings.TrimSpace(typed(c, "webhook")), form.Get("mail") != ""
	q.Answers = int(s.typedNumber(form.Get("answers"), "answers", "Ask 1 to 20 people about each item.", bad))
	q.Doubled = s.typedNumber(form.Get("doubled"), "doubled", "Enter a share from 0 to 100 %.", bad) / 100
	q.Repeats = s.typedNumber(form.Get("repeats"), "repeats", "Enter a share from 0 to 20 %.", bad) / 100
	q.Idle = time.Duration(s.typedNumber(form.Get("idle"), "idle", "Enter 1 to 1,440 minutes.", bad)) * time.Minute
	if q.Due, err = typedDay(form.Get("due")); err != nil {
		bad["due"] = "Enter a day such as 2026-05-31."
	}
	q.View = store.QueueView{Formats: map[string]string{}}
	for _, f := range store.ViewFields {
		if !slices.Contains(form["shown"], f) {
			q.View.Hidden = append(q.View.Hidden, f)
		}
		if format := form.Get("format-" + f); format != "" {
			q.View.Formats[f] = format
		}
	}
	for line := range strings.Lines(typed(c, "masks")) {
		if line = strings.TrimSpace(line); line != "" {
			q.View.Masks = append(q.View.Masks, line)
		}
	}
	if q.Webhook != "" && q.Secret == "" {
		q.Secret = newSecret()
	}
	return q, bad.OrNil()
}

// newSecret makes a key for signatures, in the form of the Standard Webhooks specification: whsec_ and 24 random bytes.
func newSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// typedNumber reads a number of a form; an empty one is 0.
func (s *Server) typedNumber(text, field, says string, bad store.Invalid) float64 {
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e6 {
		bad[field] = says
		return 0
	}
	return v
}

func typedDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 || day.Year() > 9999 {
		return time.Time{}, fmt.Errorf("read day %q: %w", text, err)
	}
	return day, nil
}

// idsOf reads the numbers of ticked boxes; what is none is left out.
func idsOf(values []string) []int {
	var ids []int
	for _, v := range values {
		if id, err := strconv.ParseInt(v, 10, 32); err == nil && id > 0 {
			ids = append(ids, int(id))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
