package draft

import (
	"encoding/json"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// row is one with the input, the expected value and the split.
func row(input, expected, split string) Row {
	return Row{Input: json.RawMessage(input), Expected: json.RawMessage(expected), From: store.FromLogged, Metadata: json.RawMessage(`{"a":1}`), Tags: []string{"t"}, Split: split}
}

func TestRebase(t *testing.T) {
	t.Parallel()
	base, gone := row(`1`, `"a"`, "train"), Row{Removed: true}
	for name, c := range map[string]struct {
		base, mine, theirs, merged Row
		conflicts                  []Field
	}{
		"what only I changed is mine":            {base, row(`2`, `"a"`, "train"), base, row(`2`, `"a"`, "train"), nil},
		"what only they changed stays":           {base, base, row(`1`, `"b"`, "train"), row(`1`, `"b"`, "train"), nil},
		"different fields go together":           {base, row(`2`, `"a"`, "train"), row(`1`, `"a"`, "holdout"), row(`2`, `"a"`, "holdout"), nil},
		"the same change is no conflict":         {base, row(`2`, `"a"`, "train"), row(` 2 `, `"a"`, "train"), row(` 2 `, `"a"`, "train"), nil},
		"two values of one field are":            {base, row(`2`, `"b"`, "train"), row(`1`, `"c"`, "x"), row(`2`, `"b"`, "x"), []Field{Expected}},
		"an edit of a row that went":             {base, row(`2`, `"a"`, "train"), gone, row(`2`, `"a"`, "train"), []Field{Presence}},
		"a removal of a row that changed":        {base, gone, row(`1`, `"b"`, "train"), gone, []Field{Presence}},
		"a removal of a row that stands":         {base, gone, base, gone, nil},
		"both removed it":                        {base, gone, gone, gone, nil},
		"a row that is new to me only":           {gone, base, gone, base, nil},
		"a row that both made, alike and unlike": {gone, row(`1`, `"b"`, "train"), base, row(`1`, `"b"`, "train"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			merged, conflicts := Rebase(c.base, c.mine, c.theirs)
			require.Equal(t, c.merged, merged)
			require.Equal(t, c.conflicts, conflicts)
			require.Equal(t, merged, Settle(c.base, c.mine, c.theirs, Mine))
			settled := Settle(c.base, c.mine, c.theirs, Theirs)
			for _, f := range conflicts {
				require.True(t, settled.same(c.theirs, f))
			}
		})
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	r := row(`1`, `2`, "train")
	apply := func(b Bulk) Row {
		checked, err := b.Check()
		require.NoError(t, err)
		return checked.Apply(r)
	}
	require.Equal(t, []string{"t", "u"}, apply(Bulk{Do: AddTag, Value: " u "}).Tags)
	require.Equal(t, []string{"t"}, apply(Bulk{Do: AddTag, Value: "t"}).Tags)
	require.Empty(t, apply(Bulk{Do: RemoveTag, Value: "t"}).Tags)
	require.Equal(t, []string{"t"}, r.Tags, "the row that an edit begins with stays as it is")
	require.Empty(t, apply(Bulk{Do: SetSplit}).Split)
	require.Equal(t, "holdout", apply(Bulk{Do: SetSplit, Value: "holdout"}).Split)
	require.JSONEq(t, `{"a":1,"b":[2]}`, string(apply(Bulk{Do: SetKey, Key: "b", Value: "[2]"}).Metadata))
	require.JSONEq(t, `{"a":"one"}`, string(apply(Bulk{Do: SetKey, Key: "a", Value: "one"}).Metadata))
	require.JSONEq(t, `{}`, string(apply(Bulk{Do: RemoveKey, Key: "a"}).Metadata))
	require.True(t, apply(Bulk{Do: Remove}).Removed)
	require.Equal(t, []Field{Presence}, Changes(r, apply(Bulk{Do: Remove})))
	for _, wrong := range []Bulk{{}, {Do: AddTag}, {Do: SetKey, Value: "1"}, {Do: SetKey, Key: "a", Value: "{"}, {Do: SetSplit, Value: "a\nb"}} {
		_, err := wrong.Check()
		require.ErrorAs(t, err, new(store.Invalid), "%+v", wrong)
	}
}

func TestEditedSaysWhereAnExpectedValueIsFrom(t *testing.T) {
	t.Parallel()
	base := row(`1`, `"a"`, "")
	changed := base
	changed.Expected = json.RawMessage(`"b"`)
	require.Equal(t, store.FromEdit, changed.Edited(base, base).From)
	changed.Expected = json.RawMessage(` "a"`)
	require.Equal(t, store.FromLogged, changed.Edited(base, base).From)
	changed.Expected = nil
	require.Equal(t, store.FromNothing, changed.Edited(base, base).From)
	approved := base.Approve(json.RawMessage(`"c"`), base)
	require.Equal(t, store.FromApproved, approved.From)
	tagged := approved
	tagged.Tags = nil
	require.Equal(t, store.FromApproved, tagged.Edited(approved, base).From, "an edit of something else does not make it one's own")
	require.Equal(t, base, approved.Approve(json.RawMessage(` "a" `), base), "what the row says already is no approval of it")
}
