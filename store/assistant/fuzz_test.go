package assistant

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// requireSound fails if a plan could not be carried out as it stands, or points outside of its sentence.
func requireSound(t *testing.T, text string, p Plan) {
	t.Helper()
	e, _, err := filter.Read(p.Filter, options())
	require.NoError(t, err, "%q became %q", text, p.Filter)
	require.Equal(t, p.Filter, filter.Format(e), "%q", text)
	if p.Verb == Chart {
		_, _, err := filter.ReadQuery(p.Chart, filter.QueryOptions{Options: options()})
		require.NoError(t, err, "%q became %q", text, p.Chart)
	} else {
		require.Empty(t, p.Chart)
	}
	require.Contains(t, append([]Verb{None}, Verbs...), p.Verb)
	if p.Sample.Kind != All {
		require.Positive(t, p.Sample.Rows)
		require.Equal(t, p.Sample.Kind == Each || p.Sample.Kind == Shares, p.Sample.By != "")
	}
	clean := strings.ToValidUTF8(text, " ")
	parts := slices.Clone(p.Unclear)
	for _, a := range p.Asks {
		parts = append(parts, a.Part)
		require.GreaterOrEqual(t, len(a.Options), 2)
	}
	for _, part := range parts {
		require.Equal(t, part.Text, clean[part.Pos:part.End])
	}
	if p.Verb == None {
		require.Empty(t, p.Filter)
	}
}

func FuzzMake(f *testing.F) {
	known := projects(f)
	for _, table := range []string{"held_out.txt", "tuning.txt"} {
		for _, s := range readTable(f, table) {
			f.Add(s.text, s.page.Filter)
		}
	}
	for _, odd := range []string{"", " ", "'", "\"", "\x00", "\xff\xfe", "中文 反馈 不好", "ردود سلبية", "a'; DROP TABLE trace; --", "'\\''", "comments that mention '", "comments that mention \x00 \"a\x00b\"",
		"between and", "99999999999999999999 of each segment", "last 999999999 years", "0 stars", "-1 stars", "newest 0", "on 31 February", "32 May", strings.Repeat("not ", 500), strings.Repeat("thumbs up or ", 400), "🙄🙄"} {
		f.Add(odd, odd)
	}
	f.Fuzz(func(t *testing.T, text, page string) {
		for name, k := range known {
			p := Make(text, k, Page{Filter: page}, nil, options())
			requireSound(t, text, p)
			require.Equal(t, p, Make(text, k, Page{Filter: page}, nil, options()), name)
			choices := Choices{}
			for _, a := range p.Asks {
				choices[a.Key] = a.Options[len(a.Options)-1].Key
			}
			requireSound(t, text, Make(text, k, Page{Filter: page}, choices, options()))
		}
	})
}

// Sentences made of pieces of others reach places that single ones do not.
func TestAnyMixOfWordsGivesASoundPlan(t *testing.T) {
	t.Parallel()
	known := projects(t)
	var pieces []string
	for _, table := range []string{"held_out.txt", "tuning.txt"} {
		for _, s := range readTable(t, table) {
			pieces = append(pieces, strings.Fields(s.text)...)
		}
	}
	dice := rand.New(rand.NewPCG(7, 7))
	for range 1500 {
		var words []string
		for range 1 + dice.IntN(14) {
			words = append(words, pieces[dice.IntN(len(pieces))])
		}
		text := strings.Join(words, " ")
		for _, k := range known {
			requireSound(t, text, Make(text, k, Page{Filter: "error IS NOT NULL", Selected: dice.IntN(2)}, nil, options()))
		}
	}
}

func TestAProjectThatHasNothingIsPlannedForToo(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"held_out.txt", "tuning.txt"} {
		for _, s := range readTable(t, table) {
			requireSound(t, s.text, Make(s.text, nil, s.page, nil, options()))
			requireSound(t, s.text, Make(s.text, &Known{Census: filter.NewCensus()}, s.page, nil, options()))
		}
	}
}
