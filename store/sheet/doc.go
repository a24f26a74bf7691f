// Package sheet knows the templates by which a project shows its traces: which values, in which sections, under which labels
// and how drawn. A template names values by path and runs nothing.
//
// It knows neither how templates are stored nor how values are drawn.
//
// A template is lines of text:
//
//	# what follows is left out
//	title metadata.customer
//	section Question
//	input.messages[-1].content as markdown "What was asked"
//	section Answer
//	output as markdown
//	metadata.items as table
//
// A path is one of the filter language. A field stands in the section above it; without "as" the value decides how it is drawn,
// and without a label the path is it.
package sheet
