package fold

import (
	"encoding/json"
	"slices"

	"assay/store"
)

// member is one key of feedback metadata with its value as JSON text.
type member struct{ key, value string }

// told is the metadata that stands about one span: of every author and key the latest.
func told(events []*store.Event) []member {
	type seat struct{ key, voter string }
	latest := map[seat]string{}
	for _, e := range events {
		if e.Kind != store.MetadataEvent {
			continue
		}
		for key, value := range members(json.RawMessage(e.Metadata)) {
			latest[seat{key, voter(e)}] = Text(value)
		}
	}
	list := make([]member, 0, len(latest))
	for at, value := range latest {
		list = append(list, member{at.key, value})
	}
	return list
}

// feedbackMetadata lists the different values of each key, by their bytes. A null says nothing.
func feedbackMetadata(told []member) map[string][]string {
	values := map[string][]string{}
	for _, m := range told {
		if m.value != "null" {
			values[m.key] = append(values[m.key], m.value)
		}
	}
	for key, list := range values {
		slices.Sort(list)
		values[key] = slices.Compact(list)
	}
	return values
}
