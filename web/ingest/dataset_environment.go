package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"assay/store"
)

// environmentObject is an environment of a dataset on the wire.
type environmentObject struct {
	Name      string    `json:"name"`
	DatasetID string    `json:"dataset_id"`
	XactID    string    `json:"xact_id"`
	Changed   time.Time `json:"changed"`
}

func newEnvironmentObject(d store.ProjectDataset, e store.Environment) environmentObject {
	return environmentObject{Name: e.Name, DatasetID: d.UID, XactID: versionText(e.Version), Changed: e.Changed.UTC()}
}

// ListSnapshots is GET /v1/dataset/{id}/snapshots: the snapshots of a dataset, all of them or the one of a name.
func (a *API) ListSnapshots(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	list, err := a.DB.Snapshots(r.Context(), d.Project.ID, d.ID, r.URL.Query().Get("name"), 0)
	if err != nil {
		return err
	}
	objects := make([]snapshotObject, len(list))
	for i, s := range list {
		objects[i] = newSnapshotObject(s)
	}
	return ok(w, map[string]any{"objects": objects})
}

// ListEnvironments is GET /v1/dataset/{id}/environments.
func (a *API) ListEnvironments(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	list, err := a.DB.Environments(r.Context(), d.Project.ID, d.ID)
	if err != nil {
		return err
	}
	objects := make([]environmentObject, len(list))
	for i, e := range list {
		objects[i] = newEnvironmentObject(d, e)
	}
	return ok(w, map[string]any{"objects": objects})
}

// SetEnvironment is PUT /v1/dataset/{id}/environments/{name}: the environment stands for a version from then on, the one that stands
// now when none is sent, or for that of a snapshot.
func (a *API) SetEnvironment(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	var ask struct {
		Version  json.RawMessage `json:"version"`
		Snapshot string          `json:"snapshot"`
	}
	if err := a.readOptional(w, r, &ask); err != nil {
		return err
	}
	version, err := a.namedVersion(r.Context(), d, 0, ask.Snapshot, "")
	if err == nil && ask.Snapshot == "" {
		version, err = a.pastVersion(r.Context(), d, "version", ask.Version)
	}
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	if err := a.DB.SetEnvironment(r.Context(), d.Project.ID, a.datasetWrite(r.Context(), d), name, version); err != nil {
		return err
	}
	e, err := a.DB.Environment(r.Context(), d.Project.ID, d.ID, name)
	if err != nil {
		return err
	}
	return ok(w, newEnvironmentObject(d, e))
}

// ShowEnvironment is GET /environment-object/dataset/{id}/{name}, by which SDKs find the version that an environment stands for.
func (a *API) ShowEnvironment(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	version, err := a.namedVersion(r.Context(), d, 0, "", r.PathValue("name"))
	if err != nil {
		return err
	}
	return ok(w, map[string]string{"object_type": "dataset", "object_id": d.UID, "environment_slug": r.PathValue("name"), "object_version": versionText(version)})
}

// namedVersion is the version that a request means: by its number, as a snapshot or as what an environment stands for; 0 for none of them.
func (a *API) namedVersion(ctx context.Context, d store.ProjectDataset, version store.Version, snapshot, environment string) (store.Version, error) {
	said := 0
	for _, is := range []bool{version != 0, snapshot != "", environment != ""} {
		if is {
			said++
		}
	}
	switch {
	case said > 1:
		return 0, store.Invalid{"version": "Name the version once: as version, snapshot or environment."}
	case snapshot != "":
		list, err := a.DB.Snapshots(ctx, d.Project.ID, d.ID, snapshot, 0)
		if err == nil && len(list) == 0 {
			return 0, sayOf("snapshot", store.ErrNotFound, "The dataset has no snapshot %q.", clip(snapshot))
		}
		if err != nil {
			return 0, err
		}
		return list[0].Version, nil
	case environment != "":
		e, err := a.DB.Environment(ctx, d.Project.ID, d.ID, environment)
		if errors.Is(err, store.ErrNotFound) {
			return 0, sayOf("environment", store.ErrNotFound, "The dataset has no environment %q.", clip(environment))
		}
		return e.Version, err
	}
	return version, nil
}
