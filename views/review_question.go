package views

import (
	"strings"

	"assay/store"
)

// note says what becomes of the choices.
func (q Question) note() string {
	switch {
	case q.Expected && q.Path != "":
		return "Goes into the expected output under " + q.Path + "."
	case q.Expected:
		return "Becomes the expected output."
	}
	return "Choose all that apply."
}

func (q Question) hasExamples() bool { return hasExamples(q.ScoreConfig.Options) }

func hasExamples(options []store.Option) bool {
	for _, o := range options {
		if o.Example != "" {
			return true
		}
	}
	return false
}

func hasVerdicts(questions []Question) bool {
	for _, q := range questions {
		for _, o := range q.ScoreConfig.Options {
			if o.Key != "" {
				return true
			}
		}
	}
	return false
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// wantsJSON tells that the output is JSON and no text, so that what it should be is JSON too.
func (i ReviewItem) wantsJSON() bool {
	if i.Row != nil {
		return true
	}
	for _, v := range i.Trace.Span.Values {
		if v.Title == "Output" {
			text := strings.TrimSpace(v.Value.JSON)
			return text != "" && !strings.HasPrefix(text, `"`) && text != "null"
		}
	}
	return false
}
