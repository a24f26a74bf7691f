package theme

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"assay/store/statistics"
)

// texts numbers bodies.
func texts(bodies ...string) []Text {
	out := make([]Text, len(bodies))
	for i, b := range bodies {
		out[i] = Text{fmt.Sprintf("c%03d", i), b}
	}
	return out
}

// complaints are about three things in English, and about some that nobody else mentions.
func complaints() []Text {
	return texts(
		"The tent poles broke on the first night", "tent pole broken after one trip", "Poles of my tent snapped in the wind",
		"my tent has a broken pole, it snapped", "another snapped tent pole",
		"Where is the size chart?", "size chart is hidden", "I can't find the size chart anywhere", "your size chart has no centimetres",
		"Size chart please!!", "took forever", "so slow today", "waited two minutes for this", "muy lento", "太慢了", "c'est trop lent",
		"the color of the mug is off", "do you sponsor schools", "a zebra walked in",
	)
}

// named is the theme whose name has a part.
func named(t *testing.T, r *Result, part string) Theme {
	t.Helper()
	i := slices.IndexFunc(r.Themes, func(k Theme) bool { return strings.Contains(k.Name, part) })
	require.GreaterOrEqual(t, i, 0, "no theme is called %s: %v", part, names(r))
	return r.Themes[i]
}

func names(r *Result) []string {
	var out []string
	for _, k := range r.Themes {
		out = append(out, k.Name)
	}
	return out
}

func ids(k Theme) []string {
	var out []string
	for _, m := range k.Members {
		out = append(out, m.ID)
	}
	return out
}

func TestFind(t *testing.T) {
	t.Parallel()
	all := complaints()
	r := Find(all, Options{})

	t.Run("comments about one thing are a theme named by it", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"c000", "c001", "c002", "c003", "c004"}, ids(named(t, r, "tent")))
		require.Equal(t, []string{"c005", "c006", "c007", "c008", "c009"}, ids(named(t, r, "size chart")))
	})

	t.Run("what says the same in several languages is one theme", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"c010", "c011", "c012", "c013", "c014", "c015"}, ids(named(t, r, "slow")))
	})

	t.Run("what nobody else says is in no theme", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"c016", "c017", "c018"}, r.Other)
	})

	t.Run("a theme is quoted with one of its comments", func(t *testing.T) {
		t.Parallel()
		for _, k := range r.Themes {
			require.Contains(t, ids(k), k.Quote.ID)
			require.NotEmpty(t, k.Terms)
			require.True(t, k.New)
			for _, m := range k.Members {
				require.Positive(t, m.Likeness)
				require.LessOrEqual(t, m.Likeness, 1.0)
			}
		}
	})

	t.Run("the same comments give the same themes", func(t *testing.T) {
		t.Parallel()
		for range 3 {
			require.Equal(t, r.Themes, Find(all, Options{}).Themes)
		}
	})

	t.Run("a new comment finds its theme", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{named(t, r, "size chart").ID}, r.Of("is there a size chart for kids"))
		require.Equal(t, []string{named(t, r, "slow").ID}, r.Of("viel zu langsam"))
		require.Empty(t, r.Of("nothing of the kind"))
		require.Empty(t, r.Of(""))
	})

	t.Run("nothing, and nothing but signs, have no themes", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, Find(nil, Options{}).Themes)
		r := Find(texts("👍", "…", "", "!!!"), Options{})
		require.Empty(t, r.Themes)
		require.Len(t, r.Other, 4)
	})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	for language, c := range map[string]struct {
		bodies []string
		name   string
	}{
		"Chinese": {[]string{"帐篷杆断了", "我的帐篷杆断了两次", "帐篷杆太脆", "尺码表在哪里", "找不到尺码表", "尺码表不准确"}, "帐篷杆"},
		"Thai":    {[]string{"เต็นท์รั่วน้ำ", "เต็นท์รั่วทุกคืน", "เต็นท์รั่วอีกแล้ว", "ตารางไซส์อยู่ไหน", "หาตารางไซส์ไม่เจอ", "ตารางไซส์ผิด"}, "เต็นท์รั่ว"},
		"Russian": {[]string{"Палатка протекает", "палатка протекает ночью", "Моя палатка протекает!", "Где таблица размеров", "нет таблица размеров", "таблица размеров"}, "палатка протекает"},
		"Hindi":   {[]string{"तंबू फट गया", "मेरा तंबू फट गया", "तंबू फट जाता है", "साइज़ चार्ट कहाँ है", "साइज़ चार्ट नहीं मिला", "साइज़ चार्ट"}, "तंबू"},
		"Arabic":  {[]string{"الخيمة ممزقة", "الخيمة ممزقة من الوسط", "وصلت الخيمة ممزقة", "جدول المقاسات ناقص", "اين جدول المقاسات", "جدول المقاسات"}, "الخيمة ممزقة"},
		"Korean":  {[]string{"텐트가 찢어졌어요", "텐트가 또 찢어졌어요", "새 텐트가 찢어졌네요", "사이즈표가 없어요", "사이즈표 어디 있나요", "사이즈표가 틀려요"}, "찢어졌"},
		"Greek":   {[]string{"Η σκηνή σκίστηκε", "η σκηνή σκίστηκε πάλι", "ΣΚΗΝΗ ΣΚΙΣΤΗΚΕ", "πού είναι το μεγεθολόγιο", "μεγεθολόγιο λείπει", "το μεγεθολόγιο"}, "σκηνή"},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			r := Find(texts(c.bodies...), Options{Least: 3})
			require.Equal(t, []string{"c000", "c001", "c002"}, ids(named(t, r, c.name)), names(r))
			for _, k := range r.Themes {
				require.True(t, utf8.ValidString(k.Name))
			}
		})
	}
}

