package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/similar"

	"github.com/stretchr/testify/require"
)

// writer makes questions of one script from a small vocabulary, so that strangers have much in common.
type writer struct {
	r       *rand.Rand
	words   []string
	between string
}

func newWriters(r *rand.Rand) []*writer {
	var writers []*writer
	for _, script := range []struct{ letters, between string }{
		{"abcdefghijklmnoprstuvwz", " "}, {"абвгдежзиклмнопрстуфхчшя", " "}, {"ابتثجحدرزسشصضطعفقكلمنهوي", " "}, {"的一是不了人我在有他这中大来上个国和说们为子时道", ""},
	} {
		w := &writer{r: r, between: script.between}
		letters := []rune(script.letters)
		for range 800 {
			word := make([]rune, 2+r.IntN(6))
			for i := range word {
				word[i] = letters[r.IntN(len(letters))]
			}
			w.words = append(w.words, string(word))
		}
		writers = append(writers, w)
	}
	return writers
}

func (w *writer) word() string {
	u := w.r.Float64()
	return w.words[int(u*u*float64(len(w.words)))]
}

func (w *writer) question() []string {
	words := make([]string, 14+w.r.IntN(40))
	for i := range words {
		words[i] = w.word()
	}
	return words
}

// changed is a question as someone else would put it: some words changed, one more or less, other capitals and marks.
func (w *writer) changed(words []string, share float64) []string {
	out := make([]string, 0, len(words)+1)
	for _, word := range words {
		switch {
		case w.r.Float64() < share:
			out = append(out, w.word())
		case w.r.Float64() < 0.1:
			out = append(out, strings.ToUpper(word)+"!")
		default:
			out = append(out, word)
		}
	}
	if w.r.IntN(2) == 0 {
		at := w.r.IntN(len(out))
		out = append(out[:at:at], out[at+1:]...)
	}
	return out
}

func (w *writer) input(words []string) json.RawMessage {
	said := strings.Join(words, w.between)
	if w.r.IntN(3) == 0 {
		return text(said)
	}
	b, err := json.Marshal([]map[string]string{{"role": "system", "content": strings.Repeat("Answer kindly and briefly. ", 20)}, {"role": "user", "content": said}})
	if err != nil {
		panic(err) // texts always have a JSON form
	}
	return b
}

// TestNearDuplicatesThatWereSeededAreFound adds questions of which some are changed copies of others, a few slightly and some
// beyond the threshold, and counts what the search finds of them: among rows that are there and among those that come along.
func TestNearDuplicatesThatWereSeededAreFound(t *testing.T) {
	t.Parallel()
	const originals, copies, least = 1500, 600, 0.8
	r := rand.New(rand.NewPCG(7, 11))
	g := newGoldmine(t)
	writers := newWriters(r)
	questions, by := make([][]string, originals), make([]*writer, originals)
	inputs := map[string]string{} // by root span id
	var spans []store.Span
	add := func(id string, input json.RawMessage) {
		inputs[id] = string(input)
		spans = append(spans, store.Span{RowID: "row " + id, SpanID: id, RootSpanID: id, Created: g.now, HasCreated: true, Input: input, Position: len(spans)})
	}
	for i := range questions {
		by[i] = writers[i%len(writers)]
		questions[i] = by[i].question()
		add(fmt.Sprintf("o%05d", i), by[i].input(questions[i]))
	}
	insert := func() {
		_, err := g.db.InsertSpans(context.Background(), g.project, fmt.Sprint("batch of ", len(inputs)), spans, g.now)
		require.NoError(t, err)
		spans = nil
	}
	insert()
	g.carryOut(g.ask(func(p *adding.Plan) { p.Duplicates.Near = adding.Skip })) // originals; chance has hardly made any alike

	source := map[string]string{}
	for i := range copies {
		n := r.IntN(originals)
		id := fmt.Sprintf("p%05d", i)
		add(id, by[n].input(by[n].changed(questions[n], r.Float64()*0.12)))
		source[id] = fmt.Sprintf("o%05d", n)
	}
	insert()
	g.carryOut(g.ask(func(p *adding.Plan) { p.Duplicates.Near = adding.Merge }))

	sketch := func(id string) similar.Sketch { return similar.NewSketch(similar.Said(inputs[id])) }
	home := map[string]string{} // of each trace, the trace that its row was made from
	var wrong int
	rows, more, err := g.db.DatasetRows(context.Background(), g.project, g.dataset, 0, 0, originals+copies)
	require.NoError(t, err)
	require.False(t, more)
	for _, row := range rows {
		all := origins(t, row)
		for _, id := range all[1:] {
			home[id] = all[0]
			if sketch(id).Compare(sketch(all[0])).Similarity < least {
				wrong++
			}
		}
	}
	alike, found, right := 0, 0, 0
	for id, original := range source {
		if home[id] != "" && (home[id] == original || source[home[id]] == original) {
			right++
		}
		if sketch(id).Compare(sketch(original)).Similarity >= least {
			alike++
			if home[id] != "" {
				found++
			}
		}
	}
	merged := 0
	for id := range source {
		if home[id] != "" {
			merged++
		}
	}
	recall, precision := float64(found)/float64(alike), float64(right)/float64(merged)
	t.Logf("%d of %d copies are alike by %.0f %%; recall %.4f of these; precision %.4f of %d found", alike, copies, 100*least, recall, precision, merged)
	require.Greater(t, alike, 250)
	require.GreaterOrEqual(t, recall, 0.99)
	require.GreaterOrEqual(t, precision, 0.99)
	require.Zero(t, wrong, "whatever is merged was compared to the word")
}
