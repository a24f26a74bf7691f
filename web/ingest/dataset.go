package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// datasetObject is a dataset on the wire.
type datasetObject struct {
	ID          string          `json:"id"`
	ProjectID   string          `json:"project_id"`
	Name        string          `json:"name"`
	Description *string         `json:"description"`
	Created     time.Time       `json:"created"`
	Deleted     *time.Time      `json:"deleted_at"`
	UserID      *string         `json:"user_id"`
	Metadata    json.RawMessage `json:"metadata"`
	Tags        []string        `json:"tags"`
	Slug        string          `json:"url_slug"`
}

func newDatasetObject(d store.ProjectDataset) datasetObject {
	o := datasetObject{ID: d.UID, ProjectID: d.Project.UID, Name: d.Name, Created: d.Created.UTC(), Metadata: orNull(d.Metadata),
		Slug: strings.Join(strings.Fields(d.Name), "-")}
	if d.Description != "" {
		o.Description = &d.Description
	}
	if len(d.Tags) > 0 {
		o.Tags = d.Tags
	}
	if !d.Deleted.IsZero() {
		o.Deleted = &d.Deleted
	}
	return o
}

// orNull spells a value that is not there.
func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// reach is the projects that a key is good for; nil is every one.
func reach(k store.Key) []store.ProjectID {
	if !k.Scoped {
		return nil
	}
	return append([]store.ProjectID{}, k.Projects...)
}

// dataset returns the dataset of an id when the request's key may do this with it. One that is there but of a project that the
// key is not made for is not told from one that is not there.
func (a *API) dataset(ctx context.Context, uid string, access store.Access) (store.ProjectDataset, error) {
	k := KeyFrom(ctx)
	if !k.Access.Includes(access) {
		return store.ProjectDataset{}, errReadOnly
	}
	d, err := a.DB.DatasetByUID(ctx, uid)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && !k.Covers(d.Project.ID):
		return store.ProjectDataset{}, say(store.ErrNotFound, "There is no dataset %q that this API key can reach.", clip(uid))
	case err != nil:
		return d, fmt.Errorf("read dataset: %w", err)
	}
	return d, nil
}

// datasetSent is what clients say about a dataset.
type datasetSent struct {
	Description string          `json:"description"`
	Metadata    json.RawMessage `json:"metadata"`
	Tags        []string        `json:"tags"`
}

// namedDataset returns the dataset of a name, making it when it is not there and the key may.
func (a *API) namedDataset(ctx context.Context, p store.Project, field, name string, sent datasetSent) (store.ProjectDataset, bool, error) {
	if strings.TrimSpace(name) == "" {
		return store.ProjectDataset{}, false, store.Invalid{field: "Name the dataset."}
	}
	metadata, err := sentObject("metadata", sent.Metadata)
	if err != nil {
		return store.ProjectDataset{}, false, err
	}
	if !KeyFrom(ctx).Access.Includes(store.WriteAccess) {
		list, err := a.DB.DatasetsBy(ctx, postgres.DatasetQuery{Projects: []store.ProjectID{p.ID}, Name: strings.TrimSpace(name), Limit: 1})
		if err == nil && len(list) == 0 {
			err = errReadOnly
		}
		if err != nil {
			return store.ProjectDataset{}, false, err
		}
		return list[0], false, nil
	}
	d := store.ProjectDataset{Dataset: store.Dataset{Name: name, Description: sent.Description}, Metadata: metadata, Tags: sent.Tags}
	d, created, err := a.DB.RegisterDataset(ctx, p.ID, d)
	if err != nil {
		return d, false, renamed(err, "dataset", field)
	}
	return d, created, nil
}

// renamed gives the field of an Invalid the name that it has in this request.
func renamed(err error, from, to string) error {
	var invalid store.Invalid
	if errors.As(err, &invalid) && invalid[from] != "" {
		return store.Invalid{to: invalid[from]}
	}
	return err
}

