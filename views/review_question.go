package views

import "assay/store"

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
