package trends

import (
	"net/url"
	"strconv"

	"assay/views"
)

// AlertsPage is the list of alerts with what went off, and the form of one.
type AlertsPage struct {
	Shell   views.Shell
	Alerts  []AlertLine
	Firings []FiringLine
	CanEdit bool
	Form    AlertForm
	Wrong   map[string]string
	CanMail bool
}

// AlertLine is one alert of the list.
type AlertLine struct {
	ID                     int
	Name, URL, When, Fired string
	Filter, LogsURL, Told  string
	Paused                 bool
	Trouble                string
}

// FiringLine is one time that an alert went off.
type FiringLine struct {
	Name, AlertURL, At, Says, TracesURL string
	Test                                bool
	Messages                            []MessageLine
}

// MessageLine is what became of one message.
type MessageLine struct{ To, State string }

// AlertForm is an alert as its form has it. ID is 0 for a new one.
type AlertForm struct {
	ID                                                               int
	Name, Filter, Kind, Of, Window, Than, Threshold, Least, Cooldown string
	Webhook, Secret, Slack, Mail                                     string
}

// Windows are the stretches that a form offers, in minutes, with their names.
var Windows = [][2]string{{"5", "5 minutes"}, {"15", "15 minutes"}, {"60", "1 hour"}, {"360", "6 hours"}, {"1440", "1 day"}, {"10080", "7 days"}, {"43200", "30 days"}}

// AlertsURL builds the address of the list of alerts.
func AlertsURL(project string) string { return "/p/" + url.PathEscape(project) + "/alerts" }

// AlertURL builds the address of one alert.
func AlertURL(project string, id int) string { return AlertsURL(project) + "/" + strconv.Itoa(id) }

// NewAlertURL builds the address of the list with a form for a filter.
func NewAlertURL(project, filter string) string {
	s := AlertsURL(project)
	if filter != "" {
		s += "?" + url.Values{"filter": {filter}}.Encode()
	}
	return s + "#new"
}

func (p AlertsPage) action() string {
	if p.Form.ID != 0 {
		return AlertURL(p.Shell.Project, p.Form.ID)
	}
	return AlertsURL(p.Shell.Project)
}
