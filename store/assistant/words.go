package assistant

import (
	"strings"

	"assay/store/filter"
)

// InWords says a filter in a sentence: what must hold, in the order in which it is written. A filter that does not read is said
// as it stands.
func InWords(text string, o filter.Options) string {
	e, _, err := filter.Read(text, o)
	switch {
	case err != nil:
		return "This filter does not read: " + text
	case e == nil:
		return "Every trace of the project."
	}
	return "Traces for which " + say(e, true) + "."
}

// say writes a condition; outermost tells that nothing stands around it.
func say(e filter.Expr, outermost bool) string {
	switch n := e.(type) {
	case *filter.Logic:
		parts := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			parts[i] = say(t, false)
		}
		joiner := ", and "
		if n.Op == filter.OpOr {
			joiner = ", or "
		}
		text := strings.Join(parts, joiner)
		if outermost {
			return text
		}
		return "(" + text + ")"
	case *filter.Not:
		if said, ok := truth(n.X, false); ok {
			return said
		}
		return "it is not so that " + say(n.X, false)
	case *filter.AnySpan:
		return "in any one span " + say(n.X, false)
	case *filter.Compare:
		if b, ok := n.Right.(*filter.Literal); ok && n.Op == filter.OpEqual && b.Kind == filter.LitBool {
			if said, ok := truth(n.Left, b.Bool); ok {
				return said
			}
		}
		return thing(n.Left) + " " + compares(n) + " " + thing(n.Right)
	case *filter.Between:
		return thing(n.X) + negated(" is from ", " is not from ", n.Not) + thing(n.Low) + " to " + thing(n.High)
	case *filter.In:
		return thing(n.X) + negated(" is one of ", " is none of ", n.Not) + list(n.Items)
	case *filter.IsNull:
		return negated("there is no ", "there is ", n.Not) + article(thing(n.X), n.Not)
	case *filter.IsBool:
		return thing(n.X) + negated(" is ", " is not ", n.Not) + filter.Format(filter.Value(n.Value))
	}
	return sayText(e)
}

// sayText writes conditions on texts and lists.
func sayText(e filter.Expr) string {
	switch n := e.(type) {
	case *filter.Match:
		return thing(n.X) + negated(" contains the words ", " does not contain the words ", n.Not) + thing(n.Query)
	case *filter.Like:
		return thing(n.X) + negated(" looks like ", " does not look like ", n.Not) + thing(n.Pattern)
	case *filter.Includes:
		if filter.TypeOf(n.X) == filter.TypeList {
			return thing(n.X) + negated(" include ", " do not include ", n.Not) + list(n.Items)
		}
		return thing(n.X) + negated(" includes ", " does not include ", n.Not) + list(n.Items)
	case *filter.Path:
		if said, ok := truth(n, true); ok {
			return said
		}
		if n.Field != nil {
			return thing(n) + " is true"
		}
	case *filter.Call:
		if n.Func != nil && n.Func.Kind == filter.FuncSearch && len(n.Args) == 1 {
			return "the words " + thing(n.Args[0]) + " stand somewhere in it"
		}
	}
	return filter.Format(e)
}

// truth says fields that are true or false.
func truth(e filter.Expr, is bool) (string, bool) {
	p, ok := e.(*filter.Path)
	if !ok || p.Field == nil {
		return "", false
	}
	switch p.Field.Kind {
	case filter.KindIsReviewed:
		return negated("someone reviewed it", "nobody reviewed it", !is), true
	case filter.KindFlagged:
		return negated("it is flagged", "it is not flagged", !is), true
	}
	return "", false
}

func negated(plain, not string, is bool) string {
	if is {
		return not
	}
	return plain
}

// article puts "a" before what can have one.
func article(what string, some bool) string {
	what = strings.TrimPrefix(what, "the ")
	if !some || strings.HasSuffix(what, "s") || strings.HasPrefix(what, "its ") {
		return what
	}
	if strings.ContainsAny(what[:1], "aeiou") {
		return "an " + what
	}
	return "a " + what
}

