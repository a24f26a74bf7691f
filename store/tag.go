package store

import "fmt"

// How much of what is counted and indexed one span or row may have. Nobody means more; a request that has more is a mistake
// or an attack.
const (
	MaxTags   = 1000
	MaxTag    = 1024 // bytes of one tag
	MaxScores = 1000
)

// CheckTags says what is wrong with a list of tags, in words that follow its name, or nothing.
func CheckTags(tags []string) string {
	if len(tags) > MaxTags {
		return fmt.Sprintf("has %d entries; the most is %d", len(tags), MaxTags)
	}
	for _, tag := range tags {
		if len(tag) > MaxTag {
			return fmt.Sprintf("has a tag of %d bytes; the most is %d", len(tag), MaxTag)
		}
	}
	return ""
}
