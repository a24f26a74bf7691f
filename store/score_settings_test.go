package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSettingsAreRefusedAtTheirField(t *testing.T) {
	t.Parallel()
	one := 1.0
	pair := []Option{{Label: "a"}, {Label: "b"}}
	for name, c := range map[string]struct {
		config ScoreConfig
		field  string
	}{
		"a path with an empty key":               {ScoreConfig{Kind: FreeText, ConfigSettings: ConfigSettings{Path: "a..b"}}, "path"},
		"a path of six keys":                     {ScoreConfig{Kind: FreeText, ConfigSettings: ConfigSettings{Path: "a.b.c.d.e.f"}}, "path"},
		"a number where several may be chosen":   {ScoreConfig{Kind: Categorical, Options: []Option{{Label: "a", Value: &one}, {Label: "b"}}, ConfigSettings: ConfigSettings{Multiple: true}}, "options"},
		"the sign that stands between options":   {ScoreConfig{Kind: Categorical, Options: []Option{{Label: "a + b"}, {Label: "c"}}, ConfigSettings: ConfigSettings{Multiple: true}}, "options"},
		"a number for the expected output":       {ScoreConfig{Kind: Categorical, Options: []Option{{Label: "a", Value: &one}, {Label: "b"}}, ConfigSettings: ConfigSettings{Expected: true}}, "options"},
		"a path in the expected output with two": {ScoreConfig{Kind: Categorical, Options: pair, ConfigSettings: ConfigSettings{Expected: true, Path: "."}}, "path"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.config.Name = "x"
			_, err := c.config.Check()
			var invalid Invalid
			require.ErrorAs(t, err, &invalid)
			require.Contains(t, invalid, c.field)
		})
	}
}

func TestSettingsOfAnotherKindAreDropped(t *testing.T) {
	t.Parallel()
	c, err := ScoreConfig{Name: "x", Kind: Slider, ConfigSettings: ConfigSettings{Multiple: true, Expected: true, Path: "a"}}.Check()
	require.NoError(t, err)
	require.Equal(t, ConfigSettings{}, c.ConfigSettings)
}

func TestSetIsSpelledInTheOrderOfTheOptions(t *testing.T) {
	t.Parallel()
	c := ScoreConfig{Kind: Categorical, Options: []Option{{Label: "rude"}, {Label: "wrong"}, {Label: "long"}}, ConfigSettings: ConfigSettings{Multiple: true}}
	set := c.SetOf([]string{"long", "rude", "rude", "gone"})
	require.Equal(t, "rude + long", set)
	require.Equal(t, []string{"rude", "long"}, c.Chosen(set))
	require.Nil(t, c.Chosen(""))
	c.Multiple = false
	require.Equal(t, []string{"a + b"}, c.Chosen("a + b"))
}

func TestTextIsRecordedUnderItsPath(t *testing.T) {
	t.Parallel()
	c := ScoreConfig{ID: 3, Version: 2, Name: "Why?", Kind: FreeText}
	require.Equal(t, Event{Kind: TextEvent, Name: "Why?", Body: "so", ConfigID: 3, ConfigVersion: 2}, Answer{Config: c, Text: "so"}.Event())
	c.Path = "review.reason"
	e := Answer{Config: c, Text: "so"}.Event()
	require.Equal(t, "review.reason", e.Name)
	require.JSONEq(t, `{"review":{"reason":"so"}}`, e.Metadata)
	require.JSONEq(t, `{"review":null}`, Answer{Config: c}.Event().Metadata, "withdrawn")
}

func TestLabelIsMergedIntoTheExpectedOutput(t *testing.T) {
	t.Parallel()
	one := Answer{Config: ScoreConfig{ConfigSettings: ConfigSettings{Expected: true}}, Score: Score{Category: "refund"}}.Label()
	several := Answer{Config: ScoreConfig{ConfigSettings: ConfigSettings{Expected: true, Multiple: true}}, Score: Score{Category: "a + b"}}.Label()
	for name, c := range map[string]struct{ expected, path, label, want string }{
		"all of it":                          {`"old"`, "", one, `"refund"`},
		"several are a list":                 {"", "", several, `["a","b"]`},
		"beside what is there":               {`{"text":"x","n":12345678901234567890}`, "intent", one, `{"text":"x","n":12345678901234567890,"intent":"refund"}`},
		"deeper":                             {`{"labels":{"tone":"kind"}}`, "labels.intent", several, `{"labels":{"tone":"kind","intent":["a","b"]}}`},
		"where nothing is":                   {"", "labels.intent", one, `{"labels":{"intent":"refund"}}`},
		"a text gives way":                   {`"No."`, "intent", one, `{"intent":"refund"}`},
		"withdrawn, with others beside":      {`{"text":"x","labels":{"intent":"refund"}}`, "labels.intent", "", `{"text":"x"}`},
		"withdrawn, and nothing else stands": {`{"labels":{"intent":"refund"}}`, "labels.intent", "", ""},
		"withdrawn as a whole":               {`"refund"`, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := MergeLabel(c.expected, c.path, c.label)
			require.NoError(t, err)
			if c.want == "" {
				require.Empty(t, got)
				return
			}
			require.JSONEq(t, c.want, got)
		})
	}
	_, err := MergeLabel(`{`, "a", one)
	require.Error(t, err)
}
