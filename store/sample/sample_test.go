package sample

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/store"
	"assay/store/jsonl"
)

var testNow = time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC)

var spansOfSeed1 = sync.OnceValue(func() []store.Span { return slices.Collect(Spans(1, testNow)) })

func TestSpansFormWholeTraces(t *testing.T) {
	t.Parallel()
	rows, roots := map[string]bool{}, 0
	var last time.Time
	for i, s := range spansOfSeed1() {
		require.Equal(t, i, s.Position)
		require.False(t, rows[s.RowID], "id %s is taken", s.RowID)
		rows[s.RowID] = true
		require.True(t, strings.HasPrefix(s.RowID, s.RootSpanID))
		require.NotEmpty(t, s.Name)
		require.NotEmpty(t, s.Type)
		if s.IsRoot() {
			roots++
			require.Equal(t, s.RowID, s.RootSpanID)
			require.False(t, s.Created.Before(last), "traces come in the order of time")
			last = s.Created
			continue
		}
		require.True(t, rows[s.ParentSpanID], "parent of %s comes before it", s.RowID)
		require.True(t, rows[s.RootSpanID])
	}
	require.GreaterOrEqual(t, roots, 1900)
	require.LessOrEqual(t, roots, 2100)
}

func TestSpansLieInTheSixtyDaysBeforeTheDay(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, s := range spansOfSeed1() {
		require.True(t, s.HasCreated)
		require.True(t, s.Created.Before(end), s.RowID)
		require.True(t, s.Created.After(end.AddDate(0, 0, -Days-1)), s.RowID)
		var metrics map[string]float64
		require.NoError(t, json.Unmarshal(s.Metrics, &metrics), s.RowID)
		require.InDelta(t, unix(s.Created), metrics["start"], 0.001)
		require.GreaterOrEqual(t, metrics["end"], metrics["start"])
		require.Less(t, metrics["end"]-metrics["start"], 200.0)
		for _, f := range s.Feedback {
			require.True(t, f.Created.After(s.Created) && f.Created.Before(end), s.RowID)
		}
	}
}

func TestSpansSurviveTheFileFormatInLessThan12MB(t *testing.T) {
	t.Parallel()
	size := 0
	for _, s := range spansOfSeed1() {
		var line bytes.Buffer
		require.NoError(t, jsonl.Encode(&line, s))
		size += line.Len()
		again, err := jsonl.Decode(line.Bytes(), jsonl.Options{})
		require.NoError(t, err)
		again.Position = s.Position
		if !reflect.DeepEqual(s, again) { // require.Equal is slow on 11,000 spans
			require.Equal(t, s, again)
		}
	}
	require.Less(t, size, 12_000_000)
}

func TestSpansAreTheSameAllDayAndDifferBySeed(t *testing.T) {
	t.Parallel()
	require.True(t, reflect.DeepEqual(spansOfSeed1(), slices.Collect(Spans(1, testNow.Truncate(24*time.Hour)))))
	for s := range Spans(2, testNow) {
		require.NotEqual(t, spansOfSeed1()[0], s)
		break // an iterator that is left early stops
	}
}

func TestSpansLeaveNoSlotOpen(t *testing.T) {
	t.Parallel()
	slot := regexp.MustCompile(`\{[a-z]+( [a-z]+)?[0-9]?\}`)
	for _, s := range spansOfSeed1() {
		if !s.IsRoot() {
			continue // children repeat the root's texts
		}
		for _, text := range []string{string(s.Input), string(s.Output), s.Error} {
			require.Empty(t, slot.FindString(text), s.RowID)
			require.NotContains(t, text, "\uFFFD", s.RowID)
			require.NotContains(t, text, "%!", s.RowID)
		}
		for _, f := range s.Feedback {
			require.Empty(t, slot.FindString(f.Comment+string(f.Expected)), s.RowID)
		}
	}
}

func TestReleasesAreOldestFirstAndBeginWithTheSample(t *testing.T) {
	t.Parallel()
	releases := Releases(testNow)
	require.True(t, slices.IsSortedFunc(releases, func(a, b Release) int { return a.At.Compare(b.At) }))
	require.Equal(t, lastDay(testNow).AddDate(0, 0, -Days), releases[0].At)
	require.Equal(t, BadRelease, releaseAt(releases, lastDay(testNow).AddDate(0, 0, -15)).Name)
}
