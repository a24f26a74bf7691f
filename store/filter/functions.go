package filter

import "strings"

// FuncKind tells the compiler which function a call is.
type FuncKind int

// The kinds of functions.
const (
	FuncNow FuncKind = iota
	FuncLower
	FuncUpper
	FuncLen
	FuncCoalesce
	FuncRound
	FuncAbs
	FuncHour
	FuncDay
	FuncWeek
	FuncMonth
	FuncSearch
)

// Function is one row of the table of functions.
type Function struct {
	Kind    FuncKind
	Name    string
	Aliases []string
	// Params are the types of the arguments. TypeJSON takes anything that is not an object; TypeString takes text and what
	// reads as text; TypeNumber takes numbers and what may hold one.
	Params []Type
	Min    int  // how many arguments must be there
	More   bool // the last parameter may be repeated
	Zoned  bool // it goes by the calendar: the name of a time zone may stand second
	Result Type // TypeNull: the common type of the arguments
	Usage  string
	Help   string
	// Example is a whole filter that uses the function.
	Example string
}

var functions = []Function{
	{Kind: FuncNow, Name: "now", Aliases: []string{"current_timestamp"}, Result: TypeTime,
		Usage: "now()", Help: "The moment the page was asked for.",
		Example: "created > now() - interval 7 day"},
	{Kind: FuncLower, Name: "lower", Params: []Type{TypeString}, Min: 1, Result: TypeString,
		Usage: "lower(text)", Help: "The text in small letters.",
		Example: "lower(name) = 'answer question'"},
	{Kind: FuncUpper, Name: "upper", Params: []Type{TypeString}, Min: 1, Result: TypeString,
		Usage: "upper(text)", Help: "The text in capital letters.",
		Example: "upper(metadata.country) = 'DE'"},
	{Kind: FuncLen, Name: "len", Aliases: []string{"length"}, Params: []Type{TypeJSON}, Min: 1, Result: TypeNumber,
		Usage: "len(value)", Help: "Characters of a text, entries of a list, keys of an object.",
		Example: "len(output) > 2000"},
	{Kind: FuncCoalesce, Name: "coalesce", Params: []Type{TypeJSON}, Min: 1, More: true, Result: TypeNull,
		Usage: "coalesce(a, b, …)", Help: "The first that is not NULL.",
		Example: "coalesce(scores.correctness, scores.user_rating) < 0.5"},
	{Kind: FuncRound, Name: "round", Params: []Type{TypeNumber, TypeNumber}, Min: 1, Result: TypeNumber,
		Usage: "round(number, digits)", Help: "Rounded to whole numbers, or to that many digits; halves go away from zero.",
		Example: "round(scores.user_rating, 1) = 0.3"},
	{Kind: FuncAbs, Name: "abs", Params: []Type{TypeNumber}, Min: 1, Result: TypeNumber,
		Usage: "abs(number)", Help: "The number without its sign.",
		Example: "abs(scores.user.correctness - scores.automated.correctness) > 0.5"},
	{Kind: FuncHour, Name: "hour", Params: []Type{TypeTime, TypeString}, Min: 1, Zoned: true, Result: TypeTime,
		Usage: "hour(time)", Help: "The start of the hour.",
		Example: "hour(created) = hour(now())"},
	{Kind: FuncDay, Name: "day", Params: []Type{TypeTime, TypeString}, Min: 1, Zoned: true, Result: TypeTime,
		Usage: "day(time)", Help: "The start of the day, in UTC or as in day(time, 'Europe/Berlin').",
		Example: "day(created) = '2026-01-31'"},
	{Kind: FuncWeek, Name: "week", Params: []Type{TypeTime, TypeString}, Min: 1, Zoned: true, Result: TypeTime,
		Usage: "week(time)", Help: "The start of the week, a Monday, in UTC or as in week(time, 'Europe/Berlin').",
		Example: "week(created) = week(now())"},
	{Kind: FuncMonth, Name: "month", Params: []Type{TypeTime, TypeString}, Min: 1, Zoned: true, Result: TypeTime,
		Usage: "month(time)", Help: "The start of the month, in UTC or as in month(time, 'Europe/Berlin').",
		Example: "month(created) = month(now())"},
	{Kind: FuncSearch, Name: "search", Params: []Type{TypeString}, Min: 1, Result: TypeBool,
		Usage: "search('words')", Help: "The words stand in the input, output, expected value, a comment or an error.",
		Example: "search('refund policy')"},
}

// Functions returns the table of functions in the order of the help page. The rows are shared: do not change them.
func Functions() []*Function {
	out := make([]*Function, len(functions))
	for i := range functions {
		out[i] = &functions[i]
	}
	return out
}

// LookupFunction finds a function by its name or an alias, in any case.
func LookupFunction(name string) (*Function, bool) {
	f, ok := functionsByName[strings.ToLower(name)]
	return f, ok
}

var functionsByName = indexFunctions()

func indexFunctions() map[string]*Function {
	index := make(map[string]*Function)
	for i := range functions {
		index[functions[i].Name] = &functions[i]
		for _, a := range functions[i].Aliases {
			index[a] = &functions[i]
		}
	}
	return index
}
