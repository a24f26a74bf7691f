package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"assay/store"
)

// snapshotObject is a snapshot of a dataset on the wire.
type snapshotObject struct {
	ID          string    `json:"id"`
	DatasetID   string    `json:"dataset_id"`
	Name        string    `json:"name"`
	Description *string   `json:"description"`
	XactID      string    `json:"xact_id"`
	Created     time.Time `json:"created"`
}

func newSnapshotObject(s store.Snapshot) snapshotObject {
	return snapshotObject{ID: s.ID, DatasetID: s.DatasetUID, Name: s.Name, Description: s.Description, XactID: versionText(s.Version), Created: s.Created.UTC()}
}

// RegisterSnapshot is POST /api/dataset_snapshot/register: it names a version, the newest when none is said. A name that is in
// use keeps its version, unless update is asked for.
func (a *API) RegisterSnapshot(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		DatasetID   string          `json:"dataset_id"`
		Name        string          `json:"dataset_snapshot_name"`
		Description *string         `json:"description"`
		XactID      json.RawMessage `json:"xact_id"`
		Update      bool            `json:"update"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	d, err := a.dataset(r.Context(), ask.DatasetID, store.WriteAccess)
	if err != nil {
		return err
	}
	s := store.Snapshot{Name: ask.Name, Description: ask.Description, Author: a.datasetWrite(r.Context(), d).Author, Created: a.Now()}
	if s.Version, err = a.pastVersion(r.Context(), d, "xact_id", ask.XactID); err != nil {
		return err
	}
	s, existed, err := a.DB.SaveSnapshot(r.Context(), d.Project.ID, d.ID, s, ask.Update)
	if err != nil {
		return renamed(err, "name", "dataset_snapshot_name")
	}
	return ok(w, map[string]any{"dataset_snapshot": newSnapshotObject(s), "found_existing": existed})
}

// pastVersion reads a version that a dataset has been at, the one that stands now when none is sent. One that is still to come
// would name something else every time.
func (a *API) pastVersion(ctx context.Context, d store.ProjectDataset, field string, raw json.RawMessage) (store.Version, error) {
	position, err := a.DB.LogPosition(ctx, d.Project.ID)
	if err != nil {
		return 0, fmt.Errorf("read position: %w", err)
	}
	now := store.VersionAt(position)
	version, name, err := askedVersion(raw)
	if name != "" && field == "version" {
		version, err = a.DB.VersionNamed(ctx, d.Project.ID, d.ID, name)
	} else if name != "" {
		_, err = readVersion(field, name)
	}
	switch {
	case err != nil:
		return 0, err
	case version == 0:
		return now, nil
	case version.Position() < 0 || version > now:
		return 0, store.Invalid{field: "The dataset has not been at version " + versionText(version) + ". Versions are what _xact_id holds and GET /xact-id gives."}
	}
	return version, nil
}

// FindSnapshots is POST /api/dataset_snapshot/get: the snapshots of a dataset, all of them or those of a name or version.
func (a *API) FindSnapshots(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		DatasetID string          `json:"dataset_id"`
		Name      string          `json:"name"`
		XactID    json.RawMessage `json:"xact_id"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	d, err := a.dataset(r.Context(), ask.DatasetID, store.ReadAccess)
	if err != nil {
		return err
	}
	version, err := sentVersion("xact_id", ask.XactID)
	if err != nil {
		return err
	}
	list, err := a.DB.Snapshots(r.Context(), d.Project.ID, d.ID, ask.Name, version)
	if err != nil {
		return err
	}
	objects := make([]snapshotObject, len(list))
	for i, s := range list {
		objects[i] = newSnapshotObject(s)
	}
	return ok(w, objects)
}

// snapshot returns the snapshot of an id when the request's key may do this with its dataset.
func (a *API) snapshot(ctx context.Context, id string, access store.Access) (store.Snapshot, error) {
	none := sayOf("id", store.ErrNotFound, "There is no snapshot %q that this API key can reach.", clip(id))
	s, err := a.DB.Snapshot(ctx, id)
	if err == nil {
		_, err = a.dataset(ctx, s.DatasetUID, access)
	}
	if errors.Is(err, store.ErrNotFound) {
		return s, none
	}
	return s, err
}

// ChangeSnapshot is POST /api/dataset_snapshot/patch_id: another name or description for the same version.
func (a *API) ChangeSnapshot(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		ID          string          `json:"id"`
		Name        *string         `json:"name"`
		Description json.RawMessage `json:"description"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if _, err := a.snapshot(r.Context(), ask.ID, store.WriteAccess); err != nil {
		return err
	}
	var description *string
	if len(ask.Description) > 0 {
		description = new(string) // null takes it away
		if json.Unmarshal(ask.Description, description) != nil {
			return store.Invalid{"description": "description is text or null."}
		}
	}
	s, err := a.DB.RenameSnapshot(r.Context(), ask.ID, ask.Name, description)
	if err != nil {
		return err
	}
	return ok(w, newSnapshotObject(s))
}

// DeleteSnapshot is POST /api/dataset_snapshot/delete_id. The version that it named stays readable.
func (a *API) DeleteSnapshot(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		ID string `json:"id"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	s, err := a.snapshot(r.Context(), ask.ID, store.WriteAccess)
	if err != nil {
		return err
	}
	if err := a.DB.DeleteSnapshot(r.Context(), s.ID); err != nil {
		return err
	}
	return ok(w, newSnapshotObject(s))
}
