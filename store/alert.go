package store

import (
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Alert watches traces as they come and tells people when too many, or too few, are of a kind.
type Alert struct {
	ID     int
	Name   string
	Filter string // which traces are counted
	// Rate tells that the threshold is a share: of the traces that Of matches, how many match Filter too.
	Rate bool
	Of   string // empty: all traces
	// Window is how far back from now traces are counted, by when they began.
	Window time.Duration
	// Below fires when there is less than the threshold, otherwise when there is more. Threshold is a number of traces, or a share
	// from 0 to 1.
	Below     bool
	Threshold float64
	Least     int           // traces in the window without which a share says nothing
	Cooldown  time.Duration // how long it is silent after it fired
	Webhook   string        // told with a signature
	Secret    string        // of the signature
	Slack     string        // address of an incoming webhook of Slack or what takes its format
	Mail      string        // addresses, with commas between them
	Paused    bool
	Owner     int
	Created   time.Time
	Fired     time.Time // the last time; zero: never
	Checked   time.Time
	Trouble   string // why it could not be checked; empty: it was
}

// Firing is an alert that went off, or a test of it.
type Firing struct {
	ID       EventID
	Alert    int
	Test     bool
	At       time.Time
	From, To time.Time // when the traces began
	Hits, N  int       // traces that are of the kind, of so many
	Filter   string    // of the hits, as it was then
	Says     string
}

// AlertChannel is a way in which a firing is told.
type AlertChannel string

// The ways.
const (
	AlertWebhook AlertChannel = "webhook"
	AlertSlack   AlertChannel = "slack"
	AlertMail    AlertChannel = "mail"
)

// AlertMessage tells one receiver of a firing.
type AlertMessage struct {
	ID       EventID
	Channel  AlertChannel
	Target   string // an address of the web, or of mail
	Secret   string
	Project  string
	Alert    Alert
	Firing   Firing
	Attempts int // before this one
	// Delivered, GivenUp and Error are what became of it so far.
	Delivered, GivenUp *time.Time
	Error              string
}

// The bounds of alerts.
const (
	LeastWindow   = 5 * time.Minute
	MostWindow    = 30 * 24 * time.Hour
	MostCooldown  = 30 * 24 * time.Hour
	mostReceivers = 10
)

// Check is an Invalid naming the fields of the form that are wrong. That the filters can be read is for others to say.
func (a Alert) Check() error {
	bad := Invalid{}
	if n := len([]rune(strings.TrimSpace(a.Name))); n == 0 || n > 100 {
		bad["name"] = "Name the alert in 1 to 100 characters."
	}
	if a.Window < LeastWindow || a.Window > MostWindow {
		bad["window"] = "Count over 5 minutes to 30 days."
	}
	if a.Cooldown < 0 || a.Cooldown > MostCooldown {
		bad["cooldown"] = "Be silent for at most 30 days."
	}
	if a.Rate && !(a.Threshold >= 0 && a.Threshold <= 1) {
		bad["threshold"] = "A share is 0 to 100 per cent."
	} else if !a.Rate && !(a.Threshold >= 0 && a.Threshold <= 1e9) {
		bad["threshold"] = "Enter a number of traces."
	}
	if a.Least < 0 || a.Least > 1_000_000 {
		bad["least"] = "Enter a number of traces."
	}
	for field, address := range map[string]string{"webhook": a.Webhook, "slack": a.Slack} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(address) > 2000) {
			bad[field] = "Enter an address that begins with https:// or http://."
		}
	}
	if len(a.Receivers()) > mostReceivers {
		bad["mail"] = fmt.Sprintf("Write to at most %d people.", mostReceivers)
	}
	for _, to := range a.Receivers() {
		if _, err := mail.ParseAddress(to); err != nil || strings.ContainsAny(to, "<>\"") {
			bad["mail"] = "This is not an address of mail: " + strconv.Quote(to) + "."
		}
	}
	return bad.OrNil()
}

// Receivers are the addresses of mail.
func (a Alert) Receivers() []string {
	var out []string
	for to := range strings.SplitSeq(a.Mail, ",") {
		if to = strings.TrimSpace(to); to != "" {
			out = append(out, to)
		}
	}
	return out
}

// Fires reports whether so many hits, of n traces, are what the alert waits for.
func (a Alert) Fires(hits, n int) bool {
	value := float64(hits)
	if a.Rate {
		if n == 0 || n < a.Least {
			return false
		}
		value /= float64(n)
	}
	if a.Below {
		return value < a.Threshold
	}
	return value > a.Threshold
}

// Says puts what was counted into a sentence.
func (a Alert) Says(hits, n int) string {
	than := "more than"
	if a.Below {
		than = "less than"
	}
	if !a.Rate {
		return fmt.Sprintf("%d traces in %s; told when %s %s", hits, inWords(a.Window), than, strconv.FormatFloat(a.Threshold, 'f', -1, 64))
	}
	share := 0.0
	if n > 0 {
		share = 100 * float64(hits) / float64(n)
	}
	return fmt.Sprintf("%s %% of %d traces in %s (%d); told when %s %s %%", strconv.FormatFloat(share, 'f', 1, 64), n, inWords(a.Window), hits, than, strconv.FormatFloat(100*a.Threshold, 'f', -1, 64))
}

// inWords writes a stretch of time in the largest unit that divides it.
func inWords(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := d / unit.of; n > 0 && d%unit.of == 0 {
			if n == 1 {
				return "1 " + unit.name
			}
			return strconv.Itoa(int(n)) + " " + unit.name + "s"
		}
	}
	return d.String()
}
