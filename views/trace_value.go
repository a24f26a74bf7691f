package views

import (
	"encoding/json"
	"strings"

	"assay/views/content"
)

// ValueView is one value of a span with the formats it can be shown in.
type ValueView struct {
	Title string
	Note  string
	Value content.Value
	Tabs  []FormatTab
}

// Fields are the values of a span whose format is remembered.
var Fields = []string{"input", "output", "expected"}

func (v ValueView) field() string { return strings.ToLower(v.Title) }

// ValueID is the DOM id of a value of a span.
func ValueID(field string) string { return "value-" + field }

// IsFormat reports whether a value can be shown in a format of that name.
func IsFormat(name string) bool {
	for _, f := range formats {
		if string(f.format) == name {
			return true
		}
	}
	return false
}

// FormatsURL builds the address that remembers a format.
func FormatsURL(project string) string { return address(nil, "p", project, "formats") }

// FormatTab switches the format of a value.
type FormatTab struct {
	Name, URL string
	Format    string // of a value
	Current   bool
	Key, Hint string // that switches to it, may be empty
}

// jsonString makes text the JSON string that content blocks take.
func jsonString(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// expectedDraft is what the editor of the expected value opens with: the value that counts, else the output.
func expectedDraft(v TraceView) string {
	for _, title := range []string{"Expected", "Output"} {
		for _, value := range v.Span.Values {
			if value.Title == title && value.Value.JSON != "" {
				if value.Value.Partial() {
					return "" // half an output is no draft
				}
				return content.Plain(value.Value.JSON)
			}
		}
	}
	return ""
}

// formats are the tabs of a value.
var formats = []struct {
	name   string
	format content.Format
}{{"Text", content.Text}, {"Markdown", content.Markdown}, {"Chat", content.Chat}, {"JSON", content.JSON}, {"YAML", content.YAML}, {"Raw", content.Raw}}

// NewValue prepares a value for display. wanted is the format the reader chose, if any; link is the address of another.
func NewValue(title, json, wanted, moreURL string, link func(format string) string) ValueView {
	detected := content.Detect(json)
	shown := detected
	for _, f := range formats {
		if string(f.format) == wanted {
			shown = f.format
		}
	}
	v := ValueView{Title: title, Value: content.Value{JSON: json, Format: shown, MoreURL: moreURL}}
	for _, f := range formats {
		if f.format == content.Chat && detected != content.Chat {
			continue
		}
		v.Tabs = append(v.Tabs, FormatTab{Name: f.name, Format: string(f.format), URL: link(string(f.format)), Current: f.format == shown})
	}
	return v
}
