package merge_test

import (
	"encoding/json"
	"testing"

	"assay/store/merge"

	"github.com/stretchr/testify/require"
)

// parse reads a row of the wire.
func parse(t testing.TB, text string) merge.Change {
	t.Helper()
	var row map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(text), &row), text)
	c, err := merge.Read(row)
	require.NoError(t, err, text)
	return c
}

// run applies rows in order and spells out what is stored then; "gone" when there is no row.
func run(t testing.TB, rows ...string) string {
	t.Helper()
	var stored merge.Row
	for _, row := range rows {
		stored = merge.Apply(stored, parse(t, row))
	}
	if stored == nil {
		return "gone"
	}
	out, err := json.Marshal(stored)
	require.NoError(t, err)
	return string(out)
}

func TestApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows []string
		want string
	}{
		"a row without _is_merge replaces the stored one entirely": {
			[]string{`{"input":1,"output":2,"tags":["a"]}`, `{"input":3}`}, `{"input":3}`},
		"_is_merge false replaces too": {
			[]string{`{"input":1,"output":2}`, `{"output":4,"_is_merge":false}`}, `{"output":4}`},
		"a row that is replaced without a time keeps the one it had": {
			[]string{`{"input":1,"created":"2024-05-01T10:00:00Z"}`, `{"input":2}`}, `{"input":2,"created":"2024-05-01T10:00:00Z"}`},
		"objects merge deeply and absent keys stay": {
			[]string{`{"input":{"x":{"b":10},"c":{"d":20}},"output":{"a":20}}`, `{"_is_merge":true,"input":{"x":{"q":30}}}`},
			`{"input":{"x":{"b":10,"q":30},"c":{"d":20}},"output":{"a":20}}`},
		"arrays, scalars and null replace": {
			[]string{`{"metadata":{"k":1,"arr":[1,2],"n":{"m":1},"s":"x"}}`, `{"_is_merge":true,"metadata":{"arr":[9],"n":null,"k":{"deep":true},"s":2}}`},
			`{"metadata":{"k":{"deep":true},"arr":[9],"n":null,"s":2}}`},
		"null replaces a whole member": {
			[]string{`{"output":{"a":1},"tags":["a"]}`, `{"_is_merge":true,"output":null,"tags":null}`}, `{"output":null,"tags":null}`},
		"a merge into no row inserts it as it is": {
			[]string{`{"_is_merge":true,"output":7,"span_id":"s"}`}, `{"output":7,"span_id":"s"}`},
		"tags are united in order, each once": {
			[]string{`{"tags":["u","v"]}`, `{"_is_merge":true,"tags":["v","w"]}`}, `{"tags":["u","v","w"]}`},
		"tags of objects and escapes are told apart by what they mean": {
			[]string{`{"tags":["é",{"a":1,"b":2}]}`, `{"_is_merge":true,"tags":["\u00e9",{"b":2, "a":1}]}`}, `{"tags":["é",{"a":1,"b":2}]}`},
		"tags in _merge_paths are replaced": {
			[]string{`{"tags":["u","v"]}`, `{"_is_merge":true,"tags":["z"],"_merge_paths":[["tags"]]}`}, `{"tags":["z"]}`},
		"a member named tags inside another one is a list like any": {
			[]string{`{"metadata":{"tags":["u"]}}`, `{"_is_merge":true,"metadata":{"tags":["v"]}}`}, `{"metadata":{"tags":["v"]}}`},
		"_merge_paths are not descended below": {
			[]string{`{"input":{"x":{"b":10},"c":{"d":20}},"output":{"a":20}}`,
				`{"_is_merge":true,"_merge_paths":[["input","x"],["output"]],"input":{"x":{"only":1},"c":{"e":30}},"output":{"d":40}}`},
			`{"input":{"x":{"only":1},"c":{"d":20,"e":30}},"output":{"d":40}}`},
		"_array_delete takes values out of lists anywhere": {
			[]string{`{"tags":["x","y","z"],"metadata":{"a":{"l":[1,2,{"k":1}]}}}`,
				`{"_is_merge":true,"_array_delete":[{"path":["tags"],"delete":["z","x"]},{"path":["metadata","a","l"],"delete":[2,{"k":1}]}]}`},
			`{"tags":["y"],"metadata":{"a":{"l":[1]}}}`},
		"_array_delete on what is no list does nothing": {
			[]string{`{"input":{"a":1}}`, `{"_is_merge":true,"_array_delete":[{"path":["input"],"delete":[1]},{"path":["input","a"],"delete":[1]},{"path":["nope"],"delete":[1]},{"path":[],"delete":[1]}]}`},
			`{"input":{"a":1}}`},
		"values are added before others are deleted": {
			[]string{`{"tags":["a"]}`, `{"_is_merge":true,"tags":["b"],"_array_delete":[{"path":["tags"],"delete":["a"]}]}`}, `{"tags":["b"]}`},
		"a merge never changes where a row stands": {
			[]string{`{"created":"2024-05-01T10:00:00Z","span_id":"s","root_span_id":"t","span_parents":["p"]}`,
				`{"_is_merge":true,"created":"2030-01-01T00:00:00Z","span_id":"o","root_span_id":"o","span_parents":["o"],"_parent_id":"o","_array_delete":[{"path":["span_parents"],"delete":["p"]}]}`},
			`{"created":"2024-05-01T10:00:00Z","span_id":"s","root_span_id":"t","span_parents":["p"]}`},
		"_object_delete removes the row": {
			[]string{`{"input":1}`, `{"_object_delete":true}`}, `gone`},
		"a row that comes again after its deletion has nothing of the old one": {
			[]string{`{"input":1,"created":"2024-05-01T10:00:00Z"}`, `{"_object_delete":true}`, `{"_is_merge":true,"output":2}`}, `{"output":2}`},
		"deleting what is not there is harmless": {
			[]string{`{"_object_delete":true}`}, `gone`},
		"control fields and what the server fills are not stored": {
			[]string{`{"id":"a","input":1,"project_id":"p","log_id":"g","_audit_source":"app","_audit_metadata":{"a":1},"_xact_id":"1","is_root":true,"comments":[],"_is_merge":false}`},
			`{"input":1}`},
		"digits of numbers stay as they were sent": {
			[]string{`{"input":{"n":1.10,"big":12345678901234567890}}`, `{"_is_merge":true,"input":{"m":1e3}}`},
			`{"input":{"n":1.10,"big":12345678901234567890,"m":1e3}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, test.rows...)
			if test.want == "gone" {
				require.Equal(t, test.want, got)
				return
			}
			require.JSONEq(t, test.want, got)
		})
	}
}

func TestApplyKeepsTheOrderOfMembers(t *testing.T) {
	t.Parallel()
	var stored merge.Row
	stored = merge.Apply(stored, parse(t, `{"input":{"z":1,"a":{"y":1},"<m>":2}}`))
	stored = merge.Apply(stored, parse(t, `{"_is_merge":true,"input":{"b":3,"a":{"x":2}}}`))
	require.Equal(t, `{"z":1,"a":{"y":1,"x":2},"<m>":2,"b":3}`, string(stored["input"]))
}

func TestApplyWritesToNeitherArgument(t *testing.T) {
	t.Parallel()
	stored := merge.Apply(nil, parse(t, `{"input":{"a":[1]},"tags":["a"]}`))
	c := parse(t, `{"_is_merge":true,"input":{"a":[2],"b":1},"tags":["b"],"_array_delete":[{"path":["input","a"],"delete":[2]}]}`)
	merge.Apply(stored, c)
	require.JSONEq(t, `{"a":[1]}`, string(stored["input"]))
	require.JSONEq(t, `["a"]`, string(stored["tags"]))
	require.JSONEq(t, `{"a":[2],"b":1}`, string(c.Fields["input"]))
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ row, field string }{
		"an id that is no text":                 {`{"id":7}`, "id"},
		"an id with U+0000":                     {`{"id":"a\u0000"}`, "id"},
		"a parent row that is no text":          {`{"_parent_id":{}}`, "_parent_id"},
		"_is_merge that is neither yes nor no":  {`{"_is_merge":"yes"}`, "_is_merge"},
		"_object_delete of another type":        {`{"_object_delete":1}`, "_object_delete"},
		"_merge_paths that are no list":         {`{"_merge_paths":"tags"}`, "_merge_paths"},
		"_array_delete that is no list of both": {`{"_array_delete":{"path":["tags"]}}`, "_array_delete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var row map[string]json.RawMessage
			require.NoError(t, json.Unmarshal([]byte(test.row), &row))
			_, err := merge.Read(row)
			require.ErrorContains(t, err, test.field)
		})
	}
}
