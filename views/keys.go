package views

import (
	"net/url"
	"strings"

	"assay/store"
)

// KeysPage lists the API keys that are good for a project.
type KeysPage struct {
	Shell Shell
	Keys  []KeyLine
	New   *NewKey // just made; shown this once
	Form  KeyForm
}

// KeyLine is one key in the list.
type KeyLine struct {
	ID                      int
	Name, Prefix            string
	Access                  store.Access
	Scope                   string // the projects in words
	Created, MadeBy         string
	Expires, LastUsed, Over string // Over: why it no longer works, or empty
	Action                  string // address that revokes it; empty: not for whoever looks
}

// KeyForm is a key as it is about to be made. Values are as typed.
type KeyForm struct {
	Name     string
	Access   store.Access
	Expires  string
	Every    bool // good for every project
	MayEvery bool
	Projects []KeyProject
	Wrong    map[string]string // by field: name, access, expires, project
}

// KeyProject is a project that a key may be good for.
type KeyProject struct {
	Name   string
	Picked bool
}

// NewKey is a key that was just made, with what one sets where the program runs.
type NewKey struct {
	Name, Token string
	Env         string
}

// KeyLifetime is how long a key works.
type KeyLifetime struct {
	Value, Says string
	Days        int // 0: for ever
}

// KeyLifetimes are the choices of the form.
var KeyLifetimes = []KeyLifetime{{"", "never", 0}, {"30", "after 30 days", 30}, {"90", "after 90 days", 90}, {"365", "after a year", 365}}

// AccessChoice is an access and what it allows.
type AccessChoice struct {
	Access store.Access
	May    string
}

// AccessChoices are what a key may do, in words; write comes first, because most keys log.
var AccessChoices = []AccessChoice{
	{store.WriteAccess, "logs traces, feedback and datasets, and reads them"},
	{store.ReadAccess, "reads traces and datasets only"},
}

// Environment is what the SDKs and exporters read from the environment: where to send, with which key.
func Environment(base, token string) string {
	return strings.Join([]string{
		"export BRAINTRUST_API_KEY=" + token,
		"export BRAINTRUST_APP_URL=" + base,
		"export BRAINTRUST_API_URL=" + base,
	}, "\n")
}

// exporterEnvironment is the same for OpenTelemetry's exporters.
func exporterEnvironment(base, project string) string {
	return strings.Join([]string{
		"export OTEL_EXPORTER_OTLP_ENDPOINT=" + base + "/otel",
		"export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
		`export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20$BRAINTRUST_API_KEY,x-bt-parent=project_name:` + percent(project) + `"`,
	}, "\n")
}

// langfuseEnvironment is the same for the SDKs of Langfuse, which name no project: the key does.
func langfuseEnvironment(base string) string {
	return strings.Join([]string{
		"export LANGFUSE_BASE_URL=" + base,
		"export LANGFUSE_PUBLIC_KEY=pk-anything",
		"export LANGFUSE_SECRET_KEY=$BRAINTRUST_API_KEY",
	}, "\n")
}

// percent escapes a value for a list of headers in an environment variable.
func percent(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
