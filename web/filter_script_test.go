package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// TestSearchWorksInEveryScript: by a part of the text and by word; whether the client sent the
// text as itself or, as many do, escaped to ASCII, and however deep in a value it stands.
func TestSearchWorksInEveryScript(t *testing.T) {
	t.Parallel()
	s := &site{app: newApp(t), test: t}
	texts := map[string]struct{ text, part, word string }{
		"latin":    {"Où est mon colis égaré ?", "gar", "égaré"},
		"greek":    {"Πού είναι το δέμα μου;", "δέμ", "δέμα"},
		"cyrillic": {"Где моя посылка сегодня", "сылк", "посылка"},
		"arabic":   {"أين طردي الضائع الآن", "ضائ", "طردي"},
		"hebrew":   {"איפה החבילה שלי", "חביל", "החבילה"},
		"hindi":    {"मेरा पार्सल कहाँ है", "पार्स", "पार्सल"},
		"thai":     {"พัสดุของฉันอยู่ที่ไหน", "ของฉัน", "ของฉัน"},
		"chinese":  {"我的包裹在哪里", "包裹", "包裹"},
		"japanese": {"荷物はどこにありますか", "どこに", "どこ"},
		"korean":   {"제 소포는 어디에 있나요", "소포", "어디에"},
		"emoji":    {"lost 📦 again", "📦", ""},
	}
	var lines strings.Builder
	for name, script := range texts {
		for form, write := range map[string]func(string) string{"plain": strconv.Quote, "ascii": strconv.QuoteToASCII} {
			text := asJSON(write(script.text))
			lines.WriteString(`{"id":"` + name + `-` + form + `-text","name":"` + name + `","input":` + text + `,"output":"-"}` + "\n")
			lines.WriteString(`{"id":"` + name + `-` + form + `-deep","name":"` + name + `","input":{"messages":[{"content":` + text + `}]},"output":"-"}` + "\n")
		}
	}
	s.importLines(lines.String())
	c := s.app.as(store.Viewer)
	for name, script := range texts {
		filters := []string{"input ILIKE '%" + script.part + "%'", "input LIKE '%" + script.text + "%'"}
		if script.word != "" {
			filters = append(filters, "input MATCH '"+script.word+"'", "search('"+script.word+"')")
		}
		for _, text := range filters {
			r := c.get(logs("name = '" + name + "' AND " + text))
			require.Equal(t, http.StatusOK, r.status, "%s: %s", text, r.text(".filter-error"))
			require.Equal(t, "4 traces", r.text(".count"), "%s: %s", name, text)
		}
	}
}

// asJSON turns what Go escapes into what JSON does: a character beyond four digits is a pair of surrogates.
func asJSON(quoted string) string { return strings.ReplaceAll(quoted, `\U0001f4e6`, `\ud83d\udce6`) }