// RegisterDataset returns the dataset of a name in a project, making both when they are not there and the key may. Clients ask
// once in their life, so it waits for a database that restarts.
func (a *API) RegisterDataset(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		ProjectName string `json:"project_name"`
		ProjectID   string `json:"project_id"`
		DatasetName string `json:"dataset_name"`
		datasetSent
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	p, err := a.namedProject(r.Context(), ask.ProjectID, ask.ProjectName)
	if err != nil {
		return err
	}
	var d store.ProjectDataset
	var created bool
	err = patiently(r.Context(), patience, func() error {
		d, created, err = a.namedDataset(r.Context(), p, "dataset_name", ask.DatasetName, ask.datasetSent)
		return err
	})
	if err != nil {
		return err
	}
	return ok(w, map[string]any{"project": a.projectObject(p), "dataset": newDatasetObject(d), "found_existing": !created})
}

// objectInfo is what POST /api/self/get_object_info says about one thing.
type objectInfo struct {
	ID          string            `json:"object_id"`
	Name        string            `json:"object_name"`
	Parents     map[string]parent `json:"parent_cols"`
	Permissions []string          `json:"permissions"`
}

type parent struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// FindObjects names datasets and projects by their ids. Those that are not there, or not for this key, are left out.
func (a *API) FindObjects(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		Type string   `json:"object_type"`
		IDs  []string `json:"object_ids"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	ctx, k := r.Context(), KeyFrom(r.Context())
	permissions := []string{"read"}
	if k.Access.Includes(store.WriteAccess) {
		permissions = append(permissions, "update")
	}
	organisation := parent{ID: a.orgID, Name: Organisation}
	found := []objectInfo{}
	if ask.IDs == nil {
		ask.IDs = []string{}
	}
	switch ask.Type {
	case "dataset":
		list, err := a.DB.DatasetsBy(ctx, postgres.DatasetQuery{Projects: reach(k), UIDs: ask.IDs})
		if err != nil {
			return err
		}
		for _, d := range list {
			found = append(found, objectInfo{ID: d.UID, Name: d.Name, Permissions: permissions,
				Parents: map[string]parent{"organization": organisation, "project": {ID: d.Project.UID, Name: d.Project.Name}}})
		}
	case "project", "project_log":
		for _, id := range ask.IDs {
			p, err := a.project(ctx, id, store.ReadAccess)
			switch {
			case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrForbidden):
				continue
			case err != nil:
				return err
			}
			found = append(found, objectInfo{ID: p.UID, Name: p.Name, Permissions: permissions,
				Parents: map[string]parent{"organization": organisation, "project": {ID: p.UID, Name: p.Name}}})
		}
	}
	return ok(w, found)
}

// CountDataset counts the rows of a dataset as they stand.
func (a *API) CountDataset(w http.ResponseWriter, r *http.Request) error {
	uid := r.URL.Query().Get("dataset_id")
	if uid == "" {
		return store.Invalid{"dataset_id": "Name the dataset by its id."}
	}
	d, err := a.dataset(r.Context(), uid, store.ReadAccess)
	if err != nil {
		return err
	}
	n, err := a.DB.CountDatasetRows(r.Context(), d.Project.ID, d.ID, 0)
	if err != nil {
		return fmt.Errorf("count rows: %w", err)
	}
	return ok(w, map[string]int{"total_records": n})
}

// ShowVersion answers with the version that stands now, as text: whatever is written later has a greater one.
func (a *API) ShowVersion(w http.ResponseWriter, r *http.Request) error {
	v, err := a.DB.CurrentVersion(r.Context(), reach(KeyFrom(r.Context())))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := io.WriteString(w, versionText(v)); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	return nil
}

// versionText is a version on the wire: 19 digits.
func versionText(v store.Version) string { return strconv.FormatInt(int64(v), 10) }

// readVersion reads a version of the wire; 0 for none.
func readVersion(field, text string) (store.Version, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, store.Invalid{field: "A version is a number of 19 digits, as _xact_id has it."}
	}
	return store.Version(n), nil
}
