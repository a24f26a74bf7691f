package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"assay/store"
	"assay/store/schema"
	"assay/views"
	page "assay/views/schema"

	"github.com/labstack/echo/v4"
)

// misfitsShown is how many rows that do not fit the page links.
const misfitsShown = 20

// standing finds the dataset of the path if it was not deleted.
func (s *Server) standing(c echo.Context) (store.Dataset, error) {
	d, _, err := s.datasetOf(c)
	if err == nil && !d.Deleted.IsZero() {
		err = store.ErrNotFound
	}
	return d, err
}

// schemaField reads which field's schema is asked for: input where it is not said.
func schemaField(c echo.Context) (schema.Field, error) {
	switch field := c.QueryParam("field"); {
	case field == "":
		return schema.Input, nil
	case schema.Known(field):
		return schema.Field(field), nil
	}
	return "", store.Invalid{"field": "Input, expected and metadata may have a schema."}
}

// showSchema is the page of the schemas of a dataset.
func (s *Server) showSchema(c echo.Context) error {
	d, err := s.standing(c)
	if err != nil {
		return err
	}
	p, err := s.schemaPage(c, d)
	if err != nil {
		return err
	}
	if c.QueryParam("infer") != "" {
		if err := s.inferSchema(c.Request().Context(), who(c).project.ID, &p, d); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, page.Show(p))
}

// schemaPage is the page as it is without anything typed.
func (s *Server) schemaPage(c echo.Context, d store.Dataset) (page.Page, error) {
	ctx, w := c.Request().Context(), who(c)
	p := page.Page{Shell: s.shell(c, "Schema of "+d.Name, "Datasets"), Dataset: d.Name, Has: map[schema.Field]bool{}}
	p.Shell.Styles = []string{"css/schema.css"}
	var err error
	if p.Field, err = schemaField(c); err != nil {
		return p, err
	}
	have, err := s.DB.Schemas(ctx, w.project.ID, d.ID)
	if err != nil {
		return p, err
	}
	for _, h := range have {
		p.Has[h.Field] = true
		if h.Field == p.Field {
			p.Text, p.Author, p.At = h.Body, h.Author, h.At
		}
	}
	changes, err := s.DB.SchemaChanges(ctx, w.project.ID, d.ID)
	for _, change := range changes {
		p.Changes = append(p.Changes, page.Change{Field: change.Field, Text: change.Body, Author: change.Author, At: change.At})
	}
	return p, err
}

// inferSchema puts the schema on the page that the rows suggest, and how they fit it.
func (s *Server) inferSchema(ctx context.Context, project store.ProjectID, p *page.Page, d store.Dataset) error {
	var examples schema.Examples
	if _, err := s.DB.EachValue(ctx, project, d.ID, p.Field, func(_ string, value []byte) { examples.Add(value) }); err != nil {
		return err
	}
	if p.Inferred = examples.Len(); p.Inferred == 0 {
		p.Empty = true
		return nil
	}
	p.Text = examples.Schema()
	return s.fitSchema(ctx, project, p, d)
}

// fitSchema tells on the page which rows do not fit its text. A text that is no schema is a *schema.Error.
func (s *Server) fitSchema(ctx context.Context, project store.ProjectID, p *page.Page, d store.Dataset) error {
	compiled, err := schema.Compile(p.Text)
	if err != nil {
		return err
	}
	fit := &page.Fit{}
	fit.More, err = s.DB.EachValue(ctx, project, d.ID, p.Field, func(row string, value []byte) {
		fit.Rows++
		faults := compiled.Check(value)
		if len(faults) == 0 {
			return
		}
		if fit.Failing++; fit.Failing <= misfitsShown {
			misfit := schema.Misfit{Row: row, Field: p.Field, Faults: faults}
			fit.First = append(fit.First, page.Line{ID: row, URL: views.RowURL(p.Shell.Project, d.Name, row, 0), Words: misfit.Words()})
		}
	})
	p.Fit = fit
	return err
}

// changeSchema saves a schema, takes it away, or tells which rows would not fit.
func (s *Server) changeSchema(c echo.Context) error {
	d, err := s.standing(c)
	if err != nil {
		return err
	}
	p, err := s.schemaPage(c, d)
	if err != nil {
		return err
	}
	ctx, do := c.Request().Context(), c.FormValue("do")
	if do == "remove" {
		return s.saveSchema(c, d, p.Field, "", "The schema is removed. Writes are not held to it any more.")
	}
	p.Text = strings.TrimSpace(typed(c, "schema"))
	if do == "save-anyway" {
		_, err = schema.Compile(p.Text)
	} else {
		err = s.fitSchema(ctx, who(c).project.ID, &p, d)
	}
	if err == nil && (do == "save-anyway" || do == "save" && p.Fit.Failing == 0) {
		return s.saveSchema(c, d, p.Field, p.Text, "The schema is saved. Every write to "+string(p.Field)+" is held to it from now on.")
	}
	var wrong *schema.Error
	switch {
	case errors.As(err, &wrong):
		p.Wrong = wrong.Error()
		return render(c, http.StatusUnprocessableEntity, page.Show(p))
	case err != nil:
		return err
	case do == "save":
		return render(c, http.StatusUnprocessableEntity, page.Show(p))
	}
	return render(c, http.StatusOK, page.Show(p))
}

func (s *Server) saveSchema(c echo.Context, d store.Dataset, field schema.Field, text, say string) error {
	w := who(c)
	if err := s.DB.SetSchema(c.Request().Context(), w.project.ID, s.writing(c, d), field, text); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, views.SchemaURL(w.project.Name, d.Name, string(field), false))
}
