package filter

import "time"

// Range is a stretch of the text a node, token or error came from: byte offsets, End exclusive, both relative to the text
// as the user typed it, a leading WHERE included. Nodes made by the constructors of build.go have the zero Range.
type Range struct {
	Pos, End int
}

// Where returns the range itself, so that every node answers for its place through Expr.
func (r Range) Where() Range { return r }

// Expr is one node of a parsed filter. The concrete types are exactly those of this file, always as pointers, and in queries
// those of query.go; nil stands for the empty filter, which matches everything.
type Expr interface {
	// Where says which part of the text the node came from.
	Where() Range
	expr()
}

// LiteralKind says which value of a Literal counts.
type LiteralKind int

// The kinds of literals. LitTime never comes from Parse: Check turns a string into one where a time is expected.
const (
	LitNull LiteralKind = iota
	LitBool
	LitNumber
	LitString
	LitInterval
	LitTime
)

// Literal is a constant.
type Literal struct {
	Range
	Kind     LiteralKind
	Text     string    // LitString: the value without quotes; LitNumber: as written, sign included; LitTime: the string it was
	Number   float64   // LitNumber: the finite value nearest to Text
	Bool     bool      // LitBool
	Interval Interval  // LitInterval
	Time     time.Time // LitTime, set by Check in Options.Location
}

// Interval is a stretch of time as people write it. The three parts stay apart, since a month and a day have no fixed length.
type Interval struct {
	Months, Days int
	Duration     time.Duration
}

// Segment is one step into a JSON value: a key of an object or an index of an array.
type Segment struct {
	Range
	Key     string
	Index   int  // negative counts from the end, -1 being the last
	IsIndex bool // Index counts, not Key. An index into an object and a key into an array both give NULL
}

// Path names a field and, where the field has an inside, a place in it.
type Path struct {
	Range
	Name string // the field as the user wrote it, without what follows the first dot
	// Field is the row of the table of fields, resolved through its aliases; nil while unknown, which Check reports.
	Field *Field
	// Source is "user", "review" or "automated" for scores.user.x, correction.user and their kin; "" is the combined value.
	Source string
	// Keys is what follows. For KindScores it is empty (the bare field) or the one key that is the score's name.
	Keys []Segment
}

// Key returns the first key of the path, which for scores is the name of the score, or "" where there is none.
func (p *Path) Key() string {
	if len(p.Keys) == 0 {
		return ""
	}
	return p.Keys[0].Key
}

// CompareOp is one of the eight comparisons.
type CompareOp int

// The comparisons. OpSame and OpNotSame treat NULL as a value and are never unknown.
const (
	OpEqual CompareOp = iota
	OpNotEqual
	OpLess
	OpLessEqual
	OpGreater
	OpGreaterEqual
	OpSame    // <=>
	OpNotSame // <!=>
)

// String returns the operator as Format writes it.
func (o CompareOp) String() string {
	return [...]string{"=", "!=", "<", "<=", ">", ">=", "<=>", "<!=>"}[o]
}

// Ordering reports whether the operator asks which side is greater.
func (o CompareOp) Ordering() bool { return o >= OpLess && o <= OpGreaterEqual }

// Compare is Left Op Right.
type Compare struct {
	Range
	Op          CompareOp
	Left, Right Expr
}

// Between is X [NOT] BETWEEN Low AND High, both ends included.
type Between struct {
	Range
	X, Low, High Expr
	Not          bool
}

// In is X [NOT] IN (Items). There is at least one item.
type In struct {
	Range
	X     Expr
	Items []Expr
	Not   bool
}

// IsNull is X IS [NOT] NULL.
type IsNull struct {
	Range
	X   Expr
	Not bool
}

// IsBool is X IS [NOT] TRUE or X IS [NOT] FALSE. It is never unknown.
type IsBool struct {
	Range
	X     Expr
	Value bool
	Not   bool
}

// Like is X [NOT] LIKE Pattern, or ILIKE, which ignores case.
type Like struct {
	Range
	X, Pattern Expr
	ILike      bool
	Not        bool
	// Escape is the character that takes the meaning from % and _; a backslash unless ESCAPE says otherwise, "" for none.
	Escape string
}

// Match is X [NOT] MATCH Query: whole words, in order, ignoring case. After Check, Query is a string literal with at least
// one word in it; MatchPattern makes the regular expression of it.
type Match struct {
	Range
	X, Query Expr
	Not      bool
}

// Includes is X [NOT] INCLUDES Items: a list has all of them, a text has all of them somewhere in it, and a score has all of
// them among the options that were chosen.
type Includes struct {
	Range
	X     Expr
	Items []Expr // at least one
	List  bool   // written with brackets; without, there is exactly one item
	Not   bool
}

// LogicOp joins conditions.
type LogicOp int

// The two ways to join conditions.
const (
	OpAnd LogicOp = iota
	OpOr
)

// String returns the operator as Format writes it.
func (o LogicOp) String() string { return [...]string{"AND", "OR"}[o] }

// Logic joins two or more conditions. No term is a Logic of the same operator: Parse and And flatten them.
type Logic struct {
	Range
	Op    LogicOp
	Terms []Expr
}

// Not is NOT X.
type Not struct {
	Range
	X Expr
}

// ArithOp is an arithmetic operator.
type ArithOp int

// The arithmetic operators. Division and remainder by zero give NULL.
const (
	OpAdd ArithOp = iota
	OpSubtract
	OpMultiply
	OpDivide
	OpRemainder
)

// String returns the operator as Format writes it.
func (o ArithOp) String() string { return [...]string{"+", "-", "*", "/", "%"}[o] }

// Arith is Left Op Right. Beside numbers it takes time ± interval and time - time, which is an interval.
type Arith struct {
	Range
	Op          ArithOp
	Left, Right Expr
}

// Neg is -X. A minus sign before a number is part of the number instead.
type Neg struct {
	Range
	X Expr
}

// Call is a function of the table in functions.go.
type Call struct {
	Range
	Name string    // as the user wrote it
	Func *Function // nil while unknown, which Check reports
	Args []Expr
}

// Cond is If ? Then : Else. An unknown If takes Else.
type Cond struct {
	Range
	If, Then, Else Expr
}

// AnySpan is ANY_SPAN(X): some one span of the trace, the root included, makes X true. It is never unknown. Inside it every
// field is that span's own.
type AnySpan struct {
	Range
	X Expr
	// Narrow tells that it was written as FILTER_SPANS, which CheckQuery makes Query.Narrow of.
	Narrow bool
}

func (*Literal) expr()  {}
func (*Path) expr()     {}
func (*Compare) expr()  {}
func (*Between) expr()  {}
func (*In) expr()       {}
func (*IsNull) expr()   {}
func (*IsBool) expr()   {}
func (*Like) expr()     {}
func (*Match) expr()    {}
func (*Includes) expr() {}
func (*Logic) expr()    {}
func (*Not) expr()      {}
func (*Arith) expr()    {}
func (*Neg) expr()      {}
func (*Call) expr()     {}
func (*Cond) expr()     {}
func (*AnySpan) expr()  {}
