package filter

import "strings"

// Type is what the checker knows about a value before it is looked at.
type Type int

// The types. A JSON value has a type of its own in every row; a Document is JSON that reads as text where text is asked for.
const (
	TypeNull     Type = iota
	TypeBool          // true or false; conditions have it too
	TypeNumber        // a double
	TypeString        // text
	TypeTime          // a moment
	TypeInterval      // a stretch of time
	TypeJSON          // whatever is found under the path
	TypeScore         // a number from 0 to 1 or the name of a category
	TypeDocument      // a whole JSON payload
	TypeList          // a list of texts
	TypeObject        // the keys of metadata, scores and metrics together; can only be tested for NULL
)

// String names the type as errors do.
func (t Type) String() string {
	return [...]string{
		"null", "true or false", "a number", "a text", "a time", "an interval", "a JSON value", "a score", "a document",
		"a list of texts", "an object",
	}[t]
}

// Kind tells the compiler which value of a trace a field is. Every kind has exactly one row in the table of fields.
type Kind int

// The kinds of fields.
const (
	KindID Kind = iota
	KindSpanID
	KindRootSpanID
	KindName
	KindType
	KindAttributes
	KindCreated
	KindDuration
	KindInput
	KindOutput
	KindExpected
	KindError
	KindTags
	KindMetadata
	KindScores
	KindComment
	KindTokens
	KindCost
	KindMetrics
	KindIsRoot
	KindIsReviewed
	KindFlagged
	KindReviews
	KindCorrection
	KindCorrections
	KindDataset
	KindSplit
	KindTheme
	KindUser
	KindAnswers
	KindDisagreement
	KindSettled
)

// Field is one row of the table of fields: what a user may write, what it means, and what the compiler switches over.
type Field struct {
	Kind    Kind
	Name    string   // the canonical spelling
	Aliases []string // other spellings; one with a dot stands for a field and its first key
	Type    Type     // of the bare field; see Inner for what is below it
	// Inner is the type of a path below the field, TypeNull where there is nothing below.
	Inner Type
	// Multi says that one trace may have several values, so that a test holds when it holds for any of them.
	Multi bool
	// Sources lists what may stand between the field and its key (scores) or after the field (correction).
	Sources []string
	Help    string // one sentence for the help page and completion
	Example string // a whole filter that uses the field
}

// Dynamic reports whether the field takes keys that the table does not list.
func (f *Field) Dynamic() bool { return f.Inner != TypeNull }

// Operators lists the operators that make sense on the bare field, or on a path below it where there is something below,
// in the order completion offers them.
func (f *Field) Operators() []string {
	t := f.Type
	if f.Dynamic() && t == TypeObject {
		t = f.Inner
	}
	return operatorsOf(t)
}

func operatorsOf(t Type) []string {
	null := []string{"IS NULL", "IS NOT NULL"}
	order := []string{"=", "!=", "<", "<=", ">", ">=", "BETWEEN", "IN", "NOT IN", "<=>", "<!=>"}
	text := []string{"LIKE", "ILIKE", "MATCH", "INCLUDES", "NOT LIKE", "NOT ILIKE", "NOT MATCH", "NOT INCLUDES"}
	switch t {
	case TypeBool:
		return append([]string{"=", "!=", "IS TRUE", "IS FALSE", "<=>", "<!=>"}, null...)
	case TypeNumber, TypeTime, TypeInterval:
		return append(order, null...)
	case TypeScore:
		return append(append(order, null...), "INCLUDES", "NOT INCLUDES", "LIKE", "ILIKE", "NOT LIKE", "NOT ILIKE")
	case TypeList:
		return append([]string{
			"INCLUDES", "NOT INCLUDES", "=", "!=", "IN", "NOT IN", "LIKE", "ILIKE", "MATCH", "NOT LIKE", "NOT ILIKE", "NOT MATCH",
		}, null...)
	case TypeObject:
		return null
	case TypeDocument, TypeString:
		return append(append([]string{"=", "!="}, append(text, null...)...), order[2:]...)
	}
	return append(append(order, null...), text...)
}

