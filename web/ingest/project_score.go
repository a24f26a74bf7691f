package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// scoreObject is a score config on the wire.
type scoreObject struct {
	ID          string          `json:"id"`
	UserID      string          `json:"user_id"` // demanded by clients; people are not named to programs
	ProjectID   string          `json:"project_id"`
	Created     time.Time       `json:"created"`
	Name        string          `json:"name"`
	Description *string         `json:"description"`
	ScoreType   string          `json:"score_type"`
	Categories  []scoreCategory `json:"categories"`
	Config      *struct{}       `json:"config"`
	Position    *string         `json:"position"`
	Deleted     *time.Time      `json:"deleted_at,omitempty"`
}

type scoreCategory struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"`
}

// scoreKinds are the words of the wire for how a reviewer answers.
var scoreKinds = map[string]store.ConfigKind{"slider": store.Slider, "categorical": store.Categorical, "free-form": store.FreeText}

func (a *API) scoreObject(s postgres.ProjectScore) scoreObject {
	o := scoreObject{ID: s.UID, UserID: a.orgID, ProjectID: s.Project.UID, Created: s.Created.UTC(), Name: s.Name}
	for word, kind := range scoreKinds {
		if kind == s.Kind {
			o.ScoreType = word
		}
	}
	if s.Rubric != "" {
		o.Description = &s.Rubric
	}
	for _, option := range s.Options {
		o.Categories = append(o.Categories, scoreCategory{option.Label, option.Value})
	}
	if !s.Removed.IsZero() {
		o.Deleted = &s.Removed
	}
	return o
}

// scoreSent is what clients say about a score. Absent members are nil, which a change leaves as they are.
type scoreSent struct {
	ProjectID   string          `json:"project_id"`
	Name        *string         `json:"name"`
	Description *string         `json:"description"`
	ScoreType   *string         `json:"score_type"`
	Categories  json.RawMessage `json:"categories"`
	Config      json.RawMessage `json:"config"`
}

// into changes a score config by what was sent.
func (s scoreSent) into(c store.ScoreConfig) (store.ScoreConfig, error) {
	if s.Name != nil {
		c.Name = *s.Name
	}
	if s.Description != nil {
		c.Rubric = *s.Description
	}
	if s.ScoreType != nil {
		kind, known := scoreKinds[*s.ScoreType]
		if !known {
			return c, store.Invalid{"score_type": "Scores of the type " + clip(*s.ScoreType) + " are not supported yet; use slider, categorical or free-form."}
		}
		c.Kind = kind
	}
	if config := bytes.TrimSpace(s.Config); sentValue(config) && string(config) != "{}" {
		return c, store.Invalid{"config": "Settings of a score are not supported yet; leave config out."}
	}
	if sentValue(s.Categories) {
		var categories []scoreCategory
		if json.Unmarshal(s.Categories, &categories) != nil {
			return c, store.Invalid{"categories": `categories is a list of {"name", "value"} with values from 0 to 1.`}
		}
		c.Options = nil
		for _, category := range categories {
			c.Options = append(c.Options, store.Option{Label: category.Name, Value: category.Value})
		}
		if c.Kind != store.Categorical && len(categories) > 0 {
			return c, store.Invalid{"categories": "Only a categorical score has categories."}
		}
	}
	return c, nil
}

// asSentScore gives the fields of an Invalid the names that they have on the wire.
func asSentScore(err error) error {
	var invalid store.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	words := map[string]string{"options": "categories", "kind": "score_type", "rubric": "description"}
	sent := store.Invalid{}
	for field, sentence := range invalid {
		if word := words[field]; word != "" {
			field = word
		}
		if field == "categories" {
			sentence = "Give 2 to 20 categories, each with a name of its own and a value from 0 to 1 or null."
		}
		sent[field] = sentence
	}
	return sent
}

// score returns the score of an id when the request's key may do this with it.
func (a *API) score(ctx context.Context, uid string, access store.Access) (postgres.ProjectScore, error) {
	k := KeyFrom(ctx)
	if !k.Access.Includes(access) {
		return postgres.ProjectScore{}, errReadOnly
	}
	s, err := a.DB.ProjectScoreByUID(ctx, uid)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && !k.Covers(s.Project.ID):
		return postgres.ProjectScore{}, say(store.ErrNotFound, "There is no score %q that this API key can reach.", clip(uid))
	case err != nil:
		return s, fmt.Errorf("read score: %w", err)
	}
	return s, nil
}

