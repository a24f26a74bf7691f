package remark

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/store"
)

// Handles names each person as a comment may call them behind an @, by account: the part of the address before its @ where nobody
// else has the same, else the whole address.
func Handles(people []store.Account) map[int]string {
	same := map[string]int{}
	for _, p := range people {
		same[local(p.Email)]++
	}
	handles := make(map[int]string, len(people))
	for _, p := range people {
		if handles[p.ID] = strings.ToLower(p.Email); same[local(p.Email)] == 1 {
			handles[p.ID] = local(p.Email)
		}
	}
	return handles
}

func local(email string) string {
	name, _, _ := strings.Cut(strings.ToLower(email), "@")
	return name
}

// MaxMentions is how many people one comment speaks to at most.
const MaxMentions = 20

// Mentions finds the people whom a text names by their handle or by their whole address behind an @, each once, in the order of the
// text. An @ within a word, as that of an address, names nobody, and neither does a name that two people share.
func Mentions(text string, people []store.Account) []store.Mention {
	by := map[string]int{}
	for id, handle := range Handles(people) {
		by[handle] = id
	}
	for _, p := range people {
		by[strings.ToLower(p.Email)] = p.ID
	}
	var found []store.Mention
	for _, name := range named(text) {
		as, id := known(name, func(s string) int { return by[strings.ToLower(s)] })
		if id == 0 || len(found) == MaxMentions || slices.ContainsFunc(found, func(m store.Mention) bool { return m.Account == id }) {
			continue
		}
		found = append(found, store.Mention{Account: id, As: as})
	}
	return found
}

// known looks a name up, and shorter ones without the punctuation that ends a sentence.
func known(name string, look func(string) int) (string, int) {
	for name != "" {
		if id := look(name); id != 0 {
			return name, id
		}
		shorter := strings.TrimRight(name, ".-_+@'")
		if shorter == name {
			return "", 0
		}
		name = shorter
	}
	return "", 0
}

// named lists what stands behind each @ that begins a word.
func named(text string) []string {
	var names []string
	for i := 0; i < len(text); {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		at += i
		end := at + 1 + nameLength(text[at+1:])
		if before, _ := utf8.DecodeLastRuneInString(text[:at]); (at == 0 || !inName(before)) && end > at+1 {
			names = append(names, text[at+1:end])
		}
		i = max(end, at+1)
	}
	return names
}

func nameLength(text string) int {
	for i, r := range text {
		if !inName(r) {
			return i
		}
	}
	return len(text)
}

// inName reports whether a character may stand in a handle or an address.
func inName(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-+@'", r))
}

// Piece is a stretch of a comment.
type Piece struct {
	Text    string
	Mention bool // names a person, with the @
}

// Pieces cuts a comment where it names the people it mentions. Together the pieces are the text.
func Pieces(text string, mentions []store.Mention) []Piece {
	as := map[string]bool{}
	for _, m := range mentions {
		as[strings.ToLower(m.As)] = true
	}
	var pieces []Piece
	begun := 0
	for i := 0; len(as) > 0 && i < len(text); {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		at += i
		end := at + 1 + nameLength(text[at+1:])
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		name, is := known(text[at+1:end], func(s string) int {
			if as[strings.ToLower(s)] {
				return 1
			}
			return 0
		})
		if i = max(end, at+1); is == 0 || at > 0 && inName(before) {
			continue
		}
		if at > begun {
			pieces = append(pieces, Piece{Text: text[begun:at]})
		}
		begun = at + 1 + len(name)
		pieces = append(pieces, Piece{Text: text[at:begun], Mention: true})
	}
	if begun < len(text) || len(pieces) == 0 {
		pieces = append(pieces, Piece{Text: text[begun:]})
	}
	return pieces
}
