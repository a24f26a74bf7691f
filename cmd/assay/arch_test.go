package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the top of the source tree, seen from this folder.
const root = "../.."

// may lists which of our packages a package may import, the first matching line deciding. A * at the end stands for the
// packages below. It is the arrow diagram of the README.
var may = []struct {
	who  string
	what []string
}{
	{"store", nil},
	{"store/filter", []string{"store"}},
	{"store/jsonl", []string{"store"}},
	{"store/merge", []string{"store", "store/jsonl"}},
	{"store/fold", []string{"store"}},
	{"store/sample", []string{"store"}},
	{"store/adding", []string{"store", "store/schema"}},
	{"store/draft", []string{"store", "store/jsonl"}},
	{"store/spantree", []string{"store"}},
	{"store/remark", []string{"store"}},
	{"store/sheet", []string{"store", "store/filter"}},
	{"store/agreement", []string{"store"}},
	{"store/assistant", []string{"store", "store/filter"}},
	{"store/statistics", []string{"store"}},
	{"store/gold", []string{"store", "store/statistics"}},
	{"store/repeat", []string{"store", "store/agreement", "store/gold", "store/statistics"}},
	{"store/rollup", []string{"store", "store/filter"}},
	{"store/chart", []string{"store", "store/filter"}},
	{"store/words", nil},
	{"store/similar", []string{"store/words"}},
	{"store/upload", []string{"store", "store/merge"}},
	{"store/schema", []string{"store"}},
	{"store/theme", []string{"store/statistics", "store/words"}},
	{"store/pgserver", nil},
	{"store/pgtest", []string{"migrations", "store/pgserver"}},
	{"store/postgres", []string{"store", "store/filter", "store/fold", "store/jsonl", "store/merge", "store/rollup", "store/theme", "migrations", "store/adding", "store/draft", "store/similar", "store/assistant", "store/schema", "store/upload", "store/repeat"}},
	{"migrations", nil},
	{"static", nil},
	{"views*", []string{"views*", "store", "store/filter", "static", "store/adding", "store/draft", "store/sheet", "store/assistant", "store/chart", "store/remark", "store/upload", "store/schema"}},
	{"web", []string{"web/*", "views*", "store", "store/agreement", "store/filter", "store/jsonl", "store/postgres", "store/rollup", "store/statistics", "static", "store/adding", "store/draft", "store/sheet", "store/spantree", "store/assistant", "store/similar", "store/theme", "store/chart", "store/remark", "store/upload", "store/gold", "store/repeat", "store/schema"}},
	{"web/llm/standin", nil},
	{"web/llm", []string{"store", "store/assistant", "store/filter"}},
	{"web/*", []string{"web/*", "store", "store/filter", "store/jsonl", "store/merge", "store/postgres"}},
	{"cmd/assay", []string{"web*", "store", "store/filter", "store/jsonl", "store/sample", "store/pgserver", "store/postgres", "store/rollup", "migrations"}},
}

// only lists who may import what is not ours, tests aside. A word that ends in ! is a whole path and not a prefix.
var only = []struct {
	what string
	who  []string
}{
	{"github.com/labstack/echo", []string{"web"}},
	{"github.com/santhosh-tekuri/jsonschema", []string{"store/schema"}},
	{"github.com/jmoiron/sqlx", []string{"store/postgres"}},
	{"github.com/lib/pq", []string{"store/postgres", "store/pgtest"}},
	{"github.com/pressly/goose", []string{"store/postgres", "store/pgtest"}},
	{"github.com/gorilla", []string{"web/auth"}},
	{"github.com/alecthomas/kong", []string{"cmd/assay"}},
	{"github.com/a-h/templ", []string{"views*", "web"}},
	{"github.com/microcosm-cc/bluemonday", []string{"views/content"}},
	{"github.com/yuin/goldmark", []string{"views/content"}},
	{"golang.org/x/text", []string{"store/words", "store/schema"}},
	{"gonum.org/v1/gonum", []string{"store/agreement", "store/statistics"}},
	{"github.com/openai/openai-go", []string{"web/llm"}},
	{"github.com/parquet-go/parquet-go", []string{"web/export"}},
	{"github.com/chromedp", nil},
	{"github.com/stretchr/testify", []string{"views/viewtest"}},
	{"testing!", []string{"store/pgtest", "views/viewtest"}},
	{"database/sql", []string{"store/postgres", "store/pgtest"}},
	// pgserver fetches a Postgres where there is none.
	{"net/http", []string{"web*", "static", "cmd/assay", "store/pgserver"}},
}

// listed is what `go list` knows of a package.
type listed struct {
	ImportPath, Dir, Doc string
	Imports, GoFiles     []string
}

func (p listed) name() string { return strings.TrimPrefix(p.ImportPath, "assay/") }

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json", "./...")
	cmd.Dir = root
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, "%s", &errs)
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else {
			require.NoError(t, err)
		}
		all = append(all, p)
	}
}

func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

