package content

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// referenceJSON is what SDKs leave in the place of a file.
func referenceJSON(kind string) string {
	return `{"type":"braintrust_attachment","key":"k 1","filename":"bild.png","content_type":"` + kind + `"}`
}

func TestFilesAreShownByWhatTheyAre(t *testing.T) {
	t.Parallel()
	for kind, element := range map[string]string{
		"image/png": "img", "image/jpeg": "img", "IMAGE/WebP": "img", "image/png; a=b": "img", "audio/mpeg": "audio", "audio/wav": "audio", "video/mp4": "video",
		"image/svg+xml": "", "text/html": "", "application/pdf": "", "image/x-unknown": "", "": "", "nonsense": "", "image/png, text/html": "",
	} {
		for name, value := range map[string]string{"alone": referenceJSON(kind), "a member": `{"file":` + referenceJSON(kind) + `}`, "an item": `[[` + referenceJSON(kind) + `]]`,
			"in a message":       `[{"role":"user","content":[{"type":"image_url","image_url":{"url":` + referenceJSON(kind) + `}}]}]`,
			"as a message":       `[{"role":"user","content":[{"type":"file","file":{"file_data":` + referenceJSON(kind) + `}}]}]`,
			"beside messages":    `{"messages":[{"role":"user","content":"x"}],"file":` + referenceJSON(kind) + `}`,
			"an answer of tools": `[{"role":"tool","content":[{"type":"tool_result","content":` + referenceJSON(kind) + `}]}]`,
		} {
			d := block(t, Value{JSON: value, FileURL: fileURL})
			shown := d.Find("img, audio, video")
			require.Equal(t, element != "", shown.Length() == 1, "%s %s", kind, name)
			if element != "" {
				require.Equal(t, "/files/k%201", d.Find(element).AttrOr("src", ""), "%s %s", kind, name)
			}
			link := d.Find("a.file-name")
			require.Equal(t, 1, link.Length(), "%s %s", kind, name)
			require.Equal(t, "/files/k%201", link.AttrOr("href", ""))
			require.Equal(t, "bild.png", link.Text())
		}
	}
}

func TestWhatIsNoFileOfOursIsText(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]Value{
		"a page without files":     {JSON: referenceJSON("image/png")},
		"a key that leads nowhere": {JSON: referenceJSON("image/png"), FileURL: func(string) string { return "" }},
		"a file elsewhere":         {JSON: `{"type":"external_attachment","url":"https://evil.example/x.png","filename":"x.png","content_type":"image/png"}`, FileURL: fileURL},
		"a file in the value":      {JSON: `{"type":"base64_attachment","content":"data:image/png;base64,AAAA"}`, FileURL: fileURL},
		"a key that is a number":   {JSON: `{"type":"braintrust_attachment","key":7,"content_type":"image/png"}`, FileURL: fileURL},
		"no key":                   {JSON: `{"type":"braintrust_attachment","content_type":"image/png"}`, FileURL: fileURL},
		"exact text":               {JSON: referenceJSON("image/png"), FileURL: fileURL, Format: Raw},
		"a reference cut short":    {JSON: referenceJSON("image/png"), FileURL: fileURL, Limit: 41},
	} {
		d := block(t, v)
		require.Zero(t, d.Find("img, audio, video, a").Length(), name)
		require.Contains(t, d.Text(), "attachment", name)
	}
}

func TestFileKeys(t *testing.T) {
	t.Parallel()
	for value, want := range map[string][]string{
		`{"a":[` + referenceJSON("image/png") + `,{"b":{"type":"braintrust_attachment","key":"other"}}]}`: {"k 1", "other"},
		`"braintrust_attachment"`:                            nil,
		`{"type":"braintrust_attachment","key":7}`:           nil,
		`{"type":"external_attachment","key":"x"}`:           nil,
		`{"a":{"type":"braintrust_attachment","key":"cut`:    nil,
		`no JSON with braintrust_attachment`:                 nil,
		`{"type":"braintrust_attachment","key":"a","x":{}} `: {"a"},
	} {
		require.Equal(t, want, FileKeys(value), value)
	}
}
