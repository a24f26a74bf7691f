package ingest

import (
	"context"
	"net/url"
	"strings"

	"assay/store"
)

// errNoDestination tells what to set, since an exporter shows the sender nothing else.
var errNoDestination = say(errMalformed, "Say which project the spans are for: send the header x-bt-parent with project_name:NAME or project_id:ID "+
	"(in OTEL_EXPORTER_OTLP_HEADERS: x-bt-parent=project_name:NAME), or set the attribute braintrust.parent on each span, or use an API key made for one project.")

// destination is where spans go.
type destination struct {
	project    store.ProjectID
	root, span string // of a span elsewhere that they continue; else empty
}

// adopt puts a span under the span that its destination continues.
func (d destination) adopt(s *store.Span) {
	if d.root == "" {
		return
	}
	s.RootSpanID = d.root
	if s.ParentSpanID == "" {
		s.ParentSpanID = d.span
	}
}

// destinations finds the projects that one request names. It asks the database once about each.
type destinations struct {
	ctx    context.Context // of the request, in which alone it lives
	api    *API
	header string
	known  map[string]found
}

type found struct {
	destination
	err error
}

func (a *API) destinations(ctx context.Context, header string) *destinations {
	return &destinations{ctx: ctx, api: a, header: header, known: map[string]found{}}
}

// find returns where a span goes that names parent, or nothing.
func (d *destinations) find(parent string) (destination, error) {
	parent = strings.TrimSpace(parent)
	if parent == "" {
		parent = strings.TrimSpace(d.header)
	}
	f, ok := d.known[parent]
	if !ok {
		f.destination, f.err = d.api.destination(d.ctx, parent)
		d.known[parent] = f
	}
	return f.destination, f.err
}

// destination reads project_id:…, project_name:…, experiment_id:… or the slug of an exported span. Without any, the only
// project of the key is meant.
func (a *API) destination(ctx context.Context, parent string) (destination, error) {
	if parent == "" {
		if k := KeyFrom(ctx); k.Scoped && len(k.Projects) == 1 {
			return destination{project: k.Projects[0]}, nil
		}
		return destination{}, errNoDestination
	}
	kind, name, ok := strings.Cut(parent, ":")
	if !ok {
		if plain, err := url.PathUnescape(parent); err == nil { // headers from the environment are escaped, and not every SDK undoes it
			kind, name, ok = strings.Cut(plain, ":")
		}
	}
	switch {
	case !ok:
		return a.slugDestination(ctx, parent)
	case kind == "experiment_id":
		return destination{}, errExperiment
	case kind == "project_name":
		p, err := a.startProject(ctx, name)
		return destination{project: p.ID}, err
	case kind == "project_id" && store.IsKey(name):
		p, err := a.project(ctx, name, store.WriteAccess)
		return destination{project: p.ID}, err
	case kind == "project_id":
		return destination{}, say(errMalformed, "x-bt-parent names the project id %q, which is no UUID; a project's name goes as project_name:NAME.", clip(name))
	}
	return destination{}, errParent(parent)
}

func errParent(parent string) error {
	return say(errMalformed, "The parent %q is none that can be read; write project_name:NAME or project_id:ID.", clip(parent))
}

// slugDestination is the project of an exported span, under which the spans then stand.
func (a *API) slugDestination(ctx context.Context, text string) (destination, error) {
	s, err := readSlug(text)
	if err != nil {
		return destination{}, errParent(text)
	}
	if s.object != slugLogs {
		return destination{}, errExperiment
	}
	d := destination{root: s.root, span: s.span}
	switch {
	case s.projectID != "":
		p, err := a.project(ctx, s.projectID, store.WriteAccess)
		d.project = p.ID
		return d, err
	case s.projectName != "":
		p, err := a.startProject(ctx, s.projectName)
		d.project = p.ID
		return d, err
	}
	return destination{}, errParent(text)
}
