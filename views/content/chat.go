package content

// turn is one message of a conversation.
type turn struct {
	role  string
	name  string // of the speaker or the tool, may be empty
	parts []part
}

// partKind is what a part of a message does.
type partKind uint8

const (
	partSay    partKind = iota // text for the other side
	partThink                  // reasoning the model did before
	partCall                   // a call of a tool
	partResult                 // what a tool answered
	partMedia                  // an image or a file, named and not loaded
	partOther                  // anything this package has no word for
)

// part is a piece of a message: its text, or its structure where it has one.
type part struct {
	kind  partKind
	title string // the tool's name, the kind of media
	text  string
	body  *node
}

// conversation reads a tree as messages: a list of them, one alone, or an object with a list under "messages" or
// "choices", whose other members come back as rest. It understands the spellings of the chat and responses
// interfaces of OpenAI, of Anthropic's messages and of OpenTelemetry's semantic conventions for generative models.
func conversation(root *node) (turns []turn, rest *node, ok bool) {
	if root.kind == kindList {
		turns, ok = turnsOf(root)
		return turns, nil, ok
	}
	if t, ok := turnOf(root); ok {
		return []turn{t}, nil, true
	}
	rest = &node{kind: kindObject, cut: root.cut}
	for _, c := range root.children {
		if turns == nil && (c.key == "messages" || c.key == "choices") && c.kind == kindList {
			if turns, ok = turnsOf(c); ok {
				continue
			}
		}
		rest.children = append(rest.children, c)
	}
	if len(turns) == 0 {
		return nil, nil, false
	}
	if len(rest.children) == 0 {
		rest = nil
	}
	return turns, rest, true
}

// turnsOf reads a list of messages, nothing else in it.
func turnsOf(list *node) ([]turn, bool) {
	turns := make([]turn, 0, len(list.children))
	for _, c := range list.children {
		t, ok := turnOf(c)
		if !ok {
			return nil, false
		}
		turns = append(turns, t)
	}
	return turns, len(turns) > 0
}

// turnOf reads one message. A choice of a completion wraps one.
func turnOf(n *node) (turn, bool) {
	if inner := n.get("message"); inner != nil && inner.str("role") != "" {
		n = inner
	}
	switch n.str("type") { // items of the responses interface have no role
	case "function_call", "reasoning":
		return turn{role: "assistant", parts: []part{partOf(n, false)}}, true
	case "function_call_output":
		return turn{role: "tool", parts: []part{partOf(n, true)}}, true
	}
	t := turn{role: n.str("role"), name: n.str("name")}
	if t.role == "" {
		return turn{}, false
	}
	isTool := t.role == "tool" || t.role == "function"
	known := n.cut // the members may be behind the limit
	for _, c := range n.children {
		switch c.key {
		case "content", "parts":
			t.parts = append(t.parts, partsOf(c, isTool)...)
		case "reasoning", "reasoning_content":
			if c.kind == kindString && c.text != "" {
				t.parts = append(t.parts, part{kind: partThink, text: c.text})
			}
		case "refusal":
			if c.kind == kindString && c.text != "" {
				t.parts = append(t.parts, part{kind: partSay, text: c.text})
			}
		case "tool_calls":
			for _, call := range c.children {
				t.parts = append(t.parts, callOf(call))
			}
		case "function_call":
			if c.kind == kindObject {
				t.parts = append(t.parts, callOf(c))
			}
		default:
			continue
		}
		known = true
	}
	return t, known
}

// partsOf reads the content of a message: text, a list of parts, or nothing.
func partsOf(n *node, isTool bool) []part {
	switch n.kind {
	case kindNull:
		return nil
	case kindList:
		parts := make([]part, 0, len(n.children))
		for _, c := range n.children {
			parts = append(parts, partOf(c, isTool))
		}
		return parts
	case kindObject:
		return []part{partOf(n, isTool)}
	}
	if n.text == "" {
		return nil
	}
	if isTool {
		return []part{resultOf("", n)}
	}
	return []part{{kind: partSay, text: n.text}}
}

// partOf reads one part of a message by its type.
func partOf(n *node, isTool bool) part {
	if !n.container() {
		return part{kind: partSay, text: n.text}
	}
	kind := n.str("type")
	switch kind {
	case "reasoning", "thinking":
		return part{kind: partThink, text: firstText(n, "text", "content", "thinking"), body: n.get("summary")}
	case "tool_call", "tool_use", "tool-call", "function_call", "server_tool_call":
		return callOf(n)
	case "tool_call_response", "tool_result", "tool-result", "function_call_output", "server_tool_call_response":
		return resultOf(firstText(n, "name", "toolName"), first(n, "response", "result", "content", "output"))
	case "image_url", "input_image", "image", "file", "input_file", "input_audio", "audio", "blob", "uri", "document":
		return mediaOf(kind, n)
	}
	if said := first(n, "text", "content", "refusal"); said != nil && said.kind == kindString {
		if isTool {
			return resultOf("", said)
		}
		return part{kind: partSay, text: said.text}
	}
	return part{kind: partOther, title: kind, body: n}
}

// callOf reads the call of a tool. Its arguments are JSON in a string in some interfaces and JSON in others.
func callOf(n *node) part {
	f := n
	if inner := n.get("function"); inner != nil && inner.kind == kindObject {
		f = inner
	}
	p := part{kind: partCall, title: firstText(f, "name", "toolName")}
	p.text, p.body = unfold(first(f, "arguments", "args", "input"))
	return p
}

// resultOf shows the answer of a tool, JSON as a tree and text as it is.
func resultOf(name string, n *node) part {
	p := part{kind: partResult, title: name}
	p.text, p.body = unfold(n)
	return p
}

// unfold returns the structure in n, reading a string that holds one, or else its text.
func unfold(n *node) (string, *node) {
	switch {
	case n == nil:
		return "", nil
	case n.kind != kindString:
		return "", n
	}
	if b := firstByte(n.text); b == '{' || b == '[' {
		if body, read, err := parse(n.text, len(n.text)+1); err == nil && read == len(n.text) {
			return "", body
		}
	}
	return n.text, nil
}

// mediaOf names an image or a file. Its address is text: nothing here is ever loaded, but for what was uploaded with the trace.
func mediaOf(kind string, n *node) part {
	p := part{kind: partMedia, title: kind}
	if p.body = fileWithin(n, 3); p.body != nil {
		return p
	}
	for _, holder := range []*node{n, n.get("image_url"), n.get("source"), n.get("file"), n.get("input_audio")} {
		if address := firstText(holder, "url", "image_url", "uri", "file_data", "data", "content", "file_id", "image"); address != "" {
			p.text = shorten(address)
			return p
		}
	}
	p.body = n
	return p
}

// first returns the first member that is there and not null.
func first(n *node, keys ...string) *node {
	for _, key := range keys {
		if c := n.get(key); c != nil && c.kind != kindNull {
			return c
		}
	}
	return nil
}

// firstText returns the first member that is text.
func firstText(n *node, keys ...string) string {
	for _, key := range keys {
		if s := n.str(key); s != "" {
			return s
		}
	}
	return ""
}
