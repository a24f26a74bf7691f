package web

import (
	"errors"
	"strings"

	"assay/store/filter"
	"assay/views"
)

// mistakeOf shows a mistake in an expression with a caret under it; zero for other errors.
func mistakeOf(err error) views.Mistake {
	syntax := new(filter.Error)
	if !errors.As(err, &syntax) {
		return views.Mistake{}
	}
	line, offset := syntax.Caret()
	return views.Mistake{Error: syntax.Message, Line: line, Caret: strings.Repeat(" ", offset) + strings.Repeat("^", syntax.Width()), Suggestion: syntax.Suggestion}
}

// filterBox shows the filter as typed, with the mistake under a caret, and what must hold as chips.
func filterBox(project string, q views.LogsQuery, f parsedFilter, err error, scores []string) views.FilterBox {
	box := views.FilterBox{Text: f.text}
	if err == nil {
		box.Expr, box.Chips = f.expr, views.NewChips(project, q, f.expr)
	}
	if wrong := mistakeOf(err); wrong.Error != "" {
		box.Error, box.Line, box.Caret, box.Suggestion = wrong.Error, wrong.Line, wrong.Caret, wrong.Suggestion
	}
	for _, w := range f.warnings {
		text := w.Message
		if w.Suggestion != "" {
			text += ": did you mean " + w.Suggestion + "?"
		}
		box.Warnings = append(box.Warnings, text)
	}
	if len(scores) > 0 {
		low := filter.Format(filter.At("scores", scores[0])) + " < 0.3"
		box.Examples = append(box.Examples, views.FilterExample{Text: low, Says: "low " + scores[0]},
			views.FilterExample{Text: "comment IS NOT NULL AND " + low, Says: "low, and someone said why"})
	}
	box.Examples = append(box.Examples,
		views.FilterExample{Text: "comment IS NOT NULL", Says: "someone commented"},
		views.FilterExample{Text: "correction.user IS NOT NULL", Says: "a user proposed the right answer"},
		views.FilterExample{Text: "error IS NOT NULL", Says: "some span failed"},
		views.FilterExample{Text: "is_reviewed = false AND created > now() - interval 7 day", Says: "of this week, not reviewed yet"},
	)
	return box
}
