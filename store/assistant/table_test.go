package assistant

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// sentence is one entry of a table; see testdata/README.
type sentence struct {
	line    int
	project string
	page    Page
	text    string
	want    map[string][]string
}

func readTable(t testing.TB, name string) []sentence {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	var list []sentence
	project, page := "", Page{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "\t"):
			require.NotEmpty(t, list)
			key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			last := &list[len(list)-1]
			last.want[key] = append(last.want[key], value)
		case strings.HasPrefix(line, "project "):
			project, page = strings.TrimPrefix(line, "project "), Page{}
		case strings.HasPrefix(line, "page filter "):
			page = Page{Filter: strings.TrimPrefix(line, "page filter ")}
		case strings.HasPrefix(line, "page selection "):
			count, err := strconv.Atoi(strings.TrimPrefix(line, "page selection "))
			require.NoError(t, err)
			page = Page{Selected: count}
		default:
			list = append(list, sentence{line: n, project: project, page: page, text: line, want: map[string][]string{}})
		}
	}
	require.NoError(t, lines.Err())
	return list
}

// unordered writes a filter so that the order of what AND and OR join does not count.
func unordered(e filter.Expr) string {
	l, ok := e.(*filter.Logic)
	if !ok {
		return filter.Format(e)
	}
	terms := make([]string, len(l.Terms))
	for i, t := range l.Terms {
		terms[i] = unordered(t)
	}
	slices.Sort(terms)
	return "(" + strings.Join(terms, " "+l.Op.String()+" ") + ")"
}

func unorderedText(t testing.TB, text string) string {
	t.Helper()
	if text == "empty" {
		return ""
	}
	e, _, err := filter.Read(text, options())
	require.NoError(t, err, text)
	return unordered(e)
}

// wrong says in what a plan differs from what is expected; nothing when it is right.
func (s sentence) wrong(t testing.TB, p Plan) []string {
	t.Helper()
	var out []string
	differ := func(what, got string, want ...string) {
		if !slices.Contains(want, got) {
			out = append(out, what+": got "+strconv.Quote(got)+", want "+strings.Join(want, " or "))
		}
	}
	one := func(key string) string {
		if len(s.want[key]) == 0 {
			return ""
		}
		return s.want[key][0]
	}
	verb := one("verb")
	if verb == "none" {
		verb = ""
	}
	differ("verb", string(p.Verb), verb)
	if len(s.want["filter"]) > 0 {
		var want []string
		for _, f := range s.want["filter"] {
			want = append(want, unorderedText(t, f))
		}
		differ("filter", unorderedText(t, p.Filter), want...)
	}
	sampled := ""
	if p.Sample.Kind != All {
		sampled = strings.Join(strings.Fields(string(p.Sample.Kind)+" "+p.Sample.By+" "+strconv.Itoa(p.Sample.Rows)), " ")
	}
	differ("sample", sampled, one("sample"))
	differ("target", p.Target, one("target"))
	differ("expected", string(p.Expected), one("expected"))
	if c := one("chart"); c != "" {
		differ("chart", p.Chart, c)
	}
	var unclear []string
	for _, part := range p.Unclear {
		require.Equal(t, part.Text, s.text[part.Pos:part.End])
		unclear = append(unclear, part.Text)
	}
	differ("unclear", strings.Join(unclear, "|"), one("unclear"))
	asked := map[string]bool{}
	for _, a := range p.Asks {
		require.Equal(t, a.Text, s.text[a.Pos:a.End])
		asked[strings.ToLower(a.Text)] = true
	}
	for want := range strings.SplitSeq(one("ask"), "|") {
		found := want == ""
		for have := range asked {
			found = found || strings.Contains(have, want)
		}
		if !found {
			out = append(out, "ask: nothing is asked about "+want)
		}
	}
	return out
}

// right returns how many sentences of a table are planned as expected, and says which are not.
func right(t testing.TB, name string, report func(format string, args ...any)) (n, all int) {
	t.Helper()
	known := projects(t)
	for _, s := range readTable(t, name) {
		all++
		p := Make(s.text, known[s.project], s.page, nil, options())
		if w := s.wrong(t, p); len(w) > 0 {
			report("%s:%d %s\n\t%s", name, s.line, s.text, strings.Join(w, "\n\t"))
			continue
		}
		n++
	}
	return n, all
}

func TestSentences(t *testing.T) {
	t.Parallel()
	n, all := right(t, "tuning.txt", t.Errorf)
	t.Logf("%d of %d", n, all)
}

// Which of these are wrong is not said, so that nobody mends one of them and believes that the planner understands more.
func TestSentencesThatTheRulesWereNotMadeFor(t *testing.T) {
	t.Parallel()
	n, all := right(t, "held_out.txt", func(string, ...any) {})
	t.Logf("%d of %d", n, all)
	require.Equal(t, 50, all)
	require.GreaterOrEqual(t, n, 43)
}
