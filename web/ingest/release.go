package ingest

import (
	"net/http"
	"time"

	"assay/store"
)

// MarkRelease notes when a version of the application went out, which charts of the project mark. Marking it again moves it.
func (a *API) MarkRelease(w http.ResponseWriter, r *http.Request) error {
	var sent struct {
		ProjectID   string    `json:"project_id"`
		ProjectName string    `json:"project_name"`
		Name        string    `json:"name"`
		At          time.Time `json:"at"`
	}
	if err := a.read(w, r, &sent); err != nil {
		return err
	}
	name, err := store.CheckReleaseName(sent.Name)
	if err != nil {
		return err
	}
	ref := sent.ProjectID
	if ref == "" {
		ref = sent.ProjectName
	}
	if ref == "" {
		return store.Invalid{"project_name": "Name the project, or give its id as project_id."}
	}
	p, err := a.project(r.Context(), ref, store.WriteAccess)
	if err != nil {
		return err
	}
	if sent.At.IsZero() {
		sent.At = a.Now()
	}
	if sent.At.Year() < 1 || sent.At.Year() > 9998 {
		return store.Invalid{"at": "This is no time of ours."}
	}
	if err := a.DB.SaveRelease(r.Context(), p.ID, name, sent.At); err != nil {
		return err
	}
	return ok(w, map[string]any{"project_id": p.UID, "name": name, "at": sent.At.UTC()})
}
