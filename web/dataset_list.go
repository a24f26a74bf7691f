package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// listDatasets is the room "Datasets".
func (s *Server) listDatasets(c echo.Context) error {
	return s.datasetListPage(c, http.StatusOK, nil)
}

func (s *Server) datasetListPage(c echo.Context, status int, wrong store.Invalid) error {
	w := who(c)
	datasets, err := s.DB.Datasets(c.Request().Context(), w.project.ID)
	if err != nil {
		return err
	}
	deleted, err := s.DB.DeletedDatasets(c.Request().Context(), w.project.ID)
	if err != nil {
		return err
	}
	p := views.DatasetListPage{Shell: s.shell(c, "Datasets", "Datasets"), Datasets: datasets, CanCreate: w.role.Includes(store.Curator),
		Name: typed(c, "dataset"), Description: typed(c, "description"), Wrong: wrong}
	for _, d := range deleted {
		line := views.DeletedDataset{Dataset: d, Field: views.RestoreField(d.ID), Name: d.Was}
		if wrong[line.Field] != "" {
			line.Name = typed(c, "name")
		}
		p.Deleted = append(p.Deleted, line)
	}
	return render(c, status, views.DatasetList(p))
}

// restoreDataset brings back a dataset that was deleted over the API, with its rows. One that stands stays as it is.
func (s *Server) restoreDataset(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	if d.Deleted.IsZero() {
		return leaveTo(c, views.DatasetURL(w.project.Name, d.Name, 0, 0))
	}
	write := s.writing(c, d)
	write.Note = "restored after it was deleted over the API"
	done, err := s.DB.RestoreDeleted(c.Request().Context(), w.project.ID, write, typed(c, "name"))
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.datasetListPage(c, http.StatusUnprocessableEntity, store.Invalid{views.RestoreField(d.ID): invalid["dataset"]})
	}
	if err != nil {
		return err
	}
	name := strings.TrimSpace(typed(c, "name"))
	if err := s.say(c, flash{Say: name + " is back, with " + rows(done.Inserted) + "."}); err != nil {
		return err
	}
	return leaveTo(c, views.DatasetURL(w.project.Name, name, 0, 0))
}

// createDataset makes an empty dataset.
func (s *Server) createDataset(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	name, err := store.CheckDatasetName(typed(c, "dataset"))
	description := strings.TrimSpace(typed(c, "description"))
	if err == nil && len([]rune(description)) > views.MaxDescription {
		err = store.Invalid{"description": "A description has at most " + strconv.Itoa(views.MaxDescription) + " characters."}
	}
	if err == nil {
		if _, err = s.DB.Dataset(ctx, w.project.ID, name); err == nil {
			err = store.Invalid{"dataset": "There is a dataset of this name already."}
		} else if errors.Is(err, store.ErrNotFound) {
			_, err = s.DB.CreateDataset(ctx, w.project.ID, name, description)
		}
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.datasetListPage(c, http.StatusUnprocessableEntity, invalid)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, views.DatasetURL(w.project.Name, name, 0, 0))
}
