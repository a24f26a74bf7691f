package filter

// Operand says what stands right of an operator.
type Operand int

// What can stand right of an operator.
const (
	OperandNone Operand = iota
	OperandOne
	OperandTwo
	OperandList
)

// Operator is one row of the table of operators between a field and a value.
type Operator struct {
	Name    string // as Format writes it
	Words   string // the same in words, to be read after a field's name
	Help    string // one phrase, for completion and the help page
	Example string // a whole filter that uses it
	Operand Operand
}

var operators = []Operator{
	{"=", "is", "is equal to", "name = 'answer question'", OperandOne},
	{"!=", "is there and not", "is not equal to; not true where there is no value", "metadata.category != 'edge-case'", OperandOne},
	{"<", "is less than", "is less than", "scores.user_rating < 0.3", OperandOne},
	{"<=", "is at most", "is at most", "reviews <= 1", OperandOne},
	{">", "is more than", "is greater than", "duration > 10", OperandOne},
	{">=", "is at least", "is at least", "scores.user_rating >= 0.8", OperandOne},
	{"BETWEEN", "is between", "lies between two values, both included", "created BETWEEN '2026-01-01' AND '2026-01-31'", OperandTwo},
	{"IN", "is one of", "is one of a list", "metadata.category IN ('billing', 'refund')", OperandList},
	{"NOT IN", "is none of", "is none of a list", "type NOT IN ('tool', 'function')", OperandList},
	{"<=>", "is the same as", "is equal to, NULL included", "metadata.expected_category <=> metadata.category", OperandOne},
	{"<!=>", "is not", "differs from, NULL included", "metadata.category <!=> 'edge-case'", OperandOne},
	{"LIKE", "looks like", "fits a pattern: % is any text, _ one character", "name LIKE 'answer%'", OperandOne},
	{"ILIKE", "looks like, capitals ignored", "fits a pattern, capitals ignored", "output ILIKE '%sorry%'", OperandOne},
	{"MATCH", "has the words", "has these words, capitals ignored", "input MATCH 'refund policy'", OperandOne},
	{"INCLUDES", "includes", "has this in it", "tags INCLUDES 'needs-review'", OperandOne},
	{"NOT LIKE", "does not look like", "does not fit a pattern", "name NOT LIKE 'test%'", OperandOne},
	{"NOT ILIKE", "does not look like, capitals ignored", "does not fit a pattern, capitals ignored", "error NOT ILIKE '%timeout%'", OperandOne},
	{"NOT MATCH", "lacks the words", "does not have these words", "comment NOT MATCH 'thanks'", OperandOne},
	{"NOT INCLUDES", "does not include", "does not have this in it", "dataset NOT INCLUDES 'golden'", OperandOne},
	{"IS NULL", "is missing", "there is no value", "comment IS NULL", OperandNone},
	{"IS NOT NULL", "is there", "there is a value", "expected IS NOT NULL", OperandNone},
	{"IS TRUE", "is true", "is true", "metadata.thumbs_up IS TRUE", OperandNone},
	{"IS FALSE", "is false", "is false", "is_reviewed IS FALSE", OperandNone},
}

// Operators returns the table of operators in the order of the help page.
func Operators() []Operator { return append([]Operator(nil), operators...) }

// LookupOperator finds an operator by its name as Format writes it.
func LookupOperator(name string) (Operator, bool) {
	op, ok := operatorsByName[name]
	return op, ok
}

var operatorsByName = indexOperators()

func indexOperators() map[string]Operator {
	index := make(map[string]Operator, len(operators))
	for _, op := range operators {
		index[op.Name] = op
	}
	return index
}

// OperatorHelp returns one phrase on an operator of Field.Operators, to be read after the field's name.
func OperatorHelp(operator string) string { return operatorsByName[operator].Help }

// Rule is a part of the language that is neither field nor function nor operator, for the help page.
type Rule struct {
	Name, Help string
	Example    string // a whole filter that uses it
}

// Rules returns what else there is to know, in the order of the help page.
func Rules() []Rule { return append([]Rule(nil), rules...) }

var rules = []Rule{
	{"AND, OR, NOT", "Join conditions. AND binds before OR; brackets say otherwise.", "(name = 'a' OR name = 'b') AND NOT is_reviewed"},
	{"WHERE, filter:", "May stand in front, as the documentation you paste from has it.", "WHERE scores.user_rating > 0.8"},
	{"'text', \"text\"", "A text stands in quotes, single or double. The quote doubled stands for itself.", "name = 'it''s'"},
	{"field.key, field[0]", "Reach inside of metadata, input, output and expected; an index counts from 0, or from the end with a minus.", "output[-1].role = 'assistant'"},
	{"field.\"a key\"", "A key with spaces, hyphens or dots stands in double quotes.", "metadata.\"user-id\" = 'u1'"},
	{"scores.user, scores.review, scores.automated", "One source of a score. Without it people's scores count together, and a machine's where there are none.", "scores.review.correctness < 0.5"},
	{"ANY_SPAN( )", "Some span of the trace, not only its root, makes the condition true.", "ANY_SPAN(type = 'tool' AND error IS NOT NULL)"},
	{"NULL", "A missing value. It is equal to nothing and differs from nothing; IS NULL finds it.", "metadata.category IS NULL"},
	{"true, false", "The two values of a condition, and of what JSON calls so.", "metadata.thumbs_up = true"},
	{"interval", "A stretch of time: second, minute, hour, day, week, month or year.", "created > now() - interval 7 day"},
	{"'2026-01-31'", "A date, or a moment as '2026-01-31 15:04'; UTC unless it says otherwise.", "created >= '2026-01-31'"},
	{"+ - * / %", "Arithmetic. A division by zero gives NULL.", "cost / reviews > 0.01"},
	{"condition ? a : b", "One of two values.", "(scores.correctness IS NULL ? scores.user_rating : scores.correctness) < 0.5"},
}
