package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

const (
	versionsPerPage = 50
	eventsShown     = 50
)

// listVersions is the page of the versions of a dataset.
func (s *Server) listVersions(c echo.Context) error {
	return s.versionsPage(c, http.StatusOK, views.NameForm{})
}

func (s *Server) versionsPage(c echo.Context, status int, form views.NameForm) error {
	ctx, w := c.Request().Context(), who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	before, err := export.ParseVersion(c.QueryParam("before"))
	if err != nil {
		return err
	}
	p := views.VersionsPage{Shell: s.shell(c, "Versions of "+d.Name, "Datasets"), Dataset: d.Name, Newest: d.Version, Form: form,
		Deleted: !d.Deleted.IsZero(), CanEdit: d.Deleted.IsZero() && w.role.Includes(store.Curator)}
	p.Shell.Styles = []string{"css/versions.css"}
	versions, err := s.DB.VersionPage(ctx, w.project.ID, d.ID, before, versionsPerPage+1)
	if err != nil {
		return err
	}
	if err := s.fillNames(ctx, &p, w.project, d); err != nil {
		return err
	}
	p.Versions = namedLines(w.project.Name, d, versions, slices.Concat(p.Snapshots, p.Environments))
	if len(versions) > versionsPerPage {
		p.Versions = p.Versions[:versionsPerPage]
		p.Older = views.VersionsURL(w.project.Name, d.Name, versions[versionsPerPage-1].Version)
	}
	if before != 0 {
		p.First = views.VersionsURL(w.project.Name, d.Name, 0)
	}
	return render(c, status, views.Versions(p))
}

// namedLines prepares versions, newest first, for the page; each name stands on the version that it means: the newest up to it.
func namedLines(project string, d store.Dataset, versions []store.DatasetVersion, names []views.NamedVersion) []views.VersionLine {
	lines := make([]views.VersionLine, len(versions))
	for i, v := range versions {
		lines[i] = views.VersionLine{DatasetVersion: v, URL: views.DatasetURL(project, d.Name, v.Version, 0), Current: v.Version == d.Version}
		if i+1 < len(versions) {
			lines[i].Before = versions[i+1].Version
		}
	}
	for _, n := range names {
		at := slices.IndexFunc(lines, func(l views.VersionLine) bool { return l.Version <= n.Version })
		if at >= 0 && (at > 0 || n.Version <= d.Version || lines[0].Current) {
			lines[at].Names = append(lines[at].Names, n.Name)
		}
	}
	return lines
}

// fillNames fills in the names of versions, the splits and what was done to them.
func (s *Server) fillNames(ctx context.Context, p *views.VersionsPage, project store.Project, d store.Dataset) error {
	snapshots, err := s.DB.Snapshots(ctx, project.ID, d.ID, "", 0)
	if err != nil {
		return err
	}
	at := func(v store.Version) string { return views.DatasetURL(project.Name, d.Name, min(v, d.Version), 0) }
	for _, n := range snapshots {
		line := views.NamedVersion{ID: n.ID, Name: n.Name, Version: n.Version, URL: at(n.Version), Author: n.Author, At: n.Created}
		if n.Description != nil {
			line.Description = *n.Description
		}
		p.Snapshots = append(p.Snapshots, line)
	}
	environments, err := s.DB.Environments(ctx, project.ID, d.ID)
	if err != nil {
		return err
	}
	for _, e := range environments {
		p.Environments = append(p.Environments, views.NamedVersion{ID: e.Name, Name: e.Name, Version: e.Version, URL: at(e.Version), Author: e.Author, At: e.Changed})
	}
	splits, err := s.DB.SplitStates(ctx, project.ID, d.ID)
	if err != nil {
		return err
	}
	for _, l := range splits {
		line := views.SplitLine{Split: l.Split, Rows: l.Rows, Author: l.Author, Note: l.Note, URL: views.RowsURL(project.Name, d.Name, views.RowsQuery{Split: l.Split})}
		if l.Author != "" {
			line.Locked = l.Locked
		}
		p.Splits = append(p.Splits, line)
	}
	events, err := s.DB.DatasetEvents(ctx, project.ID, d.ID, eventsShown)
	for _, e := range events {
		p.Events = append(p.Events, views.EventLine{Said: eventSentence(e), Author: e.Author, Note: e.Note, At: e.At})
	}
	return err
}

// eventSentence says what someone did.
func eventSentence(e postgres.DatasetEvent) string {
	version := strconv.FormatInt(int64(e.Version), 10)
	switch e.Kind {
	case "lock":
		return "locked the split " + e.Name
	case "unlock":
		return "unlocked the split " + e.Name
	case "environment":
		return "made " + e.Name + " stand for version " + version
	case "detach":
		return "removed the environment " + e.Name
	case "snapshot":
		return "named version " + version + " " + e.Name
	case "forget":
		return "forgot the snapshot " + e.Name
	}
	return e.Kind + " " + e.Name
}

// changeVersions names versions and locks splits.
func (s *Server) changeVersions(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	if !d.Deleted.IsZero() {
		return store.ErrNotFound
	}
	say, form, err := s.changeName(c, d)
	if errors.As(err, &form.Wrong) {
		return s.versionsPage(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, views.VersionsURL(w.project.Name, d.Name, 0))
}

func (s *Server) changeName(c echo.Context, d store.Dataset) (say string, form views.NameForm, err error) {
	ctx, project, write := c.Request().Context(), who(c).project.ID, s.writing(c, d)
	form = views.NameForm{Do: c.FormValue("do"), Name: strings.TrimSpace(typed(c, "name")), Description: strings.TrimSpace(typed(c, "description"))}
	switch form.Do {
	case "lock", "unlock":
		split := typed(c, "split")
		return "The split " + split + " is " + form.Do + "ed.", form, s.DB.LockSplit(ctx, project, write, split, form.Do == "lock")
	case "forget":
		return "The name is forgotten. The version stays.", form, s.DB.ForgetSnapshot(ctx, project, write, typed(c, "id"))
	case "detach":
		return "The environment is removed. The version stays.", form, s.DB.SetEnvironment(ctx, project, write, typed(c, "id"), 0)
	}
	if form.Version, err = export.ParseVersion(c.FormValue("version")); err != nil {
		return "", form, err
	}
	if form.Version, err = export.Version(d, form.Version); err != nil {
		return "", form, err
	}
	switch form.Do {
	case "snapshot":
		snapshot := store.Snapshot{Name: form.Name, Version: form.Version, Author: write.Author, Created: write.Now}
		if form.Description != "" {
			snapshot.Description = &form.Description
		}
		return "The version is called " + form.Name + " now.", form, s.DB.NameVersion(ctx, project, write, snapshot)
	case "environment":
		form.Name = strings.TrimSpace(typed(c, "environment"))
		return form.Name + " stands for the version now.", form, s.DB.SetEnvironment(ctx, project, write, form.Name, form.Version)
	}
	return "", form, store.Invalid{"do": "Choose what to do."}
}
