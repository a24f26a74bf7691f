package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// projectObject is a project on the wire.
type projectObject struct {
	ID      string    `json:"id"`
	OrgID   string    `json:"org_id"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Deleted *string   `json:"deleted_at"`
	UserID  *string   `json:"user_id"`
}

func (a *API) projectObject(p store.Project) projectObject {
	return projectObject{ID: p.UID, OrgID: a.orgID, Name: p.Name, Created: p.Created.UTC()}
}

// RegisterProject returns the project of a name, making it when it is not there and the key may. Clients ask once in their
// life and drop what they log when that fails, so it waits for a database that restarts.
func (a *API) RegisterProject(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		ProjectName string `json:"project_name"`
		ProjectID   string `json:"project_id"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	p, err := a.namedProject(r.Context(), ask.ProjectID, ask.ProjectName)
	if err != nil {
		return err
	}
	return ok(w, map[string]any{"project": a.projectObject(p)})
}

// namedProject is the project of an id, or the one of a name, made when it is not there and the key may.
func (a *API) namedProject(ctx context.Context, id, name string) (p store.Project, err error) {
	switch {
	case id != "":
		return a.project(ctx, id, store.ReadAccess)
	case strings.TrimSpace(name) == "":
		return p, store.Invalid{"project_name": "Name the project."}
	}
	err = patiently(ctx, patience, func() error {
		p, err = a.startProject(ctx, name)
		return err
	})
	return p, err
}

// LookupProject is GET /api/project?id= or ?name=. The project stands in the answer twice, because clients differ in where
// they look.
func (a *API) LookupProject(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	ref := q.Get("id")
	for _, name := range []string{"project_id", "name", "project_name"} {
		if ref == "" {
			ref = q.Get(name)
		}
	}
	if ref == "" {
		return store.Invalid{"id": "Name the project by id or name."}
	}
	p, err := a.project(r.Context(), ref, store.ReadAccess)
	if err != nil {
		return err
	}
	o := a.projectObject(p)
	return ok(w, struct {
		projectObject
		Project projectObject `json:"project"`
	}{o, o})
}

// ListProjects lists the projects that the key is good for, from new to old.
func (a *API) ListProjects(w http.ResponseWriter, r *http.Request) error {
	q, k := r.URL.Query(), KeyFrom(r.Context())
	ask := postgres.ProjectQuery{Name: q.Get("project_name"), After: q.Get("starting_after"), Before: q.Get("ending_before"), UIDs: ids(q)}
	for field, id := range map[string]string{"starting_after": ask.After, "ending_before": ask.Before} {
		if id != "" && !store.IsKey(id) {
			return store.Invalid{field: "This is the id of no project: " + clip(id) + "."}
		}
	}
	for _, id := range ask.UIDs {
		if !store.IsKey(id) {
			return store.Invalid{"ids": "This is the id of no project: " + clip(id) + "."}
		}
	}
	var err error
	if ask.Limit, err = limitOf(q); err != nil {
		return err
	}
	objects := []projectObject{}
	if k.Scoped && len(k.Projects) == 0 { // its projects are gone
		return ok(w, map[string]any{"objects": objects})
	}
	ask.Only = k.Projects
	projects, err := a.DB.Projects(r.Context(), ask)
	if err != nil {
		return err
	}
	for _, p := range projects {
		objects = append(objects, a.projectObject(p))
	}
	return ok(w, map[string]any{"objects": objects})
}

// ids reads the parameter ids, once with commas or many times.
func ids(q url.Values) []string {
	var list []string
	for _, v := range q["ids"] {
		for id := range strings.SplitSeq(v, ",") {
			if id = strings.TrimSpace(id); id != "" {
				list = append(list, id)
			}
		}
	}
	return list
}

// defaultLimit and mostObjects bound a list of objects.
const (
	defaultLimit = 100
	mostObjects  = 1000
)

// limitOf reads the parameter limit.
func limitOf(q url.Values) (int, error) {
	text := q.Get("limit")
	if text == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, store.Invalid{"limit": "limit is a whole number from 1."}
	}
	return min(n, mostObjects), nil
}

// CreateProject makes a project, or returns the one of that name.
func (a *API) CreateProject(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		Name string `json:"name"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if strings.TrimSpace(ask.Name) == "" {
		return store.Invalid{"name": "Name the project."}
	}
	p, err := a.startProject(r.Context(), ask.Name)
	if err != nil {
		return asName(err)
	}
	return ok(w, a.projectObject(p))
}

// ShowProject returns one project.
func (a *API) ShowProject(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	return ok(w, a.projectObject(p))
}

// ChangeProject renames a project. What else clients send is settings that this server does not have, and left alone.
func (a *API) ChangeProject(w http.ResponseWriter, r *http.Request) error {
	p, err := a.project(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	var ask struct {
		Name *string `json:"name"`
	}
	if err := a.readOptional(w, r, &ask); err != nil {
		return err
	}
	if ask.Name != nil && *ask.Name != p.Name {
		if p, err = a.DB.RenameProject(r.Context(), p.ID, *ask.Name); err != nil {
			return asName(fmt.Errorf("rename project: %w", err))
		}
	}
	return ok(w, a.projectObject(p))
}

// asName renames the field of an Invalid from the page's word to the one of this request.
func asName(err error) error {
	var invalid store.Invalid
	if errors.As(err, &invalid) && invalid["project"] != "" {
		return store.Invalid{"name": invalid["project"]}
	}
	return err
}

// DeleteProject refuses: a project is deleted by a person who sees what goes with it.
func (a *API) DeleteProject(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.project(r.Context(), r.PathValue("id"), store.WriteAccess); err != nil {
		return err
	}
	w.Header().Set("Allow", "GET, PATCH")
	return say(errNotAllowed, "Projects are not deleted through the API.")
}
