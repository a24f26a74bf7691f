package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"assay/store"
)

// message is one turn of a conversation as the chat completions of OpenAI have it. Members that these do not know are left out:
// the checks of uploaded files refuse them.
type message struct {
	Role       string          `json:"role"`
	Content    json.RawMessage `json:"content,omitempty"` // a string or a list of parts
	Name       string          `json:"name,omitempty"`
	ToolCalls  json.RawMessage `json:"tool_calls,omitempty"`
	ToolCallID string          `json:"tool_call_id,omitempty"`
}

// OpenAI writes rows as JSON lines for programs of OpenAI: samples of evals, {"input": messages, "ideal": text}, or examples of
// fine-tuning, {"messages": [...]}. An input that is no conversation is what a user said. A row without an expected value means
// nothing to either and is left out.
type OpenAI struct {
	w    io.Writer
	tune bool
	left int
	b    bytes.Buffer
}

// NewOpenAI returns a writer to w: of examples of fine-tuning, or of samples of evals.
func NewOpenAI(w io.Writer, tune bool) *OpenAI { return &OpenAI{w: w, tune: tune} }

// Left is how many rows were left out.
func (o *OpenAI) Left() int { return o.left }

// Write writes one row as one line, or leaves it out.
func (o *OpenAI) Write(r store.DatasetRow) error {
	asked, tools := conversation(r.Input)
	answer := answers(r.Expected)
	if len(asked) == 0 || len(answer) == 0 {
		o.left++
		return nil
	}
	var l any = struct {
		Input []message       `json:"input"`
		Ideal json.RawMessage `json:"ideal"`
		ID    string          `json:"id"`
	}{asked, ideal(r.Expected), r.ID}
	if o.tune {
		l = struct {
			Messages []message       `json:"messages"`
			Tools    json.RawMessage `json:"tools,omitempty"`
		}{append(asked, answer...), tools}
	}
	o.b.Reset()
	e := json.NewEncoder(&o.b)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		return fmt.Errorf("encode row %s: %w", r.ID, err)
	}
	_, err := o.w.Write(o.b.Bytes())
	return err
}

// Close does nothing: lines are complete as they are written.
func (o *OpenAI) Close() error { return nil }

// conversation is what a value says as messages, and the tools that it names: a list of messages, an object with such a list
// under messages, or one message; anything else is what a user said.
func conversation(value json.RawMessage) (list []message, tools json.RawMessage) {
	if isNothing(value) {
		return nil, nil
	}
	var whole struct {
		Messages json.RawMessage `json:"messages"`
		Tools    json.RawMessage `json:"tools"`
	}
	if json.Unmarshal(value, &whole) == nil && len(whole.Messages) > 0 {
		if list = messages(whole.Messages); list != nil {
			if len(whole.Tools) > 0 && whole.Tools[0] == '[' {
				tools = oneLine(whole.Tools)
			}
			return list, tools
		}
	}
	if list = messages(value); list != nil {
		return list, nil
	}
	return []message{{Role: "user", Content: quoted(value)}}, nil
}

// answers is an expected value as the messages that end a conversation.
func answers(value json.RawMessage) []message {
	if isNothing(value) {
		return nil
	}
	if list := messages(value); list != nil {
		return list
	}
	return []message{{Role: "assistant", Content: quoted(value)}}
}

// messages reads a list of messages, or one; nil for anything else.
func messages(value json.RawMessage) []message {
	var list []message
	if json.Unmarshal(value, &list) != nil {
		var one message
		if json.Unmarshal(value, &one) != nil {
			return nil
		}
		list = []message{one}
	}
	for i, m := range list {
		switch m.Role {
		case "system", "developer", "user", "assistant", "tool", "function":
		default:
			return nil
		}
		list[i].Content = kept(m.Content, `"[`)
		list[i].ToolCalls = kept(m.ToolCalls, `[`)
		if list[i].Content == nil && list[i].ToolCalls == nil {
			return nil
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// kept is a value on one line if it begins as one of some kinds.
func kept(value json.RawMessage, begins string) json.RawMessage {
	if value = bytes.TrimSpace(value); len(value) == 0 || !bytes.ContainsAny(value[:1], begins) {
		return nil
	}
	return oneLine(value)
}

// ideal is an expected value as evals compare with it: a text, or a list of texts of which any is right.
func ideal(value json.RawMessage) json.RawMessage {
	var any []string
	if json.Unmarshal(value, &any) == nil && len(any) > 0 {
		return oneLine(value)
	}
	if list := messages(value); list != nil {
		if last := list[len(list)-1].Content; len(last) > 0 && last[0] == '"' {
			return last
		}
	}
	return quoted(value)
}

// quoted is a value as a JSON string: itself, or its text.
func quoted(value json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(cell(value)) // a string always has a JSON form
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func isNothing(value json.RawMessage) bool {
	value = bytes.TrimSpace(value)
	return len(value) == 0 || string(value) == "null"
}
