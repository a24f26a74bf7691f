package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"

	"github.com/labstack/echo/v4"
)

// fieldOf returns what a form says about a config, and whether the form asked about it at all: boxes of which none is ticked
// send nothing, so that the form names their config beside them.
func fieldOf(c echo.Context, config store.ScoreConfig) (values []string, asked bool) {
	form, err := c.FormParams()
	if err != nil {
		return nil, false
	}
	id := strconv.Itoa(config.ID)
	if of, label, ok := strings.Cut(form.Get("verdict"), " "); ok && of == id { // a key that answers and completes
		return []string{label}, true
	}
	values, asked = form["q"+id]
	return values, asked || slices.Contains(form["asked"], id)
}

// readAnswer reads one question of the form; empty withdraws.
func readAnswer(config store.ScoreConfig, values []string) (store.Answer, error) {
	a := store.Answer{Config: config}
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
	if len(values) == 0 {
		return a, nil
	}
	value := strings.TrimSpace(values[0])
	switch config.Kind {
	case store.Slider:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(v) || v < 0 || v > 100 {
			return a, store.Invalid{config.Name: "Enter a number from 0 to 100."}
		}
		a.Score = store.Num(v / 100)
	case store.Categorical:
		return choose(a, values)
	case store.FreeText:
		a.Text = plainText(value)
	}
	return a, nil
}

// choose reads the options that were chosen.
func choose(a store.Answer, values []string) (store.Answer, error) {
	if !a.Config.Multiple {
		values = values[:1]
	}
	for _, value := range values {
		i := slices.IndexFunc(a.Config.Options, func(o store.Option) bool { return o.Label == strings.TrimSpace(value) })
		if i < 0 {
			return a, store.Invalid{a.Config.Name: fmt.Sprintf("%q is not one of the options any more. Reload the page.", value)}
		}
		a.Score = store.Score{Number: a.Config.Options[i].Value, Category: a.Config.Options[i].Label}
	}
	if a.Config.Multiple {
		a.Score = store.Score{Category: a.Config.SetOf(values)}
	}
	return a, nil
}

// mergeLabels puts the choices that go into the expected output where their configs say: into what the form proposes, else
// into what this reviewer proposed before, else into the value that stands. Output is never taken for expected. A choice that
// is withdrawn and leaves nothing takes the reviewer's own proposal back.
func (s *Server) mergeLabels(c echo.Context, sub *postgres.Submission, through lens) error {
	if through.masks("output") || through.masks("expected") {
		return nil
	}
	labels := slices.DeleteFunc(slices.Clone(sub.Answers), func(a store.Answer) bool { return !a.Config.Expected })
	if len(labels) == 0 {
		return nil
	}
	base, own := sub.Expected, store.EventID("")
	if base == "" {
		p, err := s.DB.Payload(c.Request().Context(), who(c).project.ID, sub.Span)
		if err != nil {
			return err
		}
		corrections, err := s.DB.Corrections(c.Request().Context(), who(c).project.ID, sub.Trace)
		if err != nil {
			return err
		}
		base = p.Expected
		if i := slices.IndexFunc(corrections, func(p store.Correction) bool { return ownProposal(*sub, p) }); i >= 0 {
			base, own = corrections[i].Body, corrections[i].ID
		}
	}
	for _, a := range labels {
		var err error
		if base, err = store.MergeLabel(base, a.Config.Path, a.Label()); err != nil {
			return err
		}
	}
	if sub.Expected = base; base == "" {
		sub.TakeBack = own
	}
	sub.Approve = base != "" && (c.FormValue("approve") != "" || addsTo(c) != "") && who(c).role.Includes(store.Curator)
	return nil
}

// ownProposal tells a value that the reviewer proposed for the same span and that still stands.
func ownProposal(sub postgres.Submission, p store.Correction) bool {
	return p.Source == store.Review && p.Author == sub.Account.Email && p.SpanID == sub.Span && (p.State == store.Proposed || p.State == store.Approved)
}

// readMarks reads the tags and the flag of the form; a skipped item has them too.
func readMarks(c echo.Context, sub *postgres.Submission) error {
	if strings.TrimSpace(c.FormValue("tags")) != "" {
		var err error
		if sub.Tags, err = store.ParseTags(typed(c, "tags")); err != nil {
			return err
		}
	}
	if was, flag := c.FormValue("flagged"), c.FormValue("flag") != ""; was != "" && (was == "yes") != flag {
		sub.Flag = &flag
	}
	return nil
}
