package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/views"
	"assay/views/trends"

	"github.com/labstack/echo/v4"
)

// mostFirings is how many of what went off the page shows.
const mostFirings = 50

// listAlerts is the page of alerts and of what went off.
func (s *Server) listAlerts(c echo.Context) error {
	return s.alertsPage(c, http.StatusOK, newAlertForm(c.QueryParam("filter")), nil)
}

// showAlert is the page of one alert.
func (s *Server) showAlert(c echo.Context) error {
	a, err := s.alert(c)
	if err != nil {
		return err
	}
	return s.alertsPage(c, http.StatusOK, formOfAlert(a), nil)
}

func (s *Server) alert(c echo.Context) (store.Alert, error) {
	id, err := strconv.ParseInt(c.Param("alert"), 10, 32)
	if err != nil || id <= 0 {
		return store.Alert{}, store.ErrNotFound
	}
	return s.DB.Alert(c.Request().Context(), who(c).project.ID, int(id))
}

func (s *Server) alertsPage(c echo.Context, status int, form trends.AlertForm, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := trends.AlertsPage{Shell: s.shell(c, "Alerts", "Trends"), Form: form, Wrong: wrong, CanEdit: w.role.Includes(store.Curator), CanMail: s.CanMail}
	p.Shell.Styles = []string{"css/trends.css"}
	alerts, err := s.DB.Alerts(ctx, w.project.ID)
	if err != nil {
		return err
	}
	names := map[int]string{}
	for _, a := range alerts {
		names[a.ID] = a.Name
		p.Alerts = append(p.Alerts, alertLine(w.project.Name, a))
	}
	firings, err := s.DB.Firings(ctx, w.project.ID, form.ID, mostFirings)
	if err != nil {
		return err
	}
	messages, err := s.DB.AlertMessages(ctx, w.project.ID, firings)
	if err != nil {
		return err
	}
	for _, f := range firings {
		if names[f.Alert] != "" { // those of deleted ones come back with it
			p.Firings = append(p.Firings, firingLine(w.project.Name, names[f.Alert], f, messages[f.ID]))
		}
	}
	return render(c, status, trends.Alerts(p))
}

func alertLine(project string, a store.Alert) trends.AlertLine {
	line := trends.AlertLine{ID: a.ID, Name: a.Name, URL: trends.AlertURL(project, a.ID), When: whenAlert(a), Fired: "never", Filter: a.Filter, Paused: a.Paused, Trouble: a.Trouble,
		LogsURL: views.LogsURL(project, views.LogsQuery{Filter: a.Filter}), Told: toldBy(a)}
	if !a.Fired.IsZero() {
		line.Fired = a.Fired.UTC().Format("Jan 2 15:04 UTC")
	}
	return line
}

// whenAlert says when an alert goes off.
func whenAlert(a store.Alert) string {
	_, told, _ := strings.Cut(a.Says(0, 1), "; told ")
	_, in, _ := strings.Cut(a.Says(0, 1), " traces in ")
	in, _, _ = strings.Cut(strings.TrimSpace(in), ";")
	in, _, _ = strings.Cut(in, " (")
	s := told + " in " + in
	if a.Rate && a.Least > 0 {
		s += ", of " + views.Thousands(int64(a.Least)) + " or more"
	}
	return s
}

func toldBy(a store.Alert) string {
	var ways []string
	if a.Webhook != "" {
		ways = append(ways, "webhook")
	}
	if a.Slack != "" {
		ways = append(ways, "Slack")
	}
	if n := len(a.Receivers()); n > 0 {
		ways = append(ways, "mail to "+strconv.Itoa(n))
	}
	if len(ways) == 0 {
		return "nobody; see this page"
	}
	return strings.Join(ways, ", ")
}

func firingLine(project, name string, f store.Firing, messages []store.AlertMessage) trends.FiringLine {
	line := trends.FiringLine{Name: name, AlertURL: trends.AlertURL(project, f.Alert), At: f.At.UTC().Format("Jan 2 2006 15:04 UTC"), Says: f.Says, Test: f.Test,
		TracesURL: views.LogsURL(project, views.LogsQuery{Filter: f.Filter})}
	for _, m := range messages {
		state := "waits"
		switch {
		case m.Delivered != nil:
			state = "delivered " + m.Delivered.UTC().Format("15:04:05")
		case m.GivenUp != nil:
			state = "given up after " + strconv.Itoa(m.Attempts) + " attempts: " + m.Error
		case m.Attempts > 0:
			state = "tried " + strconv.Itoa(m.Attempts) + " times, will be again: " + m.Error
		}
		to := string(m.Channel)
		if m.Channel == store.AlertMail {
			to = m.Target
		}
		line.Messages = append(line.Messages, trends.MessageLine{To: to, State: state})
	}
	return line
}

// saveAlert makes an alert.
func (s *Server) saveAlert(c echo.Context) error { return s.keepAlert(c, store.Alert{}) }

