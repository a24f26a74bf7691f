package store_test

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestVersionsOfAQuestionAskAlikeUnlessItsWordsChange(t *testing.T) {
	t.Parallel()
	one, half := 1.0, 0.5
	question := func(change func(*store.ScoreConfig)) store.ScoreConfig {
		c := store.ScoreConfig{Name: "tone", Kind: store.Categorical, Rubric: "How does it sound?", Options: []store.Option{{Label: "good", Value: &one, Example: "Gladly."}, {Label: "bad"}}}
		if change != nil {
			change(&c)
		}
		return c
	}
	for name, c := range map[string]struct {
		change func(*store.ScoreConfig)
		alike  bool
	}{
		"nothing":             {nil, true},
		"another name":        {func(c *store.ScoreConfig) { c.Name = "sound" }, true},
		"a key":               {func(c *store.ScoreConfig) { c.Options[0].Key = "g" }, true},
		"whom it asks":        {func(c *store.ScoreConfig) { c.Accounts = []int{1} }, true},
		"the rubric":          {func(c *store.ScoreConfig) { c.Rubric += " Be strict." }, false},
		"an option more":      {func(c *store.ScoreConfig) { c.Options = append(c.Options, store.Option{Label: "fair"}) }, false},
		"an option's label":   {func(c *store.ScoreConfig) { c.Options[1].Label = "poor" }, false},
		"an option's value":   {func(c *store.ScoreConfig) { c.Options[0].Value = &half }, false},
		"a value at all":      {func(c *store.ScoreConfig) { c.Options[1].Value = &half }, false},
		"an option's example": {func(c *store.ScoreConfig) { c.Options[0].Example = "" }, false},
		"several choices":     {func(c *store.ScoreConfig) { c.Multiple = true }, false},
		"another kind":        {func(c *store.ScoreConfig) { c.Kind, c.Options = store.Slider, nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := question(c.change)
			require.Equal(t, c.alike, question(nil).AsksAlike(changed))
			require.Equal(t, c.alike, changed.AsksAlike(question(nil)))
		})
	}
}