var sources = []string{"user", "review", "automated"}

// fields is the one table of fields. A row added here fails a test of the compiler until it knows the kind.
var fields = []Field{
	{Kind: KindID, Name: "id", Type: TypeString,
		Help: "The row id of the trace's root, as the client sent it.", Example: "id = 'row-17'"},
	{Kind: KindSpanID, Name: "span_id", Type: TypeString,
		Help: "The span id of the root.", Example: "span_id = 'b7ad6b71'"},
	{Kind: KindRootSpanID, Name: "root_span_id", Type: TypeString,
		Help: "The id that all spans of the trace share.", Example: "root_span_id = '0af76519'"},
	{Kind: KindName, Name: "name", Aliases: []string{"span_attributes.name"}, Type: TypeString,
		Help: "The name of the root span.", Example: "name = 'answer question'"},
	{Kind: KindType, Name: "type", Aliases: []string{"span_type", "span_attributes.type"}, Type: TypeString,
		Help: "The type of the root span: task, llm, tool, function, eval or score.", Example: "type = 'llm'"},
	{Kind: KindAttributes, Name: "span_attributes", Type: TypeObject, Inner: TypeJSON,
		Help: "What the SDK says about the root span beside its name and type, such as span_attributes.purpose.", Example: "span_attributes.purpose = 'scorer'"},
	{Kind: KindCreated, Name: "created", Aliases: []string{"created_at", "timestamp"}, Type: TypeTime,
		Help: "When the trace began.", Example: "created > now() - interval 7 day"},
	{Kind: KindDuration, Name: "duration", Aliases: []string{"latency"}, Type: TypeNumber,
		Help: "How long the root span took, in seconds.", Example: "duration > 10"},
	{Kind: KindInput, Name: "input", Type: TypeDocument, Inner: TypeJSON,
		Help: "What the application was asked. Bare it is text; a path reaches inside.", Example: "input MATCH 'refund'"},
	{Kind: KindOutput, Name: "output", Type: TypeDocument, Inner: TypeJSON,
		Help: "What the application answered. Bare it is text; a path reaches inside.", Example: "output[0].text ILIKE '%sorry%'"},
	{Kind: KindExpected, Name: "expected", Type: TypeDocument, Inner: TypeJSON,
		Help: "The approved right answer, else the one logged with the trace.", Example: "expected IS NOT NULL"},
	{Kind: KindError, Name: "error", Type: TypeString, Multi: true,
		Help: "The error of any span of the trace.", Example: "error IS NOT NULL"},
	{Kind: KindTags, Name: "tags", Aliases: []string{"tag"}, Type: TypeList, Multi: true,
		Help: "The tags of all spans of the trace.", Example: "tags INCLUDES 'needs-review'"},
	{Kind: KindMetadata, Name: "metadata", Type: TypeObject, Inner: TypeJSON, Multi: true,
		Help: "Metadata of the trace and of the feedback on it, by key.", Example: "metadata.category = 'edge-case'"},
	{Kind: KindScores, Name: "scores", Aliases: []string{"score"}, Type: TypeObject, Inner: TypeScore, Sources: sources,
		Help: "A score by name: of users and reviewers together, or of one source as in scores.user.NAME, scores.review.NAME and " +
			"scores.automated.NAME. INCLUDES finds one of several chosen options.", Example: "scores.user_rating < 0.3"},
	{Kind: KindComment, Name: "comment", Aliases: []string{"comments"}, Type: TypeString, Multi: true,
		Help: "The comments anyone left on the trace.", Example: "comment IS NOT NULL"},
	{Kind: KindTokens, Name: "tokens", Aliases: []string{"total_tokens"}, Type: TypeNumber,
		Help: "Tokens of all spans of the trace.", Example: "tokens > 8000"},
	{Kind: KindCost, Name: "cost", Aliases: []string{"estimated_cost"}, Type: TypeNumber,
		Help: "Cost of all spans of the trace.", Example: "cost > 0.05"},
	{Kind: KindMetrics, Name: "metrics", Type: TypeObject, Inner: TypeNumber,
		Help: "A measured number by name, such as metrics.prompt_tokens.", Example: "metrics.completion_tokens > 1000"},
	{Kind: KindIsRoot, Name: "is_root", Type: TypeBool,
		Help: "Whether the span is the root of its trace; for use inside ANY_SPAN.", Example: "ANY_SPAN(NOT is_root AND type = 'tool')"},
	{Kind: KindIsReviewed, Name: "is_reviewed", Aliases: []string{"reviewed"}, Type: TypeBool,
		Help: "Whether someone completed a review of the trace.", Example: "is_reviewed = false"},
	{Kind: KindFlagged, Name: "flagged", Type: TypeBool,
		Help: "Whether someone flagged the trace for review.", Example: "flagged = true"},
	{Kind: KindReviews, Name: "reviews", Type: TypeNumber,
		Help: "How many reviews of the trace are complete.", Example: "reviews < 2"},
	{Kind: KindCorrection, Name: "correction", Type: TypeString, Multi: true, Sources: []string{"user", "review"},
		Help:    "A right answer someone proposed; correction.user and correction.review pick one source.",
		Example: "correction.user IS NOT NULL"},
	{Kind: KindCorrections, Name: "corrections", Type: TypeNumber,
		Help: "How many corrections were proposed.", Example: "corrections > 1"},
	{Kind: KindDataset, Name: "dataset", Aliases: []string{"datasets"}, Type: TypeList, Multi: true,
		Help: "The datasets the trace is in.", Example: "dataset NOT INCLUDES 'golden'"},
	{Kind: KindSplit, Name: "split", Aliases: []string{"splits"}, Type: TypeList, Multi: true,
		Help: "The split of a row of a dataset, such as train or holdout; of a trace, the splits that its rows are in.", Example: "split = 'holdout'"},
	{Kind: KindTheme, Name: "theme", Aliases: []string{"themes"}, Type: TypeList, Multi: true,
		Help: "What its comments are about, as the page of trends found it.", Example: "theme = 'refund'"},
	{Kind: KindUser, Name: "user", Aliases: []string{"user_id"}, Type: TypeString, Multi: true,
		Help: "Who gave feedback, or metadata.user_id or metadata.user.", Example: "user = 'ada'"},
	{Kind: KindAnswers, Name: "answers", Type: TypeObject, Inner: TypeJSON,
		Help:    "What each reviewer answered to a question, by question and then by reviewer.",
		Example: "answers.verdict.\"ada@example.com\" != answers.verdict.\"bo@example.com\""},
	{Kind: KindDisagreement, Name: "disagreement", Type: TypeObject, Inner: TypeNumber,
		Help: "How far reviewers are apart on a question: 0 where all agree, the widest difference of numbers, 1 between categories " +
			"without numbers. NULL with fewer than two answers.", Example: "disagreement.verdict > 0"},
	{Kind: KindSettled, Name: "settled", Type: TypeObject, Inner: TypeBool,
		Help: "Whether someone settled a question on which reviewers may disagree.", Example: "disagreement.verdict > 0 AND NOT settled.verdict"},
}

// Fields returns the table of fields in the order of the help page. The rows are shared: do not change them.
func Fields() []*Field {
	out := make([]*Field, len(fields))
	for i := range fields {
		out[i] = &fields[i]
	}
	return out
}

// Lookup finds a field by its name or an alias, in any case.
func Lookup(name string) (*Field, bool) {
	f, ok := fieldsByName[strings.ToLower(name)]
	return f, ok
}

var fieldsByName = indexFields()

func indexFields() map[string]*Field {
	index := make(map[string]*Field)
	for i := range fields {
		index[fields[i].Name] = &fields[i]
		for _, a := range fields[i].Aliases {
			index[a] = &fields[i]
		}
	}
	return index
}
