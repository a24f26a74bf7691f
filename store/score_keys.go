package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// roomKeys are the keys that the room of a review has itself, with what they do there.
var roomKeys = map[string]string{
	"c": "writes a comment", "e": "edits the expected output", "a": "takes the output as right", "x": "takes the user's correction", "s": "skips", "S": "skips with a reason",
	"p": "goes back", "n": "goes on", "d": "adds to a dataset", "u": "takes back", "q": "leaves", "j": "marks the next question", "k": "marks the question before",
	"w": "writes the answer to a question", "v": "shows what others said", "N": "stays on an item or goes on by itself", "b": "opens the board", "i": "opens the instructions", "t": "tags", "F": "flags", "G": "approves and adds to a dataset", "o": "makes it a gold item",
	"?": "lists the keys", "=": "finds those that say nearly the same", "/": "searches", ".": "looks again", "\"": "quotes a passage", "[": "folds the rail", "]": "unfolds the rail",
}

// RoomKey says what a key does in the room of a review by itself, or "" when it is free for a verdict.
func RoomKey(key string) string {
	if key >= "0" && key <= "9" {
		return "answers the marked question"
	}
	return roomKeys[key]
}

// checkKeys checks the keys that answer with an option and complete at once.
func (c *ScoreConfig) checkKeys(bad Invalid) {
	seen := map[string]string{}
	for i, o := range c.Options {
		key := strings.TrimSpace(o.Key)
		if c.Options[i].Key = key; key == "" {
			continue
		}
		runes := []rune(key)
		switch does := RoomKey(key); {
		case len(runes) != 1 || !unicode.IsGraphic(runes[0]):
			bad["options"] = fmt.Sprintf("The key of %s is one character.", o.Label)
		case c.Multiple:
			bad["options"] = "Where several options may be chosen, no key answers and completes: take that of " + o.Label + " away."
		case does != "":
			bad["options"] = fmt.Sprintf("The key %s of %s %s in the review already.", key, o.Label, does)
		case seen[key] != "":
			bad["options"] = fmt.Sprintf("The key %s is that of %s and of %s.", key, seen[key], o.Label)
		}
		seen[key] = o.Label
	}
}

// CheckVerdicts returns an Invalid naming the field "verdicts" when the configs cannot be asked together with the keys that they have.
func CheckVerdicts(configs []ScoreConfig) error {
	for i, c := range configs {
		bad := Invalid{}
		c.Options = slices.Clone(c.Options)
		c.checkKeys(bad)
		if says := bad["options"]; says != "" {
			return Invalid{"verdicts": c.Name + ": " + says}
		}
		if clash, is := c.KeyClash(configs[:i]).(Invalid); is {
			return Invalid{"verdicts": clash["options"]}
		}
	}
	return nil
}

// KeyClash refuses keys that answer and complete in another config already; others are those of the project.
func (c ScoreConfig) KeyClash(others []ScoreConfig) error {
	for _, other := range others {
		for _, theirs := range other.Options {
			for _, o := range c.Options {
				if other.ID != c.ID && o.Key != "" && o.Key == theirs.Key {
					return Invalid{"options": fmt.Sprintf("The key %s answers %s with %s already.", o.Key, other.Name, theirs.Label)}
				}
			}
		}
	}
	return nil
}
