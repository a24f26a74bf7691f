package content

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, c.Render(context.Background(), &b))
	return b.String()
}

func document(t *testing.T, markup string) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(markup))
	require.NoError(t, err)
	return d
}

func block(t *testing.T, v Value) *goquery.Document {
	t.Helper()
	return document(t, render(t, Block(v)))
}

func TestDetect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   string
		want Format
	}{
		"a plain string":                      {`"What is the capital of France?"`, Text},
		"a string with bold":                  {`"this is **bold**"`, Markdown},
		"a string with a list":                {`"Steps:\n\n- one\n- two"`, Markdown},
		"a string with a numbered list":       {`"1. one\n2. two"`, Markdown},
		"a string with a fence":               {"\"```go\\nx\\n```\"", Markdown},
		"a string with a table":               {`"| a | b |\n|---|---|\n| 1 | 2 |"`, Markdown},
		"code with stars and hashes is text":  {`"# cost\ndef f(a, *b, **c):\n    return a * b[0][1]\n>>> f(1)"`, Text},
		"arithmetic is text":                  {`"16 - 3 = <<16-3=13>>13 * 2"`, Text},
		"an empty string":                     {`""`, Text},
		"text that is no JSON":                {`hello there`, Text},
		"nothing":                             {``, Text},
		"an object":                           {`{"question":"x"}`, JSON},
		"a list":                              {`[1,2]`, JSON},
		"an empty list":                       {`[]`, JSON},
		"a number":                            {`1.5`, JSON},
		"null":                                {`null`, JSON},
		"messages":                            {`[{"role":"user","content":"x"}]`, Chat},
		"messages under a key":                {`{"model":"m","messages":[{"role":"user","content":"x"}]}`, Chat},
		"choices":                             {`[{"index":0,"message":{"role":"assistant","content":"x"}}]`, Chat},
		"one message":                         {`{"role":"assistant","content":"x"}`, Chat},
		"a message that calls":                {`{"role":"assistant","tool_calls":[]}`, Chat},
		"messages in parts":                   {`[{"role":"user","parts":[{"type":"text","content":"x"}]}]`, Chat},
		"items of the responses interface":    {`[{"type":"function_call","name":"f","arguments":"{}"}]`, Chat},
		"a role alone is an object":           {`{"role":"admin","user":"x"}`, JSON},
		"a list with one stranger":            {`[{"role":"user","content":"x"},{"a":1}]`, JSON},
		"broken JSON is text":                 {`{"a":`, Text},
		"two values are text":                 {`{"a":1} {"b":2}`, Text},
		"white space around a value is loose": {" {\"a\":1}\n", JSON},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, Detect(tt.in))
		})
	}
}

func TestFormatsFallBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		json   string
		format Format
		want   Format
	}{
		{`{"a":1}`, Chat, JSON},
		{`{"a":1}`, Markdown, JSON},
		{`[{"role":"user","content":"x"}]`, JSON, JSON},
		{`"{\"a\":1}"`, JSON, JSON},
		{`"[{\"role\":\"user\",\"content\":\"x\"}]"`, Chat, Chat},
		{`"words"`, JSON, Text},
		{`"words"`, Raw, Raw},
		{`12`, Raw, Raw},
		{`{"a":1}`, Format("nonsense"), JSON},
		{`"words"`, Format("nonsense"), Text},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s as %s is %s", tt.json, tt.format, tt.want), func(t *testing.T) {
			t.Parallel()
			require.True(t, block(t, Value{JSON: tt.json, Format: tt.format}).Find(".content").HasClass("content-"+string(tt.want)))
		})
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	md := func(t *testing.T, s string) *goquery.Document {
		return block(t, Value{JSON: quoteJSON(s), Format: Markdown})
	}
	t.Run("the usual markup", func(t *testing.T) {
		t.Parallel()
		d := md(t, "# Title\n\n**bold** *em* ~~gone~~ `code`\nnext line\n\n- [x] done\n- [ ] open\n\n3. three\n\n```go\na < b\n```\n\n|h|\n|-|\n|c|")
		require.Equal(t, "Title", d.Find("p.md-heading.md-h1").Text())
		require.Equal(t, "bold", d.Find("strong").Text())
		require.Equal(t, "em", d.Find("em").Text())
		require.Equal(t, "gone", d.Find("del").Text())
		require.Equal(t, 1, d.Find("p br").Length(), "line breaks are kept")
		require.Equal(t, "☑ done☐ open", strings.ReplaceAll(strings.TrimSpace(d.Find("ul").Text()), "\n", ""))
		require.Equal(t, "3", d.Find("ol").AttrOr("start", ""))
		require.Equal(t, "a < b\n", d.Find("pre code").Text())
		require.Equal(t, "h", d.Find("th").Text())
		require.Equal(t, 0, d.Find("h1, input").Length())
	})
	t.Run("tags are shown and the markdown between them still works", func(t *testing.T) {
		t.Parallel()
		d := md(t, "<thinking>\n**hm**\n</thinking>")
		require.Contains(t, d.Text(), "<thinking>")
		require.Equal(t, "hm", d.Find("strong").Text())
	})
	t.Run("links to the web open elsewhere and tell nothing", func(t *testing.T) {
		t.Parallel()
		d := md(t, "[a](https://a.example/x?y=1&z=2) https://b.example <me@c.example> [](https://d.example/)")
		require.Equal(t, 4, d.Find("a[rel='noopener noreferrer nofollow'][target=_blank]").Length())
		require.Equal(t, "https://a.example/x?y=1&z=2", d.Find("a").First().AttrOr("href", ""))
		require.Equal(t, "mailto:me@c.example", d.Find("a").Eq(2).AttrOr("href", ""))
		require.Equal(t, "https://d.example/", d.Find("a").Eq(3).Text(), "a link without text has its address for one")
	})
	t.Run("other links are text with their address", func(t *testing.T) {
		t.Parallel()
		d := md(t, "[a](javascript:alert(1)) [b](/p/x) [c](ftp://x.example)")
		require.Equal(t, 0, d.Find("a").Length())
		require.Equal(t, "a (javascript:alert(1)) b (/p/x) c (ftp://x.example)", strings.TrimSpace(d.Text()))
	})
	t.Run("images are named and not loaded", func(t *testing.T) {
		t.Parallel()
		d := md(t, "![a *cat*](https://x.example/c.png) ![](data:image/png;base64,"+strings.Repeat("A", 500)+")")
		require.Equal(t, 0, d.Find("img").Length())
		require.Equal(t, "[image: a cat https://x.example/c.png]", d.Find(".md-image").First().Text())
		require.Less(t, len(d.Find(".md-image").Last().Text()), 160)
	})
}

func TestTree(t *testing.T) {
	t.Parallel()
	t.Run("keeps order, spelling of numbers and repeated keys", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `{"z":1.50,"a":1e400,"z":null,"":true,"s":"l1\nl2"}`})
		require.Equal(t, []string{"z", "a", "z", `""`, "s"}, d.Find(".tree-key").Map(func(_ int, s *goquery.Selection) string { return s.Text() }))
		require.Equal(t, []string{"1.50", "1e400"}, d.Find(".tree-number").Map(func(_ int, s *goquery.Selection) string { return s.Text() }))
		require.Equal(t, "\"l1\nl2\"", d.Find(".tree-string").Text())
		require.Equal(t, "5 keys", d.Find(".tree-count").Text())
	})
	t.Run("stands open, but not for ever", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: strings.Repeat(`{"a":`, 10) + "1" + strings.Repeat("}", 10)})
		require.Equal(t, maxUnfolded, d.Find("details[open]").Length())
		require.Equal(t, 10, d.Find("details").Length())
	})
	t.Run("beyond the depth the JSON is shown as text", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: strings.Repeat("[", maxDepth+2) + `"x"` + strings.Repeat("]", maxDepth+2)})
		require.Equal(t, `[["x"]]`, d.Find(".tree-deep").Text())
	})
	t.Run("scalars lead where the page says", func(t *testing.T) {
		t.Parallel()
		var asked []string
		filter := func(path []string, value string) string {
			asked = append(asked, strings.Join(path, "/")+"="+value)
			if value == "null" {
				return ""
			}
			return "/logs?filter=x"
		}
		d := block(t, Value{JSON: `{"a":{"b":["q\"",1.0]},"c":null,"d":[],"e":"` + strings.Repeat("x", 500) + `"}`, FilterURL: filter})
		require.Equal(t, []string{`a/b/0="q\""`, "a/b/1=1.0", "c=null"}, asked)
		require.Equal(t, 2, d.Find("a[href='/logs?filter=x']").Length())
	})
	t.Run("a cut in a string, a number and a key", func(t *testing.T) {
		t.Parallel()
		for text, want := range map[string]string{
			`{"a":1,"b":"hello world"}`: `"hell…`,
			`{"abc":1,"b":123456789}`:   `123…`,
		} {
			d := block(t, Value{JSON: text, Format: JSON, Limit: 16})
			require.Equal(t, want, d.Find("li").Last().Find(".tree-string, .tree-number").Text()+d.Find(".tree-cut").Text())
			require.Equal(t, "2+ keys", d.Find(".tree-count").Text())
		}
		d := block(t, Value{JSON: `{"a":1,"a long key":2}`, Format: JSON, Limit: 12})
		require.Equal(t, 1, d.Find("li").Length())
	})
}

