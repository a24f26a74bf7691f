package filter

import (
	"encoding/json"
	"fmt"
	"slices"
)

// values returns the values that a multi-valued path ranges over, NULL left out.
func (v *evaluator) values(p *Path) []any {
	r := v.row
	switch p.Field.Kind {
	case KindError:
		return anys(r.Errors)
	case KindTags:
		return anys(r.Tags)
	case KindComment:
		return anys(r.Comments)
	case KindDataset:
		return anys(r.Datasets)
	case KindSplit:
		return anys(r.Splits)
	case KindTheme:
		return anys(r.Themes)
	case KindUser:
		return anys(r.Users)
	case KindCorrection:
		var out []any
		for _, c := range r.Corrections {
			if p.Source == "" || p.Source == c.Source {
				out = append(out, c.Body)
			}
		}
		return out
	case KindMetadata:
		var out []any
		if x := dig(decode(r.Metadata), p.Keys); x != nil {
			out = append(out, x)
		}
		for _, raw := range r.FeedbackMetadata[p.Key()] {
			if x := dig(decode(raw), p.Keys[1:]); x != nil {
				out = append(out, x)
			}
		}
		return out
	}
	return nil
}

// single returns the one value of a path, nil for NULL. A list is there as a whole.
func (v *evaluator) single(p *Path) any {
	r := v.row
	switch p.Field.Kind {
	case KindID:
		return pointed(r.ID)
	case KindSpanID:
		return pointed(r.SpanID)
	case KindRootSpanID:
		return pointed(r.RootSpanID)
	case KindName:
		return pointed(r.Name)
	case KindType:
		return pointed(r.Type)
	case KindCreated:
		return pointed(r.Created)
	case KindDuration:
		return pointed(r.Duration)
	case KindTokens:
		return pointed(r.Tokens)
	case KindCost:
		return pointed(r.Cost)
	case KindInput:
		return inside(r.Input, p.Keys)
	case KindOutput:
		return inside(r.Output, p.Keys)
	case KindExpected:
		return inside(r.Expected, p.Keys)
	case KindAttributes:
		return dig(decode(r.Attributes), p.Keys)
	case KindScores:
		return v.score(p)
	case KindMetrics:
		if n, ok := dig(decode(r.Metrics), p.Keys).(json.Number); ok {
			return n
		}
	case KindAnswers:
		return dig(decode(r.Answers[p.Key()]), p.Keys[1:])
	case KindDisagreement:
		return v.disagreement(p.Key())
	case KindSettled:
		return r.Settled[p.Key()]
	case KindIsRoot:
		return r.IsRoot
	case KindIsReviewed:
		return r.Reviews > 0
	case KindFlagged:
		return r.Flagged
	case KindReviews:
		return float64(r.Reviews)
	case KindCorrections:
		return float64(len(r.Corrections))
	case KindTags:
		return r.Tags
	case KindDataset:
		return r.Datasets
	case KindSplit:
		return r.Splits
	case KindTheme:
		return r.Themes
	}
	return nil
}

// score is a score as it was given, or as the project computes it from others.
func (v *evaluator) score(p *Path) any {
	if d, ok := v.o.DerivedOf(p.Key()); ok {
		return v.derived(d, p.Source)
	}
	return v.row.Scores[p.Source][p.Key()]
}

// empty reports whether a bare object has nothing in it.
func (v *evaluator) empty(p *Path) bool {
	switch p.Field.Kind {
	case KindMetadata:
		m, _ := decode(v.row.Metadata).(map[string]any)
		return len(m) == 0 && len(v.row.FeedbackMetadata) == 0
	case KindAttributes:
		m, _ := decode(v.row.Attributes).(map[string]any)
		return len(m) == 0
	case KindMetrics:
		m, _ := decode(v.row.Metrics).(map[string]any)
		return len(m) == 0
	case KindScores:
		for _, x := range v.row.Scores[""] {
			if x != nil {
				return false
			}
		}
	case KindAnswers:
		return len(v.row.Answers) == 0
	case KindDisagreement:
		for question := range v.row.Answers {
			if v.disagreement(question) != nil {
				return false
			}
		}
	case KindSettled:
		return len(v.row.Settled) == 0
	}
	return true
}

// disagreement is how far the answers to a question are apart, nil of fewer than two.
func (v *evaluator) disagreement(question string) any {
	answers, _ := decode(v.row.Answers[question]).(map[string]any)
	if len(answers) < 2 {
		return nil
	}
	distinct := map[string]bool{}
	for _, a := range answers {
		text, _ := textOf(a)
		_, named := a.(string)
		distinct[fmt.Sprint(named, text)] = true
	}
	numbers := v.row.Apart[question]
	switch {
	case len(distinct) == 1:
		return 0.0
	case len(numbers) == len(answers) && slices.Max(numbers) > slices.Min(numbers):
		return slices.Max(numbers) - slices.Min(numbers)
	}
	return 1.0
}

func pointed[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// inside returns a whole payload as a document, or what is at a place in it.
func inside(raw json.RawMessage, keys []Segment) any {
	x := decode(raw)
	switch {
	case x == nil:
		return nil
	case len(keys) == 0:
		return document{raw: string(raw), json: x}
	}
	return dig(x, keys)
}

// dig follows keys and indexes; what is not there is NULL, and so is JSON null.
func dig(x any, keys []Segment) any {
	for _, k := range keys {
		switch in := x.(type) {
		case map[string]any:
			if k.IsIndex {
				return nil
			}
			x = in[k.Key]
		case []any:
			i := k.Index
			if i < 0 {
				i += len(in)
			}
			if !k.IsIndex || i < 0 || i >= len(in) {
				return nil
			}
			x = in[i]
		default:
			return nil
		}
	}
	return x
}
