package views

import (
	"strconv"
	"strings"

	"assay/store"
)

// QuickstartPage shows how to log the first trace of a project.
type QuickstartPage struct {
	Shell    Shell
	Env      string // with a place for the key
	KeysURL  string // where one makes a key; empty for people who may not
	Snippets []Snippet
	First    FirstTrace
	Waiting  store.Waiting // feedback
}

// waitingWords counts the feedback that waits.
func waitingWords(w store.Waiting) string {
	switch {
	case w.More:
		return "More than " + Thousands(int64(w.N)) + " feedback rows wait for a span that has not come."
	case w.N == 1:
		return "1 feedback row waits for a span that has not come."
	}
	return Thousands(int64(w.N)) + " feedback rows wait for a span that has not come."
}

// keptDays is how long feedback waits, in words.
var keptDays = strconv.Itoa(int(store.KeepWaiting.Hours()/24)) + " days"

// Snippet is a program in one language that logs a trace.
type Snippet struct {
	ID, Name string
	Steps    []Step
}

// Step is text to copy with a word about it.
type Step struct {
	Says, Text string
}

// FirstTrace tells whether anything was logged yet.
type FirstTrace struct {
	Ask  string // address of the page
	Open string // address of the newest trace; empty: none yet
	Made string // when that was made, in words
}

// keyPlace stands in the environment where the key goes.
const keyPlace = "ak-…"

// QuickstartEnvironment is what to set before any of the programs runs.
func QuickstartEnvironment(base string) string { return Environment(base, keyPlace) }

// Snippets are the programs, filled with where this server is and which project they log to. uid is the project's id on the
// wire.
func Snippets(base, project, uid string) []Snippet {
	fill := strings.NewReplacer("{base}", base, "{project}", strconv.Quote(project), "{parent}", percent(project), "{uid}", uid).Replace
	return []Snippet{
		{"javascript", "JavaScript", []Step{{"Install the SDK", "npm install braintrust"},
			{"Save this as quickstart.mjs: it logs a trace, and what its user thought of it", fill(javascriptSnippet)}, {"Run it", "node quickstart.mjs"}}},
		{"python", "Python", []Step{{"Install the SDK", "pip install braintrust"},
			{"Save this as quickstart.py: it logs a trace, and what its user thought of it", fill(pythonSnippet)}, {"Run it", "python quickstart.py"}}},
		{"go", "Go", []Step{{"Install OpenTelemetry in a module", goInstall}, {"Save this as main.go: it logs a trace", fill(goSnippet)}, {"Run it", "go run main.go"}}},
		{"otlp", "OpenTelemetry", []Step{{"Any exporter of OTLP over HTTP reads where to send from the environment", exporterEnvironment(base, project)},
			{"So do the SDKs of Langfuse. The API key has to be made for this project alone", langfuseEnvironment(base)}}},
		{"curl", "curl", []Step{{"Log a trace", fill(curlSnippet)}, {"Log what its user thought of it", fill(curlFeedback)}}},
	}
}

const goInstall = `go mod init quickstart
go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp`

const javascriptSnippet = `import { initLogger } from "braintrust";

const logger = initLogger({ projectName: {project} });

const id = await logger.traced(async (span) => {
  span.log({ input: "Where is my parcel?", output: "It arrives on Tuesday." });
  return span.id;
}, { name: "answer" });
logger.logFeedback({ id, scores: { user_rating: 1 }, comment: "Exactly what I asked." });
await logger.flush();`

const pythonSnippet = `import braintrust

logger = braintrust.init_logger(project={project})

with logger.start_span(name="answer") as span:
    span.log(input="Where is my parcel?", output="It arrives on Tuesday.")
logger.log_feedback(id=span.id, scores={"user_rating": 1}, comment="Exactly what I asked.")
logger.flush()`

const goSnippet = `package main

import (
	"context"
	"log"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx,
		otlptracehttp.WithEndpointURL("{base}/otel/v1/traces"),
		otlptracehttp.WithHeaders(map[string]string{
			"Authorization": "Bearer " + os.Getenv("BRAINTRUST_API_KEY"),
			"x-bt-parent":   "project_name:" + {project},
		}))
	if err != nil {
		log.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	_, span := provider.Tracer("quickstart").Start(ctx, "answer")
	span.SetAttributes(
		attribute.String("braintrust.input", "Where is my parcel?"),
		attribute.String("braintrust.output", "It arrives on Tuesday."),
	)
	span.End()
	if err := provider.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}`

const curlSnippet = `curl {base}/v1/project_logs/{uid}/insert \
  -H "Authorization: Bearer $BRAINTRUST_API_KEY" -H "Content-Type: application/json" \
  -d '{"events": [{"id": "first", "span_attributes": {"name": "answer"}, "input": "Where is my parcel?", "output": "It arrives on Tuesday."}]}'`

const curlFeedback = `curl {base}/v1/project_logs/{uid}/feedback \
  -H "Authorization: Bearer $BRAINTRUST_API_KEY" -H "Content-Type: application/json" \
  -d '{"feedback": [{"id": "first", "scores": {"user_rating": 1}, "comment": "Exactly what I asked."}]}'`
