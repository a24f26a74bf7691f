package ingest

import (
	"encoding/json"
	"net/http"

	"assay/store"
)

// restoring reads which dataset a restore is about, and to which version of it.
func (a *API) restoring(w http.ResponseWriter, r *http.Request, access store.Access) (store.ProjectDataset, store.Version, error) {
	d, err := a.dataset(r.Context(), r.PathValue("id"), access)
	if err != nil {
		return d, 0, err
	}
	var ask struct {
		Version json.RawMessage `json:"version"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return d, 0, err
	}
	if !given(ask.Version) {
		return d, 0, store.Invalid{"version": "Say which version to go back to."}
	}
	version, err := a.pastVersion(r.Context(), d, "version", ask.Version)
	return d, version, err
}

// PreviewRestore is POST /v1/dataset/{id}/restore/preview: how many rows a restore would write and take out.
func (a *API) PreviewRestore(w http.ResponseWriter, r *http.Request) error {
	d, version, err := a.restoring(w, r, store.ReadAccess)
	if err != nil {
		return err
	}
	does, err := a.DB.PreviewRestore(r.Context(), d.Project.ID, d.ID, version)
	if err != nil {
		return err
	}
	return ok(w, map[string]int{"rows_to_restore": does.Restored, "rows_to_delete": does.Deleted})
}

// RestoreDataset is POST /v1/dataset/{id}/restore: a new version with the rows of an older one. All versions stay, and people
// can undo it like any other.
func (a *API) RestoreDataset(w http.ResponseWriter, r *http.Request) error {
	d, version, err := a.restoring(w, r, store.WriteAccess)
	if err != nil {
		return err
	}
	write := a.datasetWrite(r.Context(), d)
	write.Note = "restored version " + versionText(version)
	done, err := a.DB.RestoreVersion(r.Context(), d.Project.ID, write, version)
	if err != nil {
		return err
	}
	return ok(w, newRestored(done))
}

// restored is the answer to a restore. xact_id is null when everything was as it was.
type restored struct {
	XactID   *string `json:"xact_id"`
	Restored int     `json:"rows_restored"`
	Deleted  int     `json:"rows_deleted"`
}

func newRestored(v store.DatasetVersion) restored {
	out := restored{Restored: v.Inserted + v.Updated, Deleted: v.Deleted}
	if v.Version != 0 {
		text := versionText(v.Version)
		out.XactID = &text
	}
	return out
}
