package web

import (
	"errors"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/adding"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// addFormOf reads the choices of a form that edits a plan, as typed. A request that is not from the form, such as a link, gets those
// of the plan but for what it names.
func addFormOf(c echo.Context, plan adding.Plan) (views.AddForm, error) {
	form, err := c.FormParams()
	if err != nil {
		return views.AddForm{}, err
	}
	if !form.Has("plan") {
		f := addFormOfPlan(plan)
		for name, to := range formFields(&f) {
			if form.Has(name) {
				*to = strings.TrimSpace(typed(c, name))
			}
		}
		if f.SpanID != "" && !form.Has("take") {
			f.Take = "one"
		}
		return f, nil
	}
	f := views.AddForm{Choices: map[string]string{}, Metadata: form.Has("metadata"), Tags: form.Has("tags")}
	for name, to := range formFields(&f) {
		*to = strings.TrimSpace(typed(c, name))
	}
	for name, values := range form {
		if id, ok := strings.CutPrefix(name, "as."); ok && values[0] != "" {
			f.Choices[id] = values[0]
		}
	}
	return f, nil
}

// formFields names the fields of the form that are one text.
func formFields(f *views.AddForm) map[string]*string {
	return map[string]*string{"take": &f.Take, "span": &f.Span, "span_id": &f.SpanID, "input": &f.Input, "expected": &f.Expected, "from": &f.From,
		"fields": &f.Fields, "split": &f.Split, "origin": &f.Origin, "content": &f.Content, "near": &f.Near, "similarity": &f.Similarity,
		"sample": &f.Sample, "rows": &f.Rows, "segment": &f.Segment, "seed": &f.Seed}
}

// formValues are the values that a form sends for the choices, so that a page can carry them on.
func formValues(f views.AddForm) url.Values {
	v := url.Values{"plan": {"1"}}
	for name, from := range formFields(&f) {
		v.Set(name, *from)
	}
	for name, on := range map[string]bool{"metadata": f.Metadata, "tags": f.Tags} {
		if on {
			v.Set(name, "1")
		}
	}
	for id, action := range f.Choices {
		v.Set("as."+id, action)
	}
	return v
}

// addFormOfPlan writes a plan as a form holds it.
func addFormOfPlan(p adding.Plan) views.AddForm {
	f := views.AddForm{Take: "root", Span: p.Span.Name, SpanID: string(p.Span.ID), Input: p.Input.String(), Expected: string(p.Expected), From: p.From.String(),
		Metadata: p.Metadata, Tags: p.Tags, Fields: adding.FormatFields(p.Fields), Split: p.Split, Origin: string(p.Duplicates.Origin),
		Content: string(p.Duplicates.Content), Near: string(p.Duplicates.Near), Similarity: strconv.Itoa(int(p.Duplicates.Similarity*100 + 0.5)),
		Sample: string(p.Sample.Kind), Rows: "100", Segment: p.Sample.Segment.String(), Seed: strconv.FormatInt(p.Sample.Seed, 10), Choices: map[string]string{}}
	if p.Sample.Kind != adding.All {
		f.Rows = strconv.Itoa(p.Sample.Rows)
	}
	switch {
	case p.Span.ID != "":
		f.Take = "one"
	case p.Span.Name != "" && p.Span.Every:
		f.Take = "each"
	case p.Span.Name != "":
		f.Take = "span"
	case p.Input.Bare() && (p.Input.Root == "trace" || p.Input.Root == "reference"):
		f.Take, f.Input = p.Input.Root, "input"
	}
	for id, action := range p.Choices {
		f.Choices[id] = string(action)
	}
	return f
}

// planOf reads a plan from a form. What is wrong with it is an Invalid that names the fields.
func planOf(f views.AddForm) (adding.Plan, error) {
	wrong := store.Invalid{}
	path := func(field, text string) adding.Path {
		p, err := adding.ParsePath(text)
		if err != nil {
			wrong[field] = "This path cannot be read: " + err.Error() + "."
		}
		return p
	}
	p := adding.Plan{Expected: adding.Expected(f.Expected), Metadata: f.Metadata, Tags: f.Tags, Split: f.Split,
		Duplicates: adding.Duplicates{Origin: adding.Action(f.Origin), Content: adding.Action(f.Content), Near: adding.Action(f.Near)}}
	switch f.Take {
	case "trace", "reference":
		p.Input = adding.Path{Root: f.Take}
	default:
		p.Input = path("input", f.Input)
	}
	p.Span = spanOf(f, wrong)
	if p.Expected == adding.ExpectedPath {
		p.From = path("from", f.From)
	}
	if p.Sample.Kind = adding.SampleKind(f.Sample); p.Sample.Kind != adding.All {
		p.Sample.Rows, _ = strconv.Atoi(f.Rows) // Check refuses what is no number
		p.Sample.Seed, _ = strconv.ParseInt(f.Seed, 10, 64)
		if p.Sample.Segmented() {
			p.Sample.Segment = path("segment", f.Segment)
		}
	}
	percent, err := strconv.Atoi(f.Similarity)
	if p.Duplicates.Similarity = float64(percent) / 100; err != nil {
		wrong["similarity"] = "Similarity is a number from 50 to 100 per cent."
	}
	var unread store.Invalid
	if p.Fields, err = adding.ParseFields(f.Fields); errors.As(err, &unread) {
		maps.Copy(wrong, unread)
	}
	if len(f.Choices) > 0 {
		p.Choices = make(map[string]adding.Action, len(f.Choices))
		for id, action := range f.Choices {
			p.Choices[id] = adding.Action(action)
		}
	}
	var senseless store.Invalid
	if errors.As(p.Check(), &senseless) {
		for field, says := range senseless {
			if wrong[field] == "" {
				wrong[field] = says
			}
		}
	}
	return p, wrong.OrNil()
}

// spanOf reads which span of a trace becomes a row.
func spanOf(f views.AddForm, wrong store.Invalid) adding.Span {
	switch f.Take {
	case "span", "each":
		if f.Span == "" {
			wrong["span"] = "Name the span, as the tree of a trace shows it."
		}
		return adding.Span{Name: f.Span, Every: f.Take == "each"}
	case "one":
		return adding.Span{ID: store.SpanID(f.SpanID)}
	}
	return adding.Span{}
}
