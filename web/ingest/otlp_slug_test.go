package ingest

import (
	"encoding/base64"
	"encoding/hex"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func slugText(t *testing.T, head string, rest string) string {
	t.Helper()
	b, err := hex.DecodeString(head)
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(append(b, rest...))
}

func TestReadSlug(t *testing.T) {
	t.Parallel()
	const id, span, root = "8751ac3100004000800000000000000a", "a2b0def330d95e6f", "a0029bcb9f7a375e613072c4dd6cbf8d"
	const uid = "8751ac31-0000-4000-8000-00000000000a"
	for name, c := range map[string]struct {
		text string
		want slug
		bad  bool
	}{
		"version 4, a span of a project":   {slugText(t, "040202"+"03"+span+"04"+root, `{"object_id":"`+uid+`","row_id":"r"}`), slug{slugLogs, uid, "", root, span}, false},
		"version 4, a project by its name": {slugText(t, "040200", `{"compute_object_metadata_args":{"project_name":"p"}}`), slug{slugLogs, "", "p", "", ""}, false},
		"version 3":                        {slugText(t, "030203"+"01"+id+"03"+id+"04"+id, ""), slug{slugLogs, uid, "", uid, uid}, false},
		"an experiment":                    {slugText(t, "040101"+"01"+id, ""), slug{1, uid, "", "", ""}, false},
		"no base64":                        {"%%%", slug{}, true},
		"another version":                  {slugText(t, "020200", ""), slug{}, true},
		"broken off":                       {slugText(t, "040201"+"03"+"a2b0", ""), slug{}, true},
		"a span without a root":            {slugText(t, "040201"+"03"+span, ""), slug{}, true},
		"an id that is none":               {slugText(t, "040200", `{"object_id":"x"}`), slug{}, true},
		"an id that no column holds":       {slugText(t, "040200", `{"object_id":"`+uid+`","span_id":"a\u0000","root_span_id":"b"}`), slug{}, true},
		"no JSON behind it":                {slugText(t, "040200", `{`), slug{}, true},
		"nothing":                          {"", slug{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readSlug(c.text)
			require.Equal(t, c.bad, err != nil)
			if !c.bad {
				require.Equal(t, c.want, got)
			}
		})
	}
}

func TestExportTraces_underAnExportedSpan(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	const root = "a0029bcb9f7a375e613072c4dd6cbf8d"
	parent := slugText(t, "040202"+"03a2b0def330d95e6f"+"04"+root, `{"object_id":"`+d.project.UID+`"}`)
	require.Equal(t, 200, d.send(sent{parent: parent, body: spansJSON(spanJSON(aSpan, ""), spanJSON("eee19b7ec3c1b175", `,"parentSpanId":"`+aSpan+`"`))}).status)
	spans := d.spans(d.project.ID, root)
	require.Len(t, spans, 2)
	require.Equal(t, "a2b0def330d95e6f", spans[aSpan].Parent)
	require.Equal(t, aSpan, spans["eee19b7ec3c1b175"].Parent)
	require.Equal(t, 200, d.send(sent{path: "/v1/logs", parent: parent, body: logJSON(verdictJSON(aboutSpan(aSpan), "tone", "1", ""))}).status)
	trace, err := d.db.Trace(t.Context(), d.project.ID, store.TraceKey(root))
	require.NoError(t, err)
	require.Equal(t, "1", trace.Scores["tone"].String())
}
