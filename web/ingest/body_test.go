package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

func TestBody(t *testing.T) {
	t.Parallel()
	a := &API{Config: Config{MaxBody: 100}}
	whole := packed(t, `{"a":1}`)
	for name, c := range map[string]struct {
		encoding, body string
		want           string
		status         int
		says           string
	}{
		"plain":                             {"", `{"a":1}`, `{"a":1}`, 0, ""},
		"exactly as large as allowed":       {"", strings.Repeat("x", 100), strings.Repeat("x", 100), 0, ""},
		"one byte more":                     {"", strings.Repeat("x", 101), "", 413, "100 bytes"},
		"packed":                            {"gzip", whole, `{"a":1}`, 0, ""},
		"packed, in capitals":               {" GZIP ", whole, `{"a":1}`, 0, ""},
		"small packed and large unpacked":   {"gzip", packed(t, strings.Repeat("x", 100_000)), "", 413, "after unpacking"},
		"packed to exactly what is allowed": {"gzip", packed(t, strings.Repeat("x", 100)), strings.Repeat("x", 100), 0, ""},
		"says gzip and is none":             {"gzip", `{"a":1}`, "", 400, "cannot be read"},
		"packed and broken off":             {"gzip", whole[:len(whole)-9], "", 400, "cannot be read"},
		"packed with something changed":     {"gzip", whole[:len(whole)-8] + "12345678", "", 400, "cannot be read"},
		"packed and empty":                  {"gzip", "", "", 400, "cannot be read"},
		"packed otherwise":                  {"br", `{"a":1}`, "", 415, `"br"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/logs3", strings.NewReader(c.body))
			r.Header.Set("Content-Encoding", c.encoding)
			b, err := a.body(httptest.NewRecorder(), r)
			if c.status == 0 {
				require.NoError(t, err)
				require.Equal(t, c.want, string(b))
				return
			}
			p := ProblemOf(err)
			require.Equal(t, c.status, p.Status, err)
			require.Contains(t, p.Message, c.says)
		})
	}
}

func TestDecodeSaysWhereAndWhat(t *testing.T) {
	t.Parallel()
	type request struct {
		Rows []struct{ ID string } `json:"rows"`
	}
	for name, c := range map[string]struct{ body, says, field string }{
		"nothing":                    {"", "empty", ""},
		"white space":                {" \n", "empty", ""},
		"a wrong letter":             {"{\n  \"rows\": x}", "line 2, column 11", ""},
		"cut off":                    {`{"rows": [`, "line 1, column 10", ""},
		"something behind the value": {`{} {}`, "line 1, column 4", ""},
		"a member of another type":   {`{"rows": {}}`, "rows is a JSON object", "rows"},
		"a member of a list":         {`{"rows": [{"ID": 7}]}`, "is a JSON number", "rows.ID"},
		"another type":               {`[]`, "The body is a JSON array", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := ProblemOf(decode([]byte(c.body), &request{}))
			require.Equal(t, http.StatusBadRequest, p.Status)
			require.Contains(t, p.Message, c.says)
			require.Equal(t, c.field, p.Field)
		})
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want Problem
	}{
		"an Invalid names its first field":                  {fmt.Errorf("save: %w", store.Invalid{"b": "B.", "a": "A."}), Problem{Status: 400, Message: "A.", Field: "a"}},
		"not found, in our words":                           {fmt.Errorf("read: %w", say(store.ErrNotFound, "There is no row %q.", "x")), Problem{Status: 404, Message: `There is no row "x".`}},
		"a conflict":                                        {store.ErrConflict, Problem{Status: 409, Message: "Someone else changed this first. Read it again, then repeat the change."}},
		"the database is away":                              {fmt.Errorf("%w: dial tcp 10.0.0.1", store.ErrUnavailable), Problem{Status: 503, Message: "The database does not answer. Try again in a moment.", After: 2 * time.Second}},
		"anything else stays inside":                        {errors.New("pq: secret"), Problem{Status: 500, Message: "Something broke on our side. It has been logged."}},
		"our words about a failure of ours stay inside too": {say(errors.New("pq: secret"), "secret"), Problem{Status: 500, Message: "Something broke on our side. It has been logged."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, ProblemOf(c.err))
		})
	}
}

func TestFailSaysWhenToComeAgain(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Fail(w, httptest.NewRequest(http.MethodPost, "/logs3", nil), errBusy{300 * time.Millisecond})
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "1", w.Header().Get("Retry-After"))
	require.JSONEq(t, `{"error":"This key asks too often. Wait as long as Retry-After says."}`, w.Body.String())
}

func TestTokens(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		token, shown, hash := NewToken()
		require.Regexp(t, `^ak-[0-9A-Za-z]{43}$`, token)
		require.True(t, strings.HasPrefix(token, shown))
		require.Len(t, shown, 9)
		require.Len(t, hash, 32)
		require.False(t, seen[token])
		seen[token] = true
	}
}

func TestLimitsForgetQuietKeys(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	l := newLimits(func() time.Time { return now })
	for key := range limitMost {
		require.NoError(t, l.take(key))
	}
	now = now.Add(2 * limitForget)
	require.NoError(t, l.take(limitMost))
	require.Len(t, l.keys, 1)
}
