package ingest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/postgres"
)

// sentObject reads a member that is an object; nil when it is absent or null.
func sentObject(field string, raw json.RawMessage) (json.RawMessage, error) {
	text := strings.TrimSpace(string(raw))
	if text == "" || text == "null" {
		return nil, nil
	}
	clean, err := jsonl.CleanJSON(json.RawMessage(text))
	if err != nil {
		return nil, store.Invalid{field: field + " " + err.Error() + "."}
	}
	if clean[0] != '{' {
		return nil, store.Invalid{field: field + " is an object."}
	}
	return clean, nil
}

// ListDatasets lists the datasets that the key is good for, from new to old.
func (a *API) ListDatasets(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	ask := postgres.DatasetQuery{Projects: reach(KeyFrom(r.Context())), ProjectUID: q.Get("project_id"), ProjectName: q.Get("project_name"),
		Name: q.Get("dataset_name"), UIDs: ids(q), After: q.Get("starting_after"), Before: q.Get("ending_before")}
	var err error
	if ask.Limit, err = limitOf(q); err != nil {
		return err
	}
	list, err := a.DB.DatasetsBy(r.Context(), ask)
	if err != nil {
		return err
	}
	objects := make([]datasetObject, len(list))
	for i, d := range list {
		objects[i] = newDatasetObject(d)
	}
	return ok(w, map[string]any{"objects": objects})
}

// CreateDataset makes a dataset, or returns the one of that name in the project.
func (a *API) CreateDataset(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		ProjectID string `json:"project_id"`
		Name      string `json:"name"`
		datasetSent
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if ask.ProjectID == "" {
		return store.Invalid{"project_id": "Name the project by its id."}
	}
	p, err := a.project(r.Context(), ask.ProjectID, store.WriteAccess)
	if err != nil {
		return err
	}
	d, _, err := a.namedDataset(r.Context(), p, "name", ask.Name, ask.datasetSent)
	if err != nil {
		return err
	}
	return ok(w, newDatasetObject(d))
}

// ShowDataset returns one dataset.
func (a *API) ShowDataset(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	return ok(w, newDatasetObject(d))
}

// ChangeDataset changes what is sent and merges metadata into what is there.
func (a *API) ChangeDataset(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	var ask struct {
		Name        *string         `json:"name"`
		Description *string         `json:"description"`
		Metadata    json.RawMessage `json:"metadata"`
		Tags        *[]string       `json:"tags"`
	}
	if err := a.readOptional(w, r, &ask); err != nil {
		return err
	}
	patch := postgres.DatasetPatch{Name: ask.Name, Description: ask.Description, Tags: ask.Tags}
	if patch.Metadata, err = sentObject("metadata", ask.Metadata); err != nil {
		return err
	}
	if d, err = a.DB.PatchDataset(r.Context(), d.UID, patch); err != nil {
		return renamed(err, "dataset", "name")
	}
	return ok(w, newDatasetObject(d))
}

// DeleteDataset takes a dataset away from programs. People keep its versions on the pages.
func (a *API) DeleteDataset(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	write := a.datasetWrite(r.Context(), d)
	if err := a.DB.DeleteDataset(r.Context(), d, write); err != nil {
		return err
	}
	d.Deleted = write.Now.UTC()
	return ok(w, newDatasetObject(d))
}

// SummarizeDataset says where people look at a dataset and, when asked, how many rows it has.
func (a *API) SummarizeDataset(w http.ResponseWriter, r *http.Request) error {
	d, err := a.dataset(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	page := a.BaseURL + "/p/" + url.PathEscape(d.Project.Name)
	summary := map[string]any{"project_name": d.Project.Name, "dataset_name": d.Name, "project_url": page,
		"dataset_url": page + "/datasets/" + url.PathEscape(d.Name), "data_summary": nil}
	if r.URL.Query().Get("summarize_data") == "true" {
		n, err := a.DB.CountDatasetRows(r.Context(), d.Project.ID, d.ID, 0)
		if err != nil {
			return fmt.Errorf("count rows: %w", err)
		}
		summary["data_summary"] = map[string]int{"total_records": n}
	}
	return ok(w, summary)
}
