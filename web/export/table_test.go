package export

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

func TestTables(t *testing.T) {
	t.Parallel()
	table := filter.Table{
		Columns: []filter.TableColumn{{Name: "day"}, {Name: "it's, \"n\""}, {Name: "k"}},
		Rows: [][]any{
			{time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC), 1.5, "=1+1"},
			{nil, json.Number("12345678901234567890"), []any{"a", true}},
			{"-5", -5.0, map[string]any{"b": nil}},
		},
	}
	var csv, lines bytes.Buffer
	require.NoError(t, TableCSV(&csv, table))
	require.Equal(t, "day,\"it's, \"\"n\"\"\",k\r\n2026-05-20T00:00:00Z,1.5,'=1+1\r\n,12345678901234567890,\"[\"\"a\"\", true]\"\r\n-5,-5,\"{\"\"b\"\": null}\"\r\n", csv.String())
	require.NoError(t, TableJSON(&lines, table))
	require.Equal(t, "[\n{\"day\":\"2026-05-20T00:00:00Z\",\"it's, \\\"n\\\"\":1.5,\"k\":\"=1+1\"},\n{\"day\":null,\"it's, \\\"n\\\"\":12345678901234567890,\"k\":[\"a\",true]},\n"+
		"{\"day\":\"-5\",\"it's, \\\"n\\\"\":-5,\"k\":{\"b\":null}}\n]\n", lines.String())

	var empty bytes.Buffer
	require.NoError(t, TableJSON(&empty, filter.Table{}))
	require.JSONEq(t, "[]", empty.String())
}
