package store

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// QueueOrder says which item of a queue comes next.
type QueueOrder string

const (
	NewestFirst QueueOrder = "newest"
	OldestFirst QueueOrder = "oldest"
	RandomOrder QueueOrder = "random" // by a seed, so that the first n are a fair sample and the same ones tomorrow
	// MostUseful puts first what a judge and the users disagree about, the more the earlier, then traces of names with few reviews, then
	// those with the fewest reviews, then what anybody scored low.
	MostUseful QueueOrder = "useful"
)

// QueueOrders are all orders.
var QueueOrders = []QueueOrder{NewestFirst, OldestFirst, RandomOrder, MostUseful}

// Queue is work for reviewers: traces, what is asked about each, and how many people are to answer.
type Queue struct {
	ID, Version  int
	Slug, Name   string // Slug stands in addresses and never changes
	Instructions string // Markdown
	Filter       *string
	Rule         bool                      // traces that come to match the filter later join by themselves
	Verdicts     map[int]map[string]string // keys that answer and complete, by config and option; nil: those of the project
	Configs      []int                     // score configs in the order of asking; empty: all that the project asks
	Reviewers    []int                     // accounts; empty: everyone who may review in the project
	Answers      int                       // different people who answer each item
	Doubled      float64
	Order        QueueOrder
	Seed         int64
	Repeats      float64 // share of decided items after which a reviewer gets one of their own again; 0: never
	Blind        bool    // what others said is hidden until one's own answer is stored
	Confined     bool    // reviewers named here see nothing of the project but their queues
	View         QueueView
	Due          time.Time     // the day by which it should be done; zero: none
	Idle         time.Duration // without a sign of life after which an item is handed to someone else
	Webhook      string        // told about assignments
	Secret       string        // signs what it is told
	Mail         bool          // tells people about assignments
	Closed       bool
	AccountID    int // who made it
	Created      time.Time
}

// Named reports whether the queue names its reviewers.
func (q Queue) Named() bool { return len(q.Reviewers) > 0 }

// For reports whether the account is one of the queue's reviewers, provided that it may review in the project at all.
func (q Queue) For(account int) bool { return !q.Named() || slices.Contains(q.Reviewers, account) }

// Keyed is a config with the keys that answer and complete in the queue.
func (q Queue) Keyed(c ScoreConfig) ScoreConfig {
	if q.Verdicts == nil {
		return c
	}
	c.Options = slices.Clone(c.Options)
	for i, o := range c.Options {
		c.Options[i].Key = q.Verdicts[c.ID][o.Label]
	}
	return c
}

// Limits of what a queue takes.
const (
	MaxAnswers      = 20
	MaxRepeats      = 0.2
	MaxInstructions = 20_000
	MinIdle         = time.Minute
	MaxIdle         = 24 * time.Hour
	DefaultIdle     = 15 * time.Minute
)

// ReviewPages are pages that stand where rooms of queues do and have no items.
var ReviewPages = []string{"agreement", "judge"}

// reserved slugs are pages beside the queues and beside their rooms.
var reserved = append([]string{"new", "mine", "add", "adjudicate"}, ReviewPages...)

// Check returns the queue trimmed and with a slug, or an Invalid naming what is wrong with it. Whether the filter can be read
// package filter knows.
func (q Queue) Check() (Queue, error) {
	bad := Invalid{}
	q.Name = strings.TrimSpace(q.Name)
	if n := len([]rune(q.Name)); n < 1 || n > 100 {
		bad["name"] = "A name has 1 to 100 characters."
	}
	if q.Slug == "" {
		q.Slug = queueSlug(q.Name)
	}
	if slices.Contains(reserved, q.Slug) {
		bad["name"] = "Queues cannot have this name: a page has it. Add a word."
	}
	if len(q.Instructions) > MaxInstructions {
		bad["instructions"] = "Instructions have at most 20,000 bytes."
	}
	if q.Answers < 1 || q.Answers > MaxAnswers {
		bad["answers"] = "Ask 1 to 20 people about each item."
	}
	if !(q.Doubled >= 0 && q.Doubled <= 1) {
		bad["doubled"] = "Enter a share from 0 to 100 %."
	}
	if !(q.Repeats >= 0 && q.Repeats <= MaxRepeats) {
		bad["repeats"] = "Enter a share from 0 to 20 %."
	}
	if q.Named() && len(q.Reviewers) < q.Answers {
		bad["reviewers"] = "Name at least as many reviewers as answers are wanted: nobody answers twice about one item."
	}
	if !slices.Contains(QueueOrders, q.Order) {
		bad["order"] = "Choose an order."
	}
	if q.Idle < MinIdle || q.Idle > MaxIdle {
		bad["idle"] = "Enter 1 to 1,440 minutes."
	}
	if q.Rule && q.Filter == nil {
		bad["rule"] = "A rule needs a filter to go by."
	}
	if q.Confined && !q.Named() {
		bad["confined"] = "Name the reviewers who are to see nothing else."
	}
	if u, err := url.Parse(q.Webhook); q.Webhook != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(q.Webhook) > 2000) {
		bad["webhook"] = "Enter an address that begins with https:// or http://."
	}
	for field, says := range q.View.wrong() {
		bad[field] = says
	}
	return q, bad.OrNil()
}

// queueSlug makes the part of an address from a queue's name: letters a to z and digits, words joined by hyphens. A name without any of them
// becomes "queue".
func queueSlug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-") && (unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)):
			b.WriteByte('-')
		}
		if b.Len() >= 50 {
			break
		}
	}
	if slug := strings.Trim(b.String(), "-"); slug != "" {
		return slug
	}
	return "queue"
}

// QueueCounts is how far a queue has come, and what of it is one account's.
type QueueCounts struct {
	Items, Complete  int
	Answered, Wanted int
	Assigned         int // items that wait for the account
	Held             int // items that the account has in work
	Mine             int // items that the account answered
	Filled           int64
}

// SlotState is where one wanted answer stands.
type SlotState string

const (
	SlotOpen      SlotState = "open"      // for everyone, or with an account for that one
	SlotClaimed   SlotState = "claimed"   // someone has it in work
	SlotDone      SlotState = "done"      // answered
	SlotSkipped   SlotState = "skipped"   // that account does not answer; another slot stands in for it
	SlotWithdrawn SlotState = "withdrawn" // not wanted any more
)

// QueueSlot is one wanted answer about one item.
type QueueSlot struct {
	Trace    TraceID
	N        int
	State    SlotState
	Account  int // 0: nobody's
	Assigned bool
	Claimed  time.Time
	Until    time.Time // when the claim is over
	Decided  time.Time
	Reason   string // why it was skipped
}

// ItemState is where an item of a queue stands.
type ItemState string

const (
	Backlog  ItemState = "backlog"  // nobody's
	Pending  ItemState = "pending"  // assigned, in work, or answered in part
	Complete ItemState = "complete" // has all its answers, or was ended without
)

// ItemStates in the order of the board.
var ItemStates = []ItemState{Backlog, Pending, Complete}

// QueueItem is a trace in a queue.
type QueueItem struct {
	Trace    TraceID
	Place    int64
	Wanted   int
	Answered int
	State    ItemState
	ClosedBy int // who ended it before its answers were there; 0: nobody
	Changed  time.Time
	Slots    []QueueSlot // those that are someone's
}