func TestReading(t *testing.T) {
	t.Parallel()

	t.Run("labels are themes of their own, and a comment can have several", func(t *testing.T) {
		t.Parallel()
		r := Find(texts(
			"[Too-Long] “The plot focuses on a loan officer who chooses not to extend a mortgage to a woman.”\n[Wrong-Fact] the year",
			"[Too-Long] “In retaliation the woman places a curse on the loan officer that ends after three days.”",
			"[Wrong-Fact] “1969”", "[Too-Long] second half", "[Wrong-Fact] the director",
		), Options{})
		require.Equal(t, []string{"Too-Long", "Wrong-Fact"}, names(r))
		require.Equal(t, []string{"c000", "c001", "c003"}, ids(r.Themes[0]))
		require.Equal(t, []string{"c000", "c002", "c004"}, ids(r.Themes[1]))
	})

	t.Run("what often stands before a colon is a label", func(t *testing.T) {
		t.Parallel()
		var bodies []string
		for i := range 6 {
			bodies = append(bodies, fmt.Sprintf("Tone: remark number %d about this", i*7), fmt.Sprintf("Facts: other words %d here", i*3))
		}
		require.ElementsMatch(t, []string{"Tone", "Facts"}, names(Find(texts(bodies...), Options{})))
	})

	t.Run("hash tags are labels", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"delivery"}, names(Find(texts("where is it #delivery", "#delivery again", "came broken #delivery"), Options{})))
	})

	t.Run("long quotations are not what the comment says", func(t *testing.T) {
		t.Parallel()
		r := Find(texts(
			"\"Your parcel will arrive within three working days after dispatch\" is wrong", "“Your parcel will arrive within three working days after dispatch” – wrong",
			"wrong: «Your parcel will arrive within three working days after dispatch»",
		), Options{})
		require.Equal(t, []string{"wrong"}, names(r))
	})

	t.Run("numbers of orders are not what a comment is about", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, Find(texts("apples TF-40386567", "pears TF-91377503", "plums TF-38247355"), Options{}).Themes)
	})

	t.Run("bent words and slips count as the word", func(t *testing.T) {
		t.Parallel()
		r := Find(texts("zipper jammed", "zippers jam", "the zipper jammed again", "jammed ziper", "zipper"), Options{})
		require.Equal(t, []string{"c000", "c001", "c002", "c003", "c004"}, ids(r.Themes[0]))
	})

	t.Run("not helpful is no praise", func(t *testing.T) {
		t.Parallel()
		r := Find(texts("helpful", "very helpful", "helpful, thanks", "not helpful", "wasn't helpful", "not helpful at all"), Options{})
		require.Equal(t, []string{"c000", "c001", "c002"}, ids(named(t, r, "praise")))
		require.Equal(t, []string{"c000", "c002", "c003"}, ids(named(t, Find(texts("not helpful", "so slow", "not helpful at all", "useless"), Options{}), "useless")))
	})
}

