package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ConfigKind is how a reviewer answers.
type ConfigKind string

const (
	Slider      ConfigKind = "slider"      // a number from 0 to 1, asked as per cent
	Categorical ConfigKind = "categorical" // one of the options
	Computed    ConfigKind = "computed"    // nobody answers it: it follows from other scores
	FreeText    ConfigKind = "text"        // text, found by filters as metadata under the config's path
)

// Option is one answer of a categorical config.
type Option struct {
	Label   string   `json:"label"`
	Value   *float64 `json:"value"`             // 0 to 1; nil: the category alone is recorded
	Example string   `json:"example,omitempty"` // when to choose it, shown beside the rubric
	Key     string   `json:"key,omitempty"`     // answers with it and completes at once; empty: none does
}

// ScoreConfig is what a reviewer is asked. Every change makes a version, and every answer records the one it was given under.
type ScoreConfig struct {
	ID       int
	Version  int
	Name     string
	Kind     ConfigKind
	Options  []Option
	Rubric   string // Markdown
	Position int
	ConfigSettings
}

// Check returns the config trimmed, or an Invalid naming what is wrong with it.
func (c ScoreConfig) Check() (ScoreConfig, error) {
	bad := Invalid{}
	c.Name = strings.TrimSpace(c.Name)
	if n := len([]rune(c.Name)); n < 1 || n > 100 {
		bad["name"] = "A name has 1 to 100 characters."
	}
	switch c.Kind {
	case Slider, FreeText, Computed:
		c.Options = nil
	case Categorical:
		if len(c.Options) < 2 || len(c.Options) > 20 {
			bad["options"] = "Give 2 to 20 options, one a line."
		}
		seen := map[string]bool{}
		for _, o := range c.Options {
			if seen[o.Label] || o.Label == "" || len(o.Label) > 200 {
				bad["options"] = "Every option needs a label of its own."
			}
			seen[o.Label] = true
			if o.Value != nil && (math.IsNaN(*o.Value) || *o.Value < 0 || *o.Value > 1) {
				bad["options"] = "The value of an option is a number from 0 to 1."
			}
		}
	default:
		bad["kind"] = "Choose slider, options, text or computed."
	}
	c.checkSettings(bad)
	c.checkKeys(bad)
	if len(c.Rubric) > 20_000 {
		bad["rubric"] = "A rubric has at most 20,000 bytes."
	}
	return c, bad.OrNil()
}

// ParseOptions reads options as people type them: one a line, "label" or "label = value" with a value from 0 to 1.
func ParseOptions(text string) ([]Option, error) {
	var options []Option
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		label, value, has := strings.Cut(line, "=")
		o := Option{Label: strings.TrimSpace(label)}
		if has {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil || math.IsNaN(v) || v < 0 || v > 1 {
				return nil, Invalid{"options": "Line " + strconv.Itoa(i+1) + ": after = comes a number from 0 to 1."}
			}
			o.Value = &v
		}
		options = append(options, o)
	}
	return options, nil
}

// Answer is what a reviewer gave to one config. Text is for free text; a null score and empty text withdraw.
type Answer struct {
	Config ScoreConfig
	Score  Score
	Text   string
}

// ParseExpected reads an expected value as people type it. Text that is a JSON object or list is taken as such, and so is any
// JSON when the value it corrects (like, JSON text or empty) is neither text nor absent; everything else is text. It returns
// JSON text.
func ParseExpected(text, like string) (string, error) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return "", Invalid{"expected": "Write the expected output, or leave it as it is."}
	}
	structured := strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[")
	wasText := like == "" || strings.HasPrefix(strings.TrimSpace(like), `"`)
	if json.Valid([]byte(trimmed)) && (structured || !wasText) {
		return trimmed, nil
	}
	if !wasText && structured {
		return "", Invalid{"expected": "This is not valid JSON" + placeOf(trimmed) + ", and the output it corrects is JSON. Close every bracket and quote every key."}
	}
	b, err := json.Marshal(strings.ReplaceAll(text, "\r\n", "\n"))
	return string(b), err
}

// StarterConfigs are what reviewers of a new project are asked until an admin decides otherwise, so that one can review
// before one configures.
func StarterConfigs() []ScoreConfig {
	value := func(v float64) *float64 { return &v }
	return []ScoreConfig{
		{Name: "quality", Kind: Slider, Rubric: "How good is the output for whoever asked? 100 % needs no change, 50 % helps but misses something, 0 % is wrong or harmful."},
		{Name: "verdict", Kind: Categorical, Options: []Option{{Label: "good", Value: value(1)}, {Label: "mixed", Value: value(0.5)}, {Label: "bad", Value: value(0)}},
			Rubric: "Would you be glad to have sent this output?"},
	}
}

// placeOf says where a text stops being JSON: at a line and column, counted from 1 after leading space.
func placeOf(text string) string {
	var syntax *json.SyntaxError
	if err := json.Unmarshal([]byte(text), new(any)); !errors.As(err, &syntax) {
		return ""
	}
	before := text[:min(max(0, int(syntax.Offset)-1), len(text))]
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf(" at line %d, column %d", strings.Count(before, "\n")+1, column)
}
