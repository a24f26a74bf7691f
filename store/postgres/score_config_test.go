package postgres

import (
	"fmt"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// thumbs is a config with everything in it.
func thumbs() store.ScoreConfig {
	one, zero := 1.0, 0.0
	return store.ScoreConfig{Name: "thumbs", Kind: store.Categorical, Rubric: "Is it *right*?",
		Options: []store.Option{{Label: "good", Value: &one}, {Label: "bad", Value: &zero}, {Label: "cannot say"}}}
}

func TestScoreConfigIsKeptAsGiven(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	saved, err := h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.NoError(t, err)
	require.Equal(t, 1, saved.Version)
	second, err := h.SaveScoreConfig(t.Context(), h.project.ID, store.ScoreConfig{Name: " tone ", Kind: store.Slider}, 0)
	require.NoError(t, err)
	list, err := h.ScoreConfigs(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, saved, list[0])
	require.Equal(t, "tone", list[1].Name)
	require.Equal(t, second.ID, list[1].ID)
	want := thumbs()
	want.ID, want.Version, want.Position = saved.ID, 1, 1
	require.Equal(t, want, list[0])
}

func TestChangeOfAScoreConfigIsAVersion(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Admin)
	first, err := h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), ada)
	require.NoError(t, err)

	same, err := h.SaveScoreConfig(t.Context(), h.project.ID, first, ada)
	require.NoError(t, err)
	require.Equal(t, 1, same.Version, "saving what stands makes no version")

	changed := first
	changed.Rubric = "Is it right and kind?"
	second, err := h.SaveScoreConfig(t.Context(), h.project.ID, changed, ada)
	require.NoError(t, err)
	require.Equal(t, 2, second.Version)

	stale := first
	stale.Rubric = "Seen before the change."
	_, err = h.SaveScoreConfig(t.Context(), h.project.ID, stale, ada)
	require.ErrorIs(t, err, store.ErrConflict)

	require.Equal(t, 2, h.count(`SELECT count(*) FROM score_config_version WHERE account_id IS NOT NULL`))
	var kept []string
	require.NoError(t, h.x.Select(&kept, `SELECT rubric FROM score_config_version ORDER BY version`))
	require.Equal(t, []string{first.Rubric, changed.Rubric}, kept)
}

func TestScoreConfigIsRefused(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	other, _, err := h.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	saved, err := h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.NoError(t, err)

	var invalid store.Invalid
	_, err = h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, invalid, "name", "a name is asked once")
	_, err = h.SaveScoreConfig(t.Context(), h.project.ID, store.ScoreConfig{Name: "x", Kind: store.Categorical}, 0)
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, invalid, "options")

	saved.Rubric = "mine now"
	_, err = h.SaveScoreConfig(t.Context(), other.ID, saved, 0)
	require.ErrorIs(t, err, store.ErrNotFound, "from another project")
	_, err = h.ArchiveScoreConfig(t.Context(), other.ID, saved.ID)
	require.ErrorIs(t, err, store.ErrNotFound, "from another project")
	_, err = h.RestoreScoreConfig(t.Context(), other.ID, saved.ID)
	require.ErrorIs(t, err, store.ErrNotFound, "from another project")
}

func TestArchivedScoreConfigIsNotAskedUntilRestored(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	saved, err := h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.NoError(t, err)
	archived, err := h.ArchiveScoreConfig(t.Context(), h.project.ID, saved.ID)
	require.NoError(t, err)
	require.Equal(t, saved, archived)
	list, err := h.ScoreConfigs(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Empty(t, list)
	_, err = h.ArchiveScoreConfig(t.Context(), h.project.ID, saved.ID)
	require.ErrorIs(t, err, store.ErrNotFound)

	restored, err := h.RestoreScoreConfig(t.Context(), h.project.ID, saved.ID)
	require.NoError(t, err)
	require.Equal(t, saved, restored)

	_, err = h.ArchiveScoreConfig(t.Context(), h.project.ID, saved.ID)
	require.NoError(t, err)
	_, err = h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.NoError(t, err, "an archived name is free")
	var invalid store.Invalid
	_, err = h.RestoreScoreConfig(t.Context(), h.project.ID, saved.ID)
	require.ErrorAs(t, err, &invalid)
}

func TestTextThatTheDatabaseCannotHoldIsReplaced(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	c := thumbs()
	c.Name, c.Rubric, c.Options[0].Label = "thu\x00mbs", "\xff", "go\x00od"
	saved, err := h.SaveScoreConfig(t.Context(), h.project.ID, c, 0)
	require.NoError(t, err)
	require.Equal(t, "thu\uFFFDmbs", saved.Name)
	list, err := h.ScoreConfigs(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Equal(t, saved, list[0])
}

// voted inserts one trace for each value of a score that a user gave.
func (h household) voted(name string, source store.Source, values ...store.Score) {
	h.t.Helper()
	var spans []store.Span
	for i, v := range values {
		id := fmt.Sprintf("%s-%s-%d", name, source, i)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: morning.Add(time.Duration(i) * time.Second), HasCreated: true,
			Feedback: []store.Feedback{{Source: source, User: "someone", Scores: map[string]store.Score{name: v}}}})
	}
	_, err := h.InsertSpans(h.t.Context(), h.project.ID, "test", spans, morning)
	require.NoError(h.t, err)
}

func TestUsersScoresAreProposedAsTheyAreGiven(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.voted("helpful", store.User, store.Num(1), store.Num(0), store.Num(1))
	h.voted("stars", store.User, store.Num(0.25), store.Num(1), store.Num(0.75))
	h.voted("mood", store.User, store.Score{Category: "glad"}, store.Score{Category: "angry"}, store.Score{Category: "glad"})
	h.voted("flagged", store.User, store.Score{Category: "spam"})
	h.voted("judge", store.Automated, store.Num(1))
	h.voted("thumbs", store.User, store.Num(1))
	_, err := h.SaveScoreConfig(t.Context(), h.project.ID, thumbs(), 0)
	require.NoError(t, err)

	proposed, err := h.AskedByUsers(t.Context(), h.project.ID)
	require.NoError(t, err)
	one, zero := 1.0, 0.0
	require.Equal(t, []store.ScoreConfig{
		{Name: "flagged", Kind: store.Categorical, Options: []store.Option{{Label: "spam"}, {Label: "other"}}},
		{Name: "helpful", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &one}, {Label: "bad", Value: &zero}}},
		{Name: "mood", Kind: store.Categorical, Options: []store.Option{{Label: "angry"}, {Label: "glad"}}},
		{Name: "stars", Kind: store.Slider},
	}, proposed)
	for _, c := range proposed {
		_, err := h.SaveScoreConfig(t.Context(), h.project.ID, c, 0)
		require.NoError(t, err, "a proposal can be saved: %s", c.Name)
	}
	proposed, err = h.AskedByUsers(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Empty(t, proposed)
}

func TestProposalForgivesFewMeansBetweenThumbs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		seen seenScore
		want store.ConfigKind
	}{
		{"all at the ends", seenScore{Ends: 10, Numbers: 10}, store.Categorical},
		{"one of ten between", seenScore{Ends: 9, Numbers: 10}, store.Categorical},
		{"two of ten between", seenScore{Ends: 8, Numbers: 10}, store.Slider},
		{"none looked at", seenScore{}, store.Slider},
		{"too many categories for keys", seenScore{Categories: make([]string, 21)}, store.Slider},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.seen.proposal().Kind)
		})
	}
}
