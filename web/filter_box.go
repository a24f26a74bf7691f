package web

import (
	"errors"
	"strings"

	"assay/store/filter"
	"assay/views"
)

// filterBox shows the filter as typed, with the mistake under a caret, and what must hold as chips.
func filterBox(project string, q views.LogsQuery, f parsedFilter, err error, scores []string) views.FilterBox {
	box := views.FilterBox{Text: f.text}
	if err == nil {
		box.Expr, box.Chips = f.expr, views.NewChips(project, q, f.expr)
	}
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		line, offset := syntax.Caret()
		box.Line, box.Caret = line, strings.Repeat(" ", offset)+strings.Repeat("^", syntax.Width())
		box.Error, box.Suggestion = syntax.Message, syntax.Suggestion
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