func TestOptions(t *testing.T) {
	t.Parallel()
	all := complaints()

	t.Run("a project has notions of its own", func(t *testing.T) {
		t.Parallel()
		r := Find(all, Options{Notions: []Notion{{"broken gear", "broke broken snapped"}}})
		require.Equal(t, []string{"c000", "c001", "c002", "c003", "c004"}, ids(named(t, r, "broken gear")))
	})

	t.Run("and words it does not want", func(t *testing.T) {
		t.Parallel()
		for _, name := range names(Find(all, Options{Ignore: []string{"Tent", "slow"}})) {
			require.NotContains(t, name, "tent")
			require.NotEqual(t, "slow", name)
		}
	})

	t.Run("there are no more themes than asked for, and none smaller", func(t *testing.T) {
		t.Parallel()
		require.Len(t, Find(all, Options{Most: 1}).Themes, 1)
		require.Equal(t, []string{"slow"}, names(Find(all, Options{Least: 6})))
	})
}

func TestLifts(t *testing.T) {
	t.Parallel()
	all := complaints()
	segment := map[string]string{}
	for i, c := range all {
		switch {
		case i >= 10 && i < 16:
			segment[c.ID] = "night"
		case i < 18:
			segment[c.ID] = "day"
		}
	}
	lifts := named(t, Find(all, Options{}), "slow").Lifts(all, segment, statistics.Usual)
	require.Len(t, lifts, 2)
	require.Equal(t, Lift{Segment: "night", In: 6, Of: 6, Ratio: lifts[0].Ratio}, lifts[0])
	require.Equal(t, statistics.NoBase, lifts[0].Ratio.Reason)
	require.Greater(t, lifts[0].Ratio.Low, 1.0)
	require.Zero(t, lifts[1].Ratio.Value)
	tents := named(t, Find(all, Options{}), "tent").Lifts(all, map[string]string{"c000": "x", "c001": "x", "c002": "x", "c016": "x"}, statistics.Usual)
	require.Equal(t, 3, tents[0].In)
	require.InDelta(t, (3.0/4)/(2.0/15), tents[0].Ratio.Value, 1e-12)
	require.Greater(t, tents[0].Ratio.Low, 1.0)
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"[a] b: c #d", "退款太慢。 slow – “x” TF-12345", "a\n\n:\n[]\n[x", "not good", "\xff: \xfe", "don't l'a e-b", "「「」", "= # x y"} {
		f.Add(s)
	}
	r := &reader{lexicon: newLexicon(notions), labels: map[string]bool{"a": true}}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range r.read(s) {
			require.NotEmpty(t, m.features)
			for _, feature := range m.features {
				require.NotEmpty(t, feature.term)
				require.Less(t, int(feature.to), len(m.tokens)+1)
			}
		}
		Find([]Text{{"1", s}, {"2", s}, {"3", s + " " + s}}, Options{Least: 1})
	})
}
