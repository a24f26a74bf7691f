package filter

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sampleCensus is of three traces and two spans.
func sampleCensus() *Census {
	c := NewCensus()
	for i, metadata := range []string{
		`{"model": "large", "request": {"region": "eu", "retries": 1}, "ok": true, "langs": ["de", "en"], "mixed": 1}`,
		`{"model": "large", "request": {"region": "us"}, "ok": false, "user_id": "ada", "mixed": "x", "gone": null}`,
		`{"model": "small", "user": "bob", "user id": 7}`,
	} {
		c.AddTrace(SampleRow{Name: "answer", Type: "task", Tags: []string{"billing", "vip"}[:1+i%2], Metadata: json.RawMessage(metadata),
			Feedback: json.RawMessage(`{"thumbs_up": [false, true]}`), Scores: json.RawMessage(`{"tone": "good", "rating": 0.5, "tie": null}`)})
	}
	c.AddSpan(SampleRow{Name: "lookup", Type: "tool", Error: "not found", Metadata: json.RawMessage(`{"model": "tiny"}`)})
	c.AddSpan(SampleRow{Name: "answer", Type: "task", Metadata: json.RawMessage(`not json`)})
	c.AddUser("ada", 5)
	c.Finish()
	return c
}

func counted(h *Holding) string {
	var parts []string
	for _, v := range h.Values {
		parts = append(parts, fmt.Sprintf("%s:%d", Format(v.Value), v.Rows))
	}
	return strings.Join(parts, " ")
}

func TestCensusCounts(t *testing.T) {
	t.Parallel()
	c := sampleCensus()
	at := func(field string, keys ...any) *Holding { return c.At(At(field, keys...), false) }
	require.Equal(t, 3, c.Traces)
	require.Equal(t, "'large':2 'small':1", counted(at("metadata", "model")))
	require.Equal(t, 3, at("metadata", "model").Rows)
	require.Equal(t, "'eu':1 'us':1", counted(at("metadata", "request", "region")))
	require.Equal(t, []string{"region", "retries"}, at("metadata", "request").Names())
	require.Equal(t, "'billing':3 'vip':1", counted(at("tags")))
	require.Equal(t, "'ada':6 'bob':1", counted(at("user")))
	require.Equal(t, "false:3", counted(at("metadata", "thumbs_up")))
	require.Equal(t, "'good':3", counted(at("scores", "tone")))
	require.Zero(t, at("scores", "tie").Rows)
	require.Nil(t, at("metadata", "nothing", "here"))
	require.Nil(t, at("metadata", 0))
	require.Equal(t, "'tiny':1", counted(c.At(At("metadata", "model"), true)), "inside of ANY_SPAN spans count")
	require.Nil(t, (*Census)(nil).At(At("name"), false))

	for name, want := range map[string]Type{
		"model": TypeString, "ok": TypeBool, "request": TypeObject, "langs": TypeList, "mixed": TypeJSON, "user id": TypeNumber, "gone": TypeJSON,
	} {
		require.Equal(t, want, at("metadata", name).Type(), name)
	}
	require.Equal(t, TypeJSON, (*Holding)(nil).Type())

	var places []string
	c.Places(false, func(p *Path, _ *Holding) { places = append(places, Format(p)) })
	require.Equal(t, []string{"metadata.model", "metadata.thumbs_up", "metadata.mixed", "metadata.ok", "metadata.request", "metadata.request.region", "metadata.request.retries"}, places[:7])
	require.Contains(t, places, `metadata."user id"`)
}

func TestCensusStaysSmall(t *testing.T) {
	t.Parallel()
	c := NewCensus()
	for i := range 1000 {
		c.AddTrace(SampleRow{Metadata: json.RawMessage(fmt.Sprintf(`{"id": "id-%d", "new-%d": 1, "long": %q, "a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}`, i, i, strings.Repeat("x", 500)))})
	}
	c.Finish()
	require.Len(t, c.At(At("metadata", "id"), false).Values, censusValues)
	require.Empty(t, c.At(At("metadata", "long"), false).Values)
	require.Equal(t, 1000, c.At(At("metadata", "long"), false).Rows)
	n, deepest := 0, 0
	c.Places(false, func(p *Path, _ *Holding) { n, deepest = n+1, max(deepest, len(p.Keys)) })
	require.Equal(t, censusKeys, n)
	require.Equal(t, censusDepth, deepest)
}
