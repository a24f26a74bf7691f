package web

import (
	"errors"
	"net/http"
	"strconv"

	"assay/store"
	"assay/store/draft"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// rowsQueryOf reads what the page of a dataset is asked to show.
func rowsQueryOf(c echo.Context) (views.RowsQuery, error) {
	after, err := number(c, "after")
	return views.RowsQuery{Filter: typed(c, "filter"), Split: typed(c, "split"), After: after, Edit: typed(c, "edit")}, err
}

// recordQuery names the rows that match a filter. A filter that cannot be read is a *filter.Error.
func (s *Server) recordQuery(c echo.Context, d store.Dataset, version store.Version, text string) (postgres.RecordQuery, error) {
	w := who(c)
	q := postgres.RecordQuery{Project: w.project.ID, Dataset: d, Version: version}
	var err error
	if q.Options, err = s.filterOptions(c, filter.Vocabulary{}); err == nil {
		q.Filter, _, err = filter.Read(text, q.Options)
	}
	return q, err
}

// matchingQuery names the rows that the page of a dataset shows: those that match its filter and are in its split.
func (s *Server) matchingQuery(c echo.Context, d store.Dataset, version store.Version, asked views.RowsQuery) (postgres.RecordQuery, error) {
	q, err := s.recordQuery(c, d, version, asked.Filter)
	if err == nil && asked.Split != "" {
		q.Filter = filter.And(q.Filter, filter.Equal(filter.At("split"), asked.Split))
	}
	return q, err
}

// editRows edits the selected rows of a dataset, or all that match, in the person's draft.
func (s *Server) editRows(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	q, err := rowsQueryOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	bulk := draft.Bulk{Do: draft.Do(form.Get("do")), Key: typed(c, "key"), Value: typed(c, "value")}
	sent := views.BulkForm{Do: string(bulk.Do), Key: bulk.Key, Value: bulk.Value, All: form.Get("which") == "all", Rows: map[string]bool{}}
	for _, id := range form["row"] {
		sent.Rows[id] = true
	}
	if form.Get("quick") == string(draft.Remove) {
		bulk.Do, sent.All = draft.Remove, false
	}
	var ids []string
	if bulk, err = bulk.Check(); err == nil {
		ids, err = s.chosenRows(c, d, q, sent, form["row"])
	}
	kept := 0
	if err == nil {
		kept, err = s.DB.EditDraft(c.Request().Context(), draftOf(c, d), bulkEdits(ids, bulk), s.Now())
	}
	if errors.As(err, &sent.Wrong) {
		return s.datasetPage(c, http.StatusUnprocessableEntity, q, nil, sent)
	}
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: bulkSentence(bulk.Do, len(ids), kept)}); err != nil {
		return err
	}
	return leaveTo(c, views.RowsURL(w.project.Name, d.Name, views.RowsQuery{Filter: q.Filter, Split: q.Split, After: q.After}))
}

// chosenRows lists the rows that a bulk edit is about.
func (s *Server) chosenRows(c echo.Context, d store.Dataset, q views.RowsQuery, sent views.BulkForm, selected []string) ([]string, error) {
	if !sent.All {
		if len(selected) == 0 {
			return nil, store.Invalid{"row": "No row was selected. Select rows with the boxes before them, or with x."}
		}
		return selected, nil
	}
	query, err := s.matchingQuery(c, d, 0, q)
	if err != nil {
		return nil, err
	}
	rows, more, err := s.DB.MatchingRows(c.Request().Context(), query, postgres.MaxDraft)
	if err != nil {
		return nil, err
	}
	if more {
		return nil, store.Invalid{"row": "More than " + strconv.Itoa(postgres.MaxDraft) + " rows match, which is more than a draft holds. Narrow the filter."}
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, nil
}

func bulkEdits(ids []string, bulk draft.Bulk) []postgres.DraftEdit {
	edits, seen := make([]postgres.DraftEdit, 0, len(ids)), map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			edits = append(edits, postgres.DraftEdit{ID: id, Apply: bulk.Apply})
		}
	}
	return edits
}

// bulkSentence says what an edit of many rows did.
func bulkSentence(do draft.Do, chosen, kept int) string {
	switch {
	case kept == 0:
		return "Nothing changed: " + rows(chosen) + " said this already."
	case do == draft.Remove:
		return "Deleted " + rows(kept) + " in your draft. Others see it when you commit."
	}
	return "Edited " + rows(kept) + " in your draft. Others see it when you commit."
}
