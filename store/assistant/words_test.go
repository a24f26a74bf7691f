package assistant

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFiltersAreSaidInWords(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]string{
		"":                       "Every trace of the project.",
		"scores.user.thumbs < 1": "Traces for which the users' score thumbs is below 1.",
		"correction.user IS NOT NULL AND metadata.topic = 'billing'":             "Traces for which there is a correction by a user, and topic is “billing”.",
		"created > now() - interval 7 day":                                       "Traces for which its time is after 7 days before now.",
		"error IS NULL":                                                          "Traces for which there is no error.",
		"tags NOT INCLUDES 'vip' OR comment MATCH 'too long'":                    "Traces for which its tags do not include “vip”, or comment contains the words “too long”.",
		"metadata.plan IN ('pro', 'free') AND (duration > 3 OR NOT is_reviewed)": "Traces for which plan is one of “pro”, “free”, and (the duration in seconds is above 3, or nobody reviewed it).",
		"nonsense <": "This filter does not read: nonsense <",
	} {
		require.Equal(t, want, InWords(filter, options()), filter)
	}
}