// saveScore writes a score config and answers with it as it then is.
func (a *API) saveScore(ctx context.Context, w http.ResponseWriter, p store.Project, c store.ScoreConfig) error {
	saved, err := a.DB.SaveScoreConfig(ctx, p.ID, c, 0)
	if err != nil {
		return asSentScore(err)
	}
	list, err := a.DB.ProjectScores(ctx, postgres.ScoreQuery{Projects: []store.ProjectID{p.ID}, Name: saved.Name, Limit: 1})
	if err == nil && len(list) == 0 {
		err = store.ErrConflict // taken away between the two statements
	}
	if err != nil {
		return err
	}
	return ok(w, a.scoreObject(list[0]))
}

// ListProjectScores lists the scores that reviewers are asked for, from new to old.
func (a *API) ListProjectScores(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	ask := postgres.ScoreQuery{Projects: reach(KeyFrom(r.Context())), ProjectUID: q.Get("project_id"), ProjectName: q.Get("project_name"),
		Name: q.Get("project_score_name"), UIDs: ids(q), After: q.Get("starting_after"), Before: q.Get("ending_before")}
	for _, words := range q["score_type"] {
		ask.Kinds = []store.ConfigKind{}
		for word := range strings.SplitSeq(words, ",") {
			if kind, known := scoreKinds[word]; known { // there are none of the other types
				ask.Kinds = append(ask.Kinds, kind)
			}
		}
	}
	var err error
	if ask.Limit, err = limitOf(q); err != nil {
		return err
	}
	list, err := a.DB.ProjectScores(r.Context(), ask)
	if err != nil {
		return err
	}
	objects := make([]scoreObject, len(list))
	for i, s := range list {
		objects[i] = a.scoreObject(s)
	}
	return ok(w, map[string]any{"objects": objects})
}

// CreateProjectScore makes a score, or returns the one of that name as it is.
func (a *API) CreateProjectScore(w http.ResponseWriter, r *http.Request) error {
	return a.putScore(w, r, false)
}

// ReplaceProjectScore makes a score, or gives the one of that name a new version. Answers given before keep theirs.
func (a *API) ReplaceProjectScore(w http.ResponseWriter, r *http.Request) error {
	return a.putScore(w, r, true)
}

func (a *API) putScore(w http.ResponseWriter, r *http.Request, replace bool) error {
	var sent scoreSent
	if err := a.read(w, r, &sent); err != nil {
		return err
	}
	switch {
	case sent.ProjectID == "":
		return store.Invalid{"project_id": "Name the project by its id."}
	case sent.Name == nil || strings.TrimSpace(*sent.Name) == "":
		return store.Invalid{"name": "Name the score."}
	case sent.ScoreType == nil:
		return store.Invalid{"score_type": "Say how reviewers answer: slider, categorical or free-form."}
	}
	p, err := a.project(r.Context(), sent.ProjectID, store.WriteAccess)
	if err != nil {
		return err
	}
	c, err := sent.into(store.ScoreConfig{})
	if err != nil {
		return err
	}
	known, err := a.DB.ProjectScores(r.Context(), postgres.ScoreQuery{Projects: []store.ProjectID{p.ID}, Name: strings.TrimSpace(*sent.Name), Limit: 1})
	switch {
	case err != nil:
		return err
	case len(known) > 0 && !replace:
		return ok(w, a.scoreObject(known[0]))
	case len(known) > 0:
		c.ID = known[0].ID
	}
	return a.saveScore(r.Context(), w, p, c)
}

// ShowProjectScore returns one score.
func (a *API) ShowProjectScore(w http.ResponseWriter, r *http.Request) error {
	s, err := a.score(r.Context(), r.PathValue("id"), store.ReadAccess)
	if err != nil {
		return err
	}
	return ok(w, a.scoreObject(s))
}

// ChangeProjectScore changes what is sent, as a new version of the score.
func (a *API) ChangeProjectScore(w http.ResponseWriter, r *http.Request) error {
	s, err := a.score(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	var sent scoreSent
	if err := a.readOptional(w, r, &sent); err != nil {
		return err
	}
	c, err := sent.into(s.ScoreConfig)
	if err != nil {
		return err
	}
	return a.saveScore(r.Context(), w, s.Project, c)
}

// DeleteProjectScore stops asking for a score. Its answers stay.
func (a *API) DeleteProjectScore(w http.ResponseWriter, r *http.Request) error {
	s, err := a.score(r.Context(), r.PathValue("id"), store.WriteAccess)
	if err != nil {
		return err
	}
	if _, err := a.DB.ArchiveScoreConfig(r.Context(), s.Project.ID, s.ID); err != nil {
		return fmt.Errorf("archive score: %w", err)
	}
	s.Removed = a.Now().UTC()
	return ok(w, a.scoreObject(s))
}
