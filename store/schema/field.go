package schema

// Field is a part of a row that may have a schema.
type Field string

// The fields.
const (
	Input    Field = "input"
	Expected Field = "expected"
	Metadata Field = "metadata"
)

// Fields are all, in the order in which pages show them.
var Fields = []Field{Input, Expected, Metadata}

// Known tells whether a text names a field.
func Known(text string) bool {
	return Field(text) == Input || Field(text) == Expected || Field(text) == Metadata
}