func list(items []filter.Expr) string {
	parts := make([]string, len(items))
	for i, x := range items {
		parts[i] = thing(x)
	}
	return strings.Join(parts, ", ")
}

func compares(n *filter.Compare) string {
	if filter.TypeOf(n.Left) == filter.TypeTime || filter.TypeOf(n.Right) == filter.TypeTime {
		if said, ok := map[filter.CompareOp]string{filter.OpLess: "is before", filter.OpLessEqual: "is not after", filter.OpGreater: "is after", filter.OpGreaterEqual: "is not before"}[n.Op]; ok {
			return said
		}
	}
	return [...]string{"is", "is not", "is below", "is at most", "is above", "is at least", "is (or both are missing)", "is missing or is not"}[n.Op]
}

// fieldWords say fields as people do.
var fieldWords = map[filter.Kind]string{filter.KindCreated: "its time", filter.KindDuration: "the duration in seconds", filter.KindInput: "the input", filter.KindOutput: "the output",
	filter.KindExpected: "expected value", filter.KindError: "error", filter.KindTags: "its tags", filter.KindComment: "comment", filter.KindTokens: "the number of tokens", filter.KindCost: "the cost",
	filter.KindReviews: "the number of reviews", filter.KindDataset: "its datasets", filter.KindSplit: "its split", filter.KindUser: "the user",
	filter.KindName: "its name", filter.KindType: "its type", filter.KindID: "its id", filter.KindCorrections: "the number of corrections"}

var sourceWords = map[string]string{"user": "users'", "review": "reviewers'", "automated": "automated"}

// thing writes a value.
func thing(e filter.Expr) string {
	switch n := e.(type) {
	case *filter.Literal:
		switch n.Kind {
		case filter.LitString, filter.LitTime:
			return "“" + n.Text + "”"
		case filter.LitNull:
			return "nothing"
		}
	case *filter.Path:
		return pathWords(n)
	case *filter.Arith:
		if iv, ok := n.Right.(*filter.Literal); ok && iv.Kind == filter.LitInterval && n.Op == filter.OpSubtract {
			span := strings.Trim(iv.Interval.String(), "'")
			if !strings.HasPrefix(span, "1 ") {
				span += "s"
			}
			return span + " before " + thing(n.Left)
		}
	case *filter.Call:
		if n.Func == nil {
			break
		}
		switch {
		case n.Func.Kind == filter.FuncNow:
			return "now"
		case n.Func.Kind == filter.FuncLen && len(n.Args) == 1:
			return "the length of " + thing(n.Args[0])
		case (n.Func.Kind == filter.FuncDay || n.Func.Kind == filter.FuncWeek || n.Func.Kind == filter.FuncMonth || n.Func.Kind == filter.FuncHour) && len(n.Args) == 1:
			return "the start of the " + n.Func.Name + " of " + thing(n.Args[0])
		}
	}
	return filter.Format(e)
}

func pathWords(p *filter.Path) string {
	if p.Field == nil || len(p.Keys) == 0 && p.Source == "" {
		if p.Field != nil && fieldWords[p.Field.Kind] != "" {
			return fieldWords[p.Field.Kind]
		}
		return filter.Format(p)
	}
	switch p.Field.Kind {
	case filter.KindScores:
		if p.Source == "" {
			return "the score " + p.Key()
		}
		return "the " + sourceWords[p.Source] + " score " + p.Key()
	case filter.KindCorrection:
		return "correction by " + map[string]string{"user": "a user", "review": "a reviewer"}[p.Source]
	case filter.KindMetadata:
		return strings.TrimPrefix(filter.Format(p), "metadata.")
	case filter.KindDisagreement:
		return "the reviewers' disagreement on " + p.Key()
	}
	return filter.Format(p)
}
