package ingest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/web/auth"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// reader is a person who has the quickstart page of the project "wire" open.
type reader struct {
	*logServer
	browser *http.Client
}

// newReader starts a server and signs someone in, as its page does.
func newReader(t *testing.T) reader {
	t.Helper()
	s := newLogServer(t)
	s.pass(time.Since(s.now())) // programs stamp what they log with the real time
	hash, err := auth.HashPassword("correct horse")
	require.NoError(t, err)
	id, err := s.db.CreateAccount(t.Context(), store.Account{Email: "ada@example.org", PasswordHash: hash})
	require.NoError(t, err)
	require.NoError(t, s.db.SetMember(t.Context(), s.project.ID, id, store.Admin))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	r := reader{s, &http.Client{Jar: jar}}
	answer, err := r.browser.PostForm(s.url+"/sign-in", url.Values{"email": {"ada@example.org"}, "password": {"correct horse"}})
	require.NoError(t, err)
	_ = answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return r
}

func (r reader) page() *goquery.Document {
	r.t.Helper()
	answer, err := r.browser.Get(r.url + "/p/" + url.PathEscape(r.project.Name) + "/quickstart")
	require.NoError(r.t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(r.t, http.StatusOK, answer.StatusCode)
	d, err := goquery.NewDocumentFromReader(answer.Body)
	require.NoError(r.t, err)
	return d
}

// copied is the text that the page gives to copy under an id.
func (r reader) copied(id string) string {
	r.t.Helper()
	block := r.page().Find("#" + id)
	require.Equal(r.t, 1, block.Length(), "#%s", id)
	return block.Text()
}

// shell runs a script after the lines that the page says to set, with the key in its place.
func (r reader) shell(dir, script string) string {
	r.t.Helper()
	env := r.copied("env")
	require.Equal(r.t, 1, strings.Count(env, "ak-…"), "the place for the key")
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "sh", "-e", "-c", strings.Replace(env, "ak-…", r.key, 1)+"\n"+script)
	c.Dir = dir
	out, err := c.CombinedOutput()
	require.NoError(r.t, err, "%s\n%s", script, out)
	return string(out)
}

// needsProgram fails where a program is not there that the tests need.
func needsProgram(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		_, err := exec.LookPath(name)
		require.NoError(t, err, "install %s", name)
	}
}

// TestTheQuickstartPageTellsTheTruth does what the page says, letter by letter, and then the page says that a trace arrived.
func TestTheQuickstartPageTellsTheTruth(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	for name, follow := range map[string]func(r reader, dir string){
		"JavaScript": func(r reader, dir string) {
			needsProgram(r.t, "node", "npm")
			out, err := npmInstalled()
			require.NoError(r.t, err, "npm ci in %s:\n%s", npmFolder, out)
			installed, err := filepath.Abs(npmFolder + "/node_modules")
			require.NoError(r.t, err)
			require.Equal(r.t, "npm install braintrust", r.copied("javascript-0"))
			require.NoError(r.t, os.Symlink(installed, filepath.Join(dir, "node_modules"))) // what that installs, in the pinned version
			save(r.t, dir, "quickstart.mjs", r.copied("javascript-1"))
			r.shell(dir, r.copied("javascript-2"))
		},
		"curl": func(r reader, dir string) {
			needsProgram(r.t, "curl")
			for _, step := range []string{"curl-0", "curl-1"} {
				out := r.shell(dir, r.copied(step))
				require.NotContains(r.t, out, `"error"`)
			}
		},
		"Go": func(r reader, dir string) {
			require.Contains(r.t, r.copied("go-0"), "go get go.opentelemetry.io/otel/sdk ")
			save(r.t, dir, "main.go", r.copied("go-1"))
			run, path, _ := strings.Cut(r.copied("go-2"), " main.go")
			require.Empty(r.t, path)
			r.shell(root, run+" "+filepath.Join(dir, "main.go")) // in this module, which has what go get brings
		},
		"OpenTelemetry": func(r reader, dir string) {
			save(r.t, dir, "main.go", exporterProgram)
			r.shell(root, r.copied("otlp-0")+"\ngo run "+filepath.Join(dir, "main.go"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReader(t)
			require.Zero(t, r.page().Find("#first-trace.arrived").Length())
			follow(r, t.TempDir())
			green := r.page().Find("#first-trace.arrived")
			require.Equal(t, 1, green.Length(), "the page has noticed")

			page := green.Find("a").AttrOr("href", "")
			answer, err := r.browser.Get(r.url + page)
			require.NoError(t, err)
			defer func() { _ = answer.Body.Close() }()
			text, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			traces := r.find("")
			require.Len(t, traces, 1)
			trace := r.trace(traces[0])
			require.True(t, strings.HasSuffix(page, "/t/"+string(trace.ID)), page)
			require.Equal(t, "answer", trace.Name)
			require.Contains(t, string(text), "Where is my parcel?")
			require.Contains(t, string(text), "It arrives on Tuesday.")
			if name == "JavaScript" || name == "curl" {
				require.Equal(t, store.FoldedScores{"user_rating": store.Num(1)}, trace.BySource[store.User])
				require.Equal(t, "Exactly what I asked.", trace.LastComment)
			}
		})
	}
}

func save(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// exporterProgram is a program that knows nothing of this server: its exporter reads the environment.
const exporterProgram = `package main

import (
	"context"
	"log"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		log.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithSyncer(exporter))
	_, span := provider.Tracer("app").Start(ctx, "answer")
	span.SetAttributes(attribute.String("input.value", "Where is my parcel?"), attribute.String("output.value", "It arrives on Tuesday."))
	span.End()
	if err := provider.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}
`
