//go:build shared

package ingest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// exchange is one recorded request with the answer of the stand-in.
type exchange struct {
	Request struct {
		Method, Path  string
		Headers       map[string]string
		Authorization string
		Body          any
	}
	Response struct {
		Status int
		Body   any
	}
}

// elsewhere are recorded addresses of flows that the server does not have, or not yet: experiments, and the overflow upload,
// which it does not announce.
var elsewhere = regexp.MustCompile(`^/(v1/experiment|logs3/overflow|_ovf/|api/(experiment|base_experiment))`)

func TestSharedRecordedRequestsAreAccepted(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, shared, "ASSAY_SHARED is the folder that holds wire/fixtures")
	for _, name := range []string{"log_trace", "merge", "feedback", "batching", "attachments", "propagation", "wrap_openai", "login", "rest_v1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(filepath.Join(shared, "wire", "fixtures", name+".json"))
			require.NoError(t, err)
			var file struct{ Exchanges []exchange }
			require.NoError(t, json.Unmarshal(raw, &file))
			require.NotEmpty(t, file.Exchanges)
			p := &replayer{logServer: newLogServer(t), ours: map[string]string{}}
			for _, e := range file.Exchanges {
				p.replay(e)
			}
			require.NotZero(t, p.sent)
		})
	}
}

// replayer sends recorded requests, with the ids that this server gave out in place of the recorded ones.
type replayer struct {
	*logServer
	ours map[string]string
	sent int
}

func (p *replayer) replay(e exchange) {
	p.t.Helper()
	if elsewhere.MatchString(e.Request.Path) {
		return
	}
	body := ""
	switch b := complete(e.Request.Body).(type) {
	case nil:
	case string:
		body = b
	case map[string]any:
		if b["clipped_bytes"] != nil {
			return // only its beginning was kept
		}
		text, err := json.Marshal(b)
		require.NoError(p.t, err)
		body = p.translate(string(text))
		if strings.Contains(body, `"experiment_id"`) {
			return
		}
	}
	header := []string{}
	for name, value := range e.Request.Headers {
		if name != "accept-encoding" {
			header = append(header, name, value)
		}
	}
	switch {
	case e.Request.Authorization == "":
		header = append(header, "Authorization", "")
	case e.Response.Status == http.StatusUnauthorized:
		header = append(header, "Authorization", "Bearer wrong")
	}
	address := p.address(e)
	if address == "" {
		return
	}
	got := p.do(e.Request.Method, address, body, header...)
	p.sent++
	require.Equal(p.t, e.Response.Status/100, got.status/100, "%s %s\n%s\nrecorded %d, got %d: %s", e.Request.Method, e.Request.Path, body, e.Response.Status, got.status, got.text)
	if got.status < 300 {
		p.learn(e.Response.Body, map[string]any(got.json), "")
	}
}

// address is where to send a recorded request; empty for pages that only exist in a longer list than the recording made.
func (p *replayer) address(e exchange) string {
	p.t.Helper()
	key, isObject := strings.CutPrefix(e.Request.Path, "/_obj/")
	if isObject && e.Request.Method == http.MethodPut {
		return p.ours["signedUrl "+e.Request.Path]
	}
	if isObject {
		out := p.do(http.MethodGet, p.url+"/attachment?key="+key, "")
		require.Equal(p.t, 200, out.status, out.text)
		return out.json["downloadUrl"].(string)
	}
	path := p.translate(e.Request.Path)
	_, cursor, paged := strings.Cut(path, "cursor=")
	if paged && len(cursor) < 16 {
		return ""
	}
	return p.url + path
}

// learn notes which of our ids stands where the recording has one of its own.
func (p *replayer) learn(recorded, got any, name string) {
	switch recorded := recorded.(type) {
	case map[string]any:
		if mine, same := got.(map[string]any); same {
			for key, value := range recorded {
				p.learn(value, mine[key], key)
			}
		}
	case []any:
		if mine, same := got.([]any); same {
			for i := range min(len(recorded), len(mine)) {
				p.learn(recorded[i], mine[i], name)
			}
		}
	case string:
		mine, same := got.(string)
		switch {
		case !same || mine == recorded:
		case name == "signedUrl" || name == "downloadUrl":
			at, err := url.Parse(recorded)
			require.NoError(p.t, err)
			p.ours[name+" "+at.Path] = mine
		case name == "cursor":
			p.ours["cursor="+recorded] = "cursor=" + url.QueryEscape(mine)
		case name == "id" || name == "org_id" || strings.HasSuffix(name, "_id"):
			p.ours[recorded] = mine
		}
	}
}

func (p *replayer) translate(text string) string {
	for theirs, mine := range p.ours {
		if len(theirs) >= 16 || strings.HasPrefix(theirs, "cursor=") {
			text = strings.ReplaceAll(text, theirs, mine)
		}
	}
	return text
}

// complete drops the marks of what the recording left out.
func complete(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = complete(value)
		}
	case []any:
		kept := []any{}
		for _, item := range v {
			if m, isMap := item.(map[string]any); isMap && m["<left out>"] != nil {
				continue
			}
			kept = append(kept, complete(item))
		}
		return kept
	}
	return v
}