func TestArchitecture(t *testing.T) {
	t.Parallel()
	all := packages(t)
	require.Greater(t, len(all), 10)

	t.Run("the arrows point one way", func(t *testing.T) {
		t.Parallel()
		var wrong []string
		for _, p := range all {
			line := slices.IndexFunc(may, func(m struct {
				who  string
				what []string
			}) bool {
				return matches(m.who, p.name())
			})
			require.GreaterOrEqual(t, line, 0, "%s has no place in the diagram: give it a line in `may` and in the README", p.name())
			for _, imported := range p.Imports {
				if name, ours := strings.CutPrefix(imported, "assay/"); ours && !matchesAny(may[line].what, name) {
					wrong = append(wrong, p.name()+" may not import "+name)
				}
			}
		}
		require.Empty(t, wrong)
	})

	t.Run("libraries stay where they belong", func(t *testing.T) {
		t.Parallel()
		var wrong []string
		for _, p := range all {
			for _, imported := range p.Imports {
				for _, rule := range only {
					library, whole := strings.CutSuffix(rule.what, "!")
					covered := imported == library || !whole && strings.HasPrefix(imported, library+"/")
					if covered && !matchesAny(rule.who, p.name()) {
						wrong = append(wrong, p.name()+" may not import "+imported)
					}
				}
			}
		}
		require.Empty(t, wrong)
	})

	t.Run("what is for tests is used by tests only", func(t *testing.T) {
		t.Parallel()
		for _, p := range all {
			require.NotContains(t, p.Imports, "assay/store/pgtest", p.name())
			require.NotContains(t, p.Imports, "assay/views/viewtest", p.name())
		}
	})

	t.Run("every package has a name and says what it is for", func(t *testing.T) {
		t.Parallel()
		for _, p := range all {
			for _, vague := range []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "shared", "misc", "lib", "base"} {
				require.NotEqual(t, vague, path.Base(p.ImportPath), "the name of %s says nothing", p.name())
			}
			require.NotEmpty(t, p.Doc, "%s has no package comment", p.name())
		}
	})

	t.Run("functions fit on a screen", func(t *testing.T) {
		t.Parallel()
		for _, p := range all {
			for _, file := range p.GoFiles {
				if !strings.HasSuffix(file, "_templ.go") {
					requireShortFunctions(t, filepath.Join(p.Dir, file))
				}
			}
		}
	})
}

// longest is how many lines a function may have, its signature and closing brace included.
const longest = 62

func requireShortFunctions(t *testing.T, file string) {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
			require.LessOrEqual(t, n, longest, "%s of %s has %d lines: split it", f.Name.Name, file, n)
		}
	}
}

// sources calls visit with every file that people write, by its path from the top.
func sources(t *testing.T, visit func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(name, root), string(filepath.Separator)))
		if d.IsDir() {
			if slices.Contains([]string{".git", "bin", "static/vendor", "node_modules", ".data"}, rel) || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(rel) {
		case ".go", ".templ", ".sql", ".js", ".css", ".svg", ".md", ".mod", ".sh", "":
		default:
			return nil
		}
		if strings.HasSuffix(rel, "_templ.go") || rel == "LICENSE" {
			return nil
		}
		text, err := os.ReadFile(name)
		visit(rel, string(text))
		return err
	})
	require.NoError(t, err)
}

var (
	address = regexp.MustCompile(`https?://[^\s"'<>` + "`" + `)\\]+`)
	// Hosts that hand out packages have such words in their names; those of tests end in names reserved for that.
	handsOut = regexp.MustCompile(`(?i)(^|[.-])(registry|npm[a-z]*|pypi|pythonhosted|unpkg|jsdelivr|cdnjs|crates|rubygems|goproxy|proxy|artifactory|mirror)([.-]|$)`)
	reserved = regexp.MustCompile(`(^|\.)(test|example|invalid|localhost|example\.(org|com|net))$`)
)

func TestSources(t *testing.T) {
	t.Parallel()
	seen := 0
	sources(t, func(name, text string) {
		seen++
		ext := path.Ext(name)
		if (ext == ".go" || ext == ".templ") && !strings.HasSuffix(name, "_test.go") {
			require.LessOrEqual(t, strings.Count(text, "\n"), 400, "%s is too long: split it by noun", name)
		}
		if (ext == ".go" || ext == ".templ") && !strings.HasPrefix(name, "views/content/") && name != "cmd/assay/arch_test.go" {
			require.False(t, strings.Contains(text, "templ.Raw("), "%s writes markup past the escaping, which views/content alone may", name)
		}
		for _, found := range address.FindAllString(text, -1) {
			u, err := url.Parse(found)
			if err != nil || reserved.MatchString(u.Hostname()) {
				continue
			}
			require.False(t, handsOut.MatchString(u.Hostname()), "%s names the package host %s: what is fetched comes from where the machine is set up to", name, u.Hostname())
		}
	})
	require.Greater(t, seen, 100)
}
