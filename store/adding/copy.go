package adding

import (
	"encoding/json"
	"fmt"
	"strconv"

	"assay/store"
)

// CopyOf names the row of another dataset that a row is a copy of, as it stood in a version. Names are those of the time of copying.
type CopyOf struct {
	Project store.ProjectID `json:"project"`
	Dataset string          `json:"dataset"` // uid
	Name    string          `json:"name"`    // of the dataset
	Row     string          `json:"row"`
	Version store.Version   `json:"version,string"`
}

// Copied is the provenance of a copy: that of the row, with the traces in it said to be of the project of the row, and an entry
// that says which row it is a copy of. Copying the same row of the same version again gives the same bytes.
func (c CopyOf) Copied(provenance json.RawMessage) (json.RawMessage, error) {
	var entries []map[string]json.RawMessage
	if len(provenance) > 0 {
		if err := json.Unmarshal(provenance, &entries); err != nil {
			return nil, fmt.Errorf("read provenance: %w", err)
		}
	}
	for _, e := range entries {
		if p := string(e["project"]); e["trace"] != nil && (p == "" || p == "0" || p == "null") {
			e["project"] = json.RawMessage(strconv.Itoa(int(c.Project)))
		}
	}
	copied, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	origin, err := json.Marshal(map[string]string{"object_type": "dataset", "object_id": c.Dataset, "id": c.Row, "_xact_id": strconv.FormatInt(int64(c.Version), 10)})
	if err != nil {
		return nil, err
	}
	return json.Marshal(append(entries, map[string]json.RawMessage{"copied": copied, "origin": origin}))
}

// Of is the same with another row.
func (c CopyOf) Of(row string) CopyOf {
	c.Row = row
	return c
}