// changeAlert changes an alert, pauses, tests or deletes it, as the form says.
func (s *Server) changeAlert(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	if c.FormValue("do") == "restore" {
		return s.restoreAlert(c)
	}
	a, err := s.alert(c)
	if err != nil {
		return err
	}
	said := flash{Back: trends.AlertsURL(w.project.Name)}
	switch c.FormValue("do") {
	case "test":
		var f store.Firing
		f, err = s.DB.TestAlert(ctx, w.project.ID, a.ID, s.Now())
		said.Say, said.Back = "Tested: "+f.Says+". What became of its messages stands below.", trends.AlertURL(w.project.Name, a.ID)
	case "pause", "resume":
		err = s.DB.PauseAlert(ctx, w.project.ID, a.ID, c.FormValue("do") == "pause")
		said.Say = map[string]string{"pause": "Paused ", "resume": "Resumed "}[c.FormValue("do")] + a.Name + "."
	case "delete":
		err = s.DB.DeleteAlert(ctx, w.project.ID, a.ID, s.Now())
		said.Say, said.Undo, said.UndoURL = "Deleted "+a.Name+".", "restore", trends.AlertURL(w.project.Name, a.ID)+"?do=restore"
	default:
		return s.keepAlert(c, a)
	}
	if err != nil {
		return err
	}
	if err := s.say(c, said); err != nil {
		return err
	}
	return leaveTo(c, said.Back)
}

// restoreAlert brings back an alert that was deleted.
func (s *Server) restoreAlert(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("alert"), 10, 32)
	if err != nil || id <= 0 {
		return store.ErrNotFound
	}
	if err := s.DB.RestoreAlert(c.Request().Context(), who(c).project.ID, int(id)); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Brought it back."}); err != nil {
		return err
	}
	return leaveTo(c, trends.AlertsURL(who(c).project.Name))
}

// keepAlert saves what the form says, or shows it again with what is wrong.
func (s *Server) keepAlert(c echo.Context, was store.Alert) error {
	w := who(c)
	form := trends.AlertForm{ID: was.ID}
	for name, to := range map[string]*string{"name": &form.Name, "filter": &form.Filter, "kind": &form.Kind, "of": &form.Of, "window": &form.Window, "than": &form.Than, "threshold": &form.Threshold,
		"least": &form.Least, "cooldown": &form.Cooldown, "webhook": &form.Webhook, "secret": &form.Secret, "slack": &form.Slack, "mail": &form.Mail} {
		*to = strings.TrimSpace(plainText(c.FormValue(name)))
	}
	a, err := s.readAlert(form, was)
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		return s.alertsPage(c, http.StatusUnprocessableEntity, form, wrong)
	}
	if err != nil {
		return err
	}
	if was.ID == 0 {
		a.Owner, a.Created = w.account.ID, s.Now()
	}
	if a.ID, err = s.DB.SaveAlert(c.Request().Context(), w.project.ID, a); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Saved the alert " + a.Name + "."}); err != nil {
		return err
	}
	return leaveTo(c, trends.AlertURL(w.project.Name, a.ID))
}

// readAlert reads a form. What is wrong is an Invalid by field.
func (s *Server) readAlert(f trends.AlertForm, was store.Alert) (store.Alert, error) {
	a := store.Alert{ID: was.ID, Name: f.Name, Filter: f.Filter, Rate: f.Kind == "rate", Of: f.Of, Below: f.Than == "below", Webhook: f.Webhook, Secret: f.Secret, Slack: f.Slack, Mail: f.Mail}
	bad := store.Invalid{}
	amount := func(field, text, otherwise string) float64 {
		if text == "" {
			text = otherwise
		}
		v, err := strconv.ParseFloat(strings.TrimSuffix(text, " %"), 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > 1e9 {
			bad[field] = "Enter a number."
			return 0
		}
		return v
	}
	a.Window = time.Duration(min(max(amount("window", f.Window, "60"), 0), 1e6) * float64(time.Minute))
	a.Threshold = amount("threshold", f.Threshold, "")
	if a.Rate {
		a.Threshold /= 100
	}
	a.Least = int(min(max(amount("least", f.Least, "20"), -1), 1e9))
	a.Cooldown = time.Duration(min(max(amount("cooldown", f.Cooldown, "60"), -1), 1e6) * float64(time.Minute))
	if a.Webhook != "" && a.Secret == "" {
		a.Secret = newSecret()
	}
	var wrong store.Invalid
	if err := a.Check(); errors.As(err, &wrong) {
		for field, message := range wrong {
			if bad[field] == "" {
				bad[field] = message
			}
		}
	}
	for field, text := range map[string]string{"filter": a.Filter, "of": a.Of} {
		if _, _, err := filter.Read(text, filter.Options{Now: s.Now()}); err != nil {
			bad[field] = "The filter cannot be read: " + err.Error() + "."
		}
	}
	return a, bad.OrNil()
}

func newAlertForm(text string) trends.AlertForm {
	return trends.AlertForm{Filter: strings.TrimSpace(text), Kind: "count", Window: "60", Threshold: "10", Least: "20", Cooldown: "60"}
}

func formOfAlert(a store.Alert) trends.AlertForm {
	plain := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	f := trends.AlertForm{ID: a.ID, Name: a.Name, Filter: a.Filter, Kind: "count", Of: a.Of, Window: plain(a.Window.Minutes()), Than: "above", Threshold: plain(a.Threshold), Least: strconv.Itoa(a.Least),
		Cooldown: plain(a.Cooldown.Minutes()), Webhook: a.Webhook, Secret: a.Secret, Slack: a.Slack, Mail: a.Mail}
	if a.Rate {
		f.Kind, f.Threshold = "rate", plain(100*a.Threshold)
	}
	if a.Below {
		f.Than = "below"
	}
	return f
}
