package content

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	mdhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"assay/store"
)

// maxAddress is how much of the address of an image or of a refused link is shown, in bytes; data: addresses hold files.
const maxAddress = 120

// engine turns markdown into markup. It has no parsers for raw HTML, so that is text like any other and shown as such.
// Line breaks are kept, because models and people who write to them mean them.
var engine = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())...),
		parser.WithInlineParsers(without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)),
	goldmark.WithExtensions(
		extension.Linkify, extension.Strikethrough, extension.TaskList,
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
	),
	goldmark.WithRendererOptions(
		mdhtml.WithHardWraps(),
		renderer.WithNodeRenderers(util.Prioritized(quiet{}, 1)), // before the renderers it replaces
	),
)

// without leaves one parser out of a list of defaults, known by its type.
func without(list []util.PrioritizedValue, unwanted any) []util.PrioritizedValue {
	kept := make([]util.PrioritizedValue, 0, len(list))
	for _, v := range list {
		if fmt.Sprintf("%T", v.Value) != fmt.Sprintf("%T", unwanted) {
			kept = append(kept, v)
		}
	}
	return kept
}

// policy is the second line of defence: even if the engine let something through, only this comes out.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
		"table", "thead", "tbody", "tr", "th", "td", "span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(md-heading md-h[1-6]|md-image|md-refused)$`)).OnElements("p", "span")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer nofollow$`)).OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_blank$`)).OnElements("a")
	return p
}()

// markdown returns safe markup for a markdown text. It is false for text that is too dear to render, which is then to
// be shown as plain text.
func markdown(source string) (string, bool) {
	source = strings.ReplaceAll(source, "\x00", "␀") // the engine would show that there was something, not what
	if extravagant(source) {
		return "", false
	}
	var b bytes.Buffer
	if err := engine.Convert([]byte(source), &b); err != nil {
		return "", false
	}
	return drawMarkup(policy.Sanitize(b.String())), true
}

// quiet renders the nodes that would fetch, lead astray or disturb the outline of the page around them.
type quiet struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (q quiet) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindImage, q.image)
	reg.Register(ast.KindLink, q.link)
	reg.Register(ast.KindAutoLink, q.autoLink)
	reg.Register(ast.KindHeading, q.heading)
	reg.Register(extast.KindTaskCheckBox, q.checkBox)
}

// image names what would have been fetched.
func (quiet) image(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		address := string(util.URLEscape(n.(*ast.Image).Destination, true))
		label := strings.TrimSpace("image: " + plainText(n, source))
		_, _ = w.WriteString(`<span class="md-image">[` + html.EscapeString(label+" "+shorten(address)) + `]</span>`)
	}
	return ast.WalkSkipChildren, nil
}

// link opens elsewhere. One that leads anywhere but the web or a mail program is shown with its address as text.
func (quiet) link(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	address := string(util.URLEscape(n.(*ast.Link).Destination, true))
	switch {
	case !allowed(address) && entering:
		_, _ = w.WriteString(`<span class="md-refused">`)
	case !allowed(address):
		_, _ = w.WriteString(html.EscapeString(" ("+shorten(address)+")") + `</span>`)
	case entering:
		openLink(w, address)
		if blank(plainText(n, source)) && n.FirstChild() == nil {
			_, _ = w.WriteString(html.EscapeString(shorten(address)))
		}
	default:
		_, _ = w.WriteString(`</a>`)
	}
	return ast.WalkContinue, nil
}

func (quiet) autoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	a := n.(*ast.AutoLink)
	address := string(util.URLEscape(a.URL(source), false))
	if a.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	label := html.EscapeString(string(a.Label(source)))
	if !allowed(address) {
		_, _ = w.WriteString(label)
		return ast.WalkContinue, nil
	}
	openLink(w, address)
	_, _ = w.WriteString(label + `</a>`)
	return ast.WalkContinue, nil
}

// heading keeps the look and gives up the element: the headings of a trace are not those of the page.
func (quiet) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = fmt.Fprintf(w, `<p class="md-heading md-h%d">`, n.(*ast.Heading).Level)
	} else {
		_, _ = w.WriteString("</p>\n")
	}
	return ast.WalkContinue, nil
}

func (quiet) checkBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering && n.(*extast.TaskCheckBox).IsChecked {
		_, _ = w.WriteString("☑ ")
	} else if entering {
		_, _ = w.WriteString("☐ ")
	}
	return ast.WalkContinue, nil
}

func openLink(w util.BufWriter, address string) {
	_, _ = w.WriteString(`<a href="` + html.EscapeString(address) + `" rel="noopener noreferrer nofollow" target="_blank">`)
}

// allowed reports whether a link may be followed: absolute, and to the web or a mail program. Relative addresses would
// be pages of ours, chosen by a stranger.
func allowed(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme { // lower case already
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}

// shorten cuts an address to what a reader can take in.
func shorten(address string) string {
	if len(address) <= maxAddress {
		return address
	}
	return cutText(address, maxAddress) + "…"
}

// plainText returns the text below a node without its markup.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch t := n.(type) {
		case *ast.Text:
			b.Write(t.Value(source))
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(t.Value)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// blank reports whether a text has no ink.
func blank(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || store.Invisible(r) }) == ""
}
