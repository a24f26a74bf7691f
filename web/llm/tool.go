package llm

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"assay/store/assistant"
	"assay/store/filter"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"
)

const toolName = "fill_plan"

// tools is the one thing that a model can do: fill the plan.
var tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
	Name: toolName, Description: openai.String("Fill the plan that the sentence asks for. Nothing is carried out: a person looks at it first."),
	Parameters: shared.FunctionParameters{
		"type": "object", "required": []string{"verb", "filter"}, "additionalProperties": false,
		"properties": map[string]any{
			"verb":     map[string]any{"type": "string", "enum": []string{"logs", "dataset", "queue", "chart", "themes", "explain", "similar"}, "description": "What to do with the traces; logs only shows them. similar looks for others that say nearly the same as those selected, or as those of the page."},
			"filter":   map[string]any{"type": "string", "description": "Which traces, in the filter language. Empty for all."},
			"sample":   map[string]any{"type": "string", "enum": []string{"", "newest", "random", "each", "shares"}, "description": "How some of them are taken; each is so many of every value of by."},
			"rows":     map[string]any{"type": "integer", "minimum": 0, "description": "How many, for sample."},
			"by":       map[string]any{"type": "string", "description": "For each and shares, a path such as metadata.segment."},
			"expected": map[string]any{"type": "string", "enum": []string{"", "user", "output"}, "description": "user: corrections of users become the expected value first. output: the output where there is nothing better, only if the sentence asks for it."},
			"target":   map[string]any{"type": "string", "description": "Name of the dataset or queue, only if the sentence names it."},
			"chart":    map[string]any{"type": "string", "description": "For chart: SELECT day(created) AS day, avg(scores.user.x) AS x, count(*) AS traces FROM logs WHERE … GROUP BY day"},
			"unclear":  map[string]any{"type": "array", "items": map[string]any{"type": "string"}, "description": "Words of the sentence, as they stand in it, that the plan leaves out because nothing in the project is meant by them."},
		},
	},
})}

// filled is what a model calls the tool with.
type filled struct {
	Verb     string   `json:"verb"`
	Filter   string   `json:"filter"`
	Sample   string   `json:"sample"`
	Rows     int      `json:"rows"`
	By       string   `json:"by"`
	Expected string   `json:"expected"`
	Target   string   `json:"target"`
	Chart    string   `json:"chart"`
	Unclear  []string `json:"unclear"`
}

// mostUnclear is how many parts of a sentence a plan names as not understood.
const mostUnclear = 10

// read reads a call. What is wrong with it is a sentence for the model.
func (t *talk) read(name, arguments string) (assistant.Plan, string) {
	if name != toolName {
		return assistant.Plan{}, "There is no such tool. The only one is " + toolName + "."
	}
	var f filled
	if len(arguments) > mostBytes {
		return assistant.Plan{}, "The arguments are too long."
	}
	if err := json.Unmarshal([]byte(arguments), &f); err != nil {
		return assistant.Plan{}, "The arguments are no JSON object of the tool's schema."
	}
	verb := assistant.Verb(f.Verb)
	if !slices.Contains(assistant.Verbs, verb) {
		return assistant.Plan{}, "verb is one of logs, dataset, queue, chart, themes, explain and similar."
	}
	p := assistant.Plan{Verb: verb, Filter: f.Filter, Target: named(f.Target, t.request), Chart: f.Chart, Selected: t.request.Rules.Selected,
		Sample: assistant.Sample{Kind: assistant.SampleKind(f.Sample), Rows: f.Rows, By: f.By}}
	if verb == assistant.Similar && len(t.request.Context.Traces) > 0 {
		p.Selected = true
	}
	switch e := assistant.Expected(f.Expected); e {
	case assistant.ByUser, assistant.Output:
		p.Expected = e
	}
	settled, err := assistant.Settle(p, t.request.Options)
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		line, _ := syntax.Caret()
		return assistant.Plan{}, "This does not read: " + syntax.Message + ". It was: " + clipped(line, 300)
	} else if err != nil {
		return assistant.Plan{}, "This does not read."
	}
	settled.Unclear = parts(t.request.Sentence, f.Unclear)
	return settled, ""
}

// named is the name that a model gives the target, if it stands in the sentence: it must not come from anywhere else.
func named(target string, r Request) string {
	target = strings.TrimSpace(target)
	if target == "" || !strings.Contains(strings.ToLower(r.Sentence), strings.ToLower(target)) {
		return ""
	}
	return target
}

// parts finds words in the sentence. What does not stand in it is left out.
func parts(sentence string, words []string) []assistant.Part {
	var out []assistant.Part
	at := 0
	for _, w := range words[:min(len(words), mostUnclear)] {
		i := strings.Index(sentence[at:], w)
		if w == "" || i < 0 {
			continue
		}
		out = append(out, assistant.Part{Pos: at + i, End: at + i + len(w), Text: w})
		at += i + len(w)
	}
	return out
}