func TestChat(t *testing.T) {
	t.Parallel()
	roles := func(d *goquery.Document) []string {
		return d.Find(".turn .turn-role span:first-child").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	}
	t.Run("roles, text, calls and answers", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `[{"role":"system","content":"be nice"},{"role":"user","content":"weather in **Rome**?"},
			{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}]},
			{"role":"tool","tool_call_id":"c1","name":"weather","content":"{\"c\":21}"},{"role":"assistant","content":""}]`})
		require.Equal(t, []string{"system", "user", "assistant", "tool", "assistant"}, roles(d))
		require.Equal(t, "Rome", d.Find(".turn-user strong").Text())
		require.Equal(t, "weather", d.Find(".part-call .part-title code").Text())
		require.Equal(t, "city", d.Find(".part-call .tree-key").Text())
		require.Equal(t, "21", d.Find(".turn-tool .part-result .tree-number").Text())
		require.Equal(t, "no text", d.Find(".turn .content-none").Text())
	})
	t.Run("parts with images and things unknown", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `{"role":"user","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"https://x.example/i.png"}},{"type":"hologram","x":1},"plain"]}`})
		require.Equal(t, "[image_url https://x.example/i.png]", strings.TrimSpace(d.Find(".content-media").Text()))
		require.Equal(t, "hologram", d.Find(".part-other code").Text())
		require.Equal(t, "seeplain", d.Find(".content-prose").Text())
	})
	t.Run("semantic conventions of OpenTelemetry", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"ok"},{"type":"tool_call","id":"1","name":"f","arguments":{"a":1}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":"done"}]}]`})
		require.Contains(t, d.Find(".part-think").Text(), "hm")
		require.Equal(t, "f", d.Find(".part-call code").Text())
		require.Equal(t, "a", d.Find(".part-call .tree-key").Text())
		require.Contains(t, d.Find(".part-result").Text(), "done")
	})
	t.Run("messages of Anthropic", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"r"}]}]}]}`})
		require.Equal(t, "f", d.Find(".part-call code").Text())
		require.Equal(t, 1, d.Find(".part-result").Length())
		require.Equal(t, "modelmax_tokens", d.Find(".chat-rest .tree-key").Text(), "what is beside the messages is shown below")
	})
	t.Run("choices and a finish", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"assistant"}, roles(block(t, Value{JSON: `[{"finish_reason":"stop","message":{"role":"assistant","content":"x"}}]`})))
	})
	t.Run("a long instruction of the system is folded", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `[{"role":"system","content":"` + strings.Repeat("word ", 1000) + `"},{"role":"user","content":"q"}]`})
		require.Equal(t, 1, d.Find("details.turn-system:not([open]) summary").Length())
		require.Equal(t, "4.88 KB", d.Find(".turn-size").Text())
	})
	t.Run("a conversation cut short keeps its form", func(t *testing.T) {
		t.Parallel()
		d := block(t, Value{JSON: `[{"role":"user","content":"one"},{"role":"assistant","content":"` + strings.Repeat("two ", 100) + `"}]`, Limit: 90})
		require.Equal(t, []string{"user", "assistant"}, roles(d))
		require.Contains(t, d.Find(".turn-assistant").Text(), "two two")
		require.Contains(t, d.Find(".content-more").Text(), "showing the first 90 bytes of 467 bytes")
	})
}

func TestRaw(t *testing.T) {
	t.Parallel()
	for json, want := range map[string]string{
		`"\n a\tb \n"`:     "\n a\tb \n",
		`{ "a" : 1.0 }`:    `{ "a" : 1.0 }`,
		`"crlf\r\nend"`:    "crlf\nend",
		`not {json}`:       `not {json}`,
		`"\u202eab\u0000"`: "⟨U+202E⟩ab␀",
	} {
		require.Equal(t, want, block(t, Value{JSON: json, Format: Raw}).Find("pre").Text())
	}
}

func TestInvisible(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"an override is named":            {"a\u202eb", `a<span class="ctl" title="U+202E">⟨U+202E⟩</span>b`},
		"a control has its picture":       {"\x00\x1b", `<span class="ctl" title="U+0000 U+001B">␀␛</span>`},
		"a long run is one element":       {strings.Repeat("\u200b", 6), `<span class="ctl" title="U+200B U+200B U+200B U+200B …">` + strings.Repeat("⟨U+200B⟩", 6) + `</span>`},
		"line ends and tabs are left":     {"a\r\n\tb", "a\n\tb"},
		"a lone return is shown":          {"a\rb", `a<span class="ctl" title="U+000D">␍</span>b`},
		"a joiner within an emoji is not": {"👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"},
		"a joiner within a word is":       {"a\u200db", `a<span class="ctl" title="U+200D">⟨U+200D⟩</span>b`},
		"markup is escaped":               {`<b a="'">&`, "&lt;b a=&#34;&#39;&#34;&gt;&amp;"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, render(t, text(tt.in)))
		})
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("a", 3<<20) + `"`
	more := block(t, Value{JSON: long, MoreURL: "/p/x/t/1?all=output"}).Find(".content-more")
	require.Equal(t, "showing the first 64 KB of 3.0 MB show all", strings.Join(strings.Fields(more.Text()), " "))
	require.Equal(t, "/p/x/t/1?all=output", more.Find("a").AttrOr("href", ""))
	require.Equal(t, 0, block(t, Value{JSON: long}).Find(".content-more a").Length(), "nowhere to go, no link")
	require.Equal(t, 0, block(t, Value{JSON: long, Limit: 4 << 20}).Find(".content-more").Length())
	require.Equal(t, 0, block(t, Value{JSON: " \"a\" "}).Find(".content-more").Length())
	for limit := 1; limit < 60; limit++ { // wherever the cut falls, escapes and characters included
		d := block(t, Value{JSON: `"é\n\ud83d\ude00\\\"<b>😀 and a good deal more than sixty bytes of text"`, Limit: limit, Format: Raw})
		require.NotContains(t, strings.TrimSuffix(d.Find("pre").Text(), "\uFFFD"), "\uFFFD")
		require.Equal(t, 1, d.Find(".content-more").Length())
	}
}

func TestBlockHasItsID(t *testing.T) {
	t.Parallel()
	require.Equal(t, "output", block(t, Value{JSON: "1", ID: "output"}).Find(".content").AttrOr("id", ""))
	_, has := block(t, Value{JSON: "1"}).Find(".content").Attr("id")
	require.False(t, has)
}

func TestPlain(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\nb", Plain(`"a\nb"`))
	require.Equal(t, "{\n  \"b\": 1.0,\n  \"a\": \"<x>\"\n}", Plain(`{"b":1.0,"a":"<x>"}`))
	require.Equal(t, "no json", Plain("no json"))
	require.Equal(t, "", Plain(""))
}
