package ingest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"assay/store"
)

// slugLogs is the type of object that the logs of a project are.
const slugLogs = 2

// slug is an exported span: a place in some trace, as SDKs pass it from one process to another.
type slug struct {
	object                 byte
	projectID, projectName string
	root, span             string // empty when it names a project only
}

var errSlug = errors.New("no exported span")

// readSlug reads versions 3 and 4: three bytes (version, type of object, number of ids), the ids with a byte each that says
// which it is, and the rest as JSON.
func readSlug(text string) (slug, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) < 3 || b[0] != 3 && b[0] != 4 {
		return slug{}, errSlug
	}
	s, version, ids := slug{object: b[1]}, b[0], int(b[2])
	rest := b[3:]
	for range ids {
		size := 16
		if version == 4 && len(rest) > 0 && rest[0] == 3 {
			size = 8 // the span ids of OpenTelemetry
		}
		if len(rest) < 1+size {
			return slug{}, errSlug
		}
		s.setID(version, rest[0], rest[1:1+size])
		rest = rest[1+size:]
	}
	if len(rest) > 0 {
		if err := s.setRest(rest); err != nil {
			return slug{}, err
		}
	}
	for _, id := range []string{s.root, s.span} {
		if (s.root == "") != (s.span == "") || len(id) > store.MaxClientID || strings.ContainsRune(id, 0) {
			return slug{}, errSlug
		}
	}
	if s.projectID != "" && !store.IsKey(s.projectID) {
		return slug{}, errSlug
	}
	return s, nil
}

func (s *slug) setID(version, field byte, id []byte) {
	text := hex.EncodeToString(id)
	if version == 3 || field < 3 {
		text = text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
	}
	switch field {
	case 1:
		s.projectID = text
	case 3:
		s.span = text
	case 4:
		s.root = text
	}
}

// setRest reads what is not an id of that form: ids that are plain text, and a project known by its name only.
func (s *slug) setRest(raw []byte) error {
	var rest struct {
		ObjectID string `json:"object_id"`
		Span     string `json:"span_id"`
		Root     string `json:"root_span_id"`
		Lookup   struct {
			ID   string `json:"project_id"`
			Name string `json:"project_name"`
		} `json:"compute_object_metadata_args"`
	}
	if json.Unmarshal(raw, &rest) != nil {
		return errSlug
	}
	for _, f := range []struct {
		field *string
		value string
	}{{&s.projectID, rest.ObjectID}, {&s.projectID, rest.Lookup.ID}, {&s.projectName, rest.Lookup.Name}, {&s.span, rest.Span}, {&s.root, rest.Root}} {
		if *f.field == "" {
			*f.field = f.value
		}
	}
	return nil
}
