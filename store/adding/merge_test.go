package adding

import (
	"encoding/json"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// made is a row that a trace became, or would.
func made(trace string, from store.ExpectedFrom, expected string) Row {
	r := Row{Trace: store.TraceID(trace), Span: store.SpanID("span of " + trace), From: from, Metadata: json.RawMessage(`{}`),
		Provenance: json.RawMessage(`[{"trace":"` + trace + `","span":"span of ` + trace + `"}]`)}
	if expected != "" {
		r.Expected = json.RawMessage(`"` + expected + `"`)
	}
	return r
}

func TestTheBetterFoundedExpectedValueStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row, trace Row
		plan       Expected
		want       string
		from       store.ExpectedFrom
	}{
		"what is missing is filled":                  {made("a", store.FromNothing, ""), made("b", store.FromUser, "b"), ExpectedBest, "b", store.FromUser},
		"an approved value is better than a user's":  {made("a", store.FromUser, "a"), made("b", store.FromApproved, "b"), ExpectedBest, "b", store.FromApproved},
		"and not the other way around":               {made("a", store.FromApproved, "a"), made("b", store.FromUser, "b"), ExpectedBest, "a", store.FromApproved},
		"unless users come first":                    {made("a", store.FromApproved, "a"), made("b", store.FromUser, "b"), ExpectedUser, "b", store.FromUser},
		"of equal ones the row's own":                {made("a", store.FromApproved, "a"), made("b", store.FromApproved, "b"), ExpectedBest, "a", store.FromApproved},
		"but the same trace may change its mind":     {made("a", store.FromApproved, "a"), made("a", store.FromApproved, "b"), ExpectedBest, "b", store.FromApproved},
		"what someone typed stays":                   {made("a", store.FromEdit, "a"), made("a", store.FromApproved, "b"), ExpectedBest, "a", store.FromEdit},
		"also when it is nothing":                    {made("a", store.FromEdit, ""), made("a", store.FromApproved, "b"), ExpectedBest, "", store.FromEdit},
		"an output never takes the place of a value": {made("a", store.FromUser, "a"), made("b", store.FromOutput, "b"), ExpectedOutput, "a", store.FromUser},
		"and gives way to any":                       {made("a", store.FromOutput, "a"), made("b", store.FromUser, "b"), ExpectedOutput, "b", store.FromUser},
		"nothing takes the place of nothing":         {made("a", store.FromUser, "a"), made("b", store.FromNothing, ""), ExpectedBest, "a", store.FromUser},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Default()
			p.Expected = c.plan
			got, _, err := p.MergeInto(c.row, []Row{c.trace})
			require.NoError(t, err)
			require.Equal(t, c.from, got.From)
			want := ""
			if c.want != "" {
				want = `"` + c.want + `"`
			}
			require.Equal(t, want, string(got.Expected))
		})
	}
}

func TestMergingKeepsWhatTheRowHas(t *testing.T) {
	t.Parallel()
	row, first, second := made("a", store.FromUser, "a"), made("b", store.FromNothing, ""), made("c", store.FromNothing, "")
	row.Metadata, row.Tags = json.RawMessage(`{"model":"small"}`), []string{"x"}
	first.Metadata, first.Tags = json.RawMessage(`{"model":"large","user":"ada"}`), []string{"y", "x"}
	second.Metadata, second.Tags = json.RawMessage(`{"user":"bob","place":1}`), []string{"y"}
	got, changed, err := Default().MergeInto(row, []Row{first, second})
	require.NoError(t, err)
	require.True(t, changed)
	require.JSONEq(t, `{"model":"small","user":"ada","place":1}`, string(got.Metadata))
	require.Equal(t, []string{"x", "y"}, got.Tags)
	require.JSONEq(t, `[{"trace":"a","span":"span of a"},{"trace":"b","span":"span of b"},{"trace":"c","span":"span of c"}]`, string(got.Provenance))
	require.Equal(t, []string{"x"}, row.Tags, "the row given stays as it was")

	again, changed, err := Default().MergeInto(got, []Row{second, first})
	require.NoError(t, err)
	require.False(t, changed, "saying it twice changes nothing")
	require.Equal(t, got, again)
}

func TestAnEntryOfTheSameTraceIsReplaced(t *testing.T) {
	t.Parallel()
	row := made("a", store.FromUser, "a")
	row.Provenance = json.RawMessage(`[{"trace":"z"},{"trace":"a","name":"old"}]`) // entries of old have no span
	now := made("a", store.FromUser, "a")
	got, changed, err := Default().MergeInto(row, []Row{now})
	require.NoError(t, err)
	require.True(t, changed)
	require.JSONEq(t, `[{"trace":"z"},{"trace":"a","span":"span of a"}]`, string(got.Provenance))
	other := made("a", store.FromUser, "a")
	other.Span, other.Provenance = "another", json.RawMessage(`[{"trace":"a","span":"another"}]`)
	got, changed, err = Default().MergeInto(got, []Row{other})
	require.NoError(t, err)
	require.True(t, changed)
	require.JSONEq(t, `[{"trace":"z"},{"trace":"a","span":"span of a"},{"trace":"a","span":"another"}]`, string(got.Provenance))
}
