package postgres

import (
	"strconv"
	"strings"

	"assay/store/filter"
)

// derived compiles a score that is computed from others, as filter.Derived.Of computes it: NULL where a part is no number.
func (c *compiler) derived(d filter.Derived, source string) value {
	numbers := make([]string, len(d.Parts))
	there := make([]string, len(d.Parts))
	sum, weights := make([]string, len(d.Parts)), 0.0
	for i, p := range d.Parts {
		numbers[i] = "json_number(" + c.scores(source) + " -> " + c.args.text(p.Name) + ")"
		there[i] = numbers[i] + " IS NOT NULL"
		sum[i] = numbers[i] + " * " + strconv.FormatFloat(p.Weight, 'f', -1, 64) + "::float8"
		weights += p.Weight
	}
	if len(numbers) == 0 || weights <= 0 {
		return jsonValue("NULL::jsonb")
	}
	all := strings.Join(numbers, ", ")
	result := "(" + strings.Join(sum, " + ") + ") / " + strconv.FormatFloat(weights, 'f', -1, 64) + "::float8"
	switch d.How {
	case filter.DerivedMin:
		result = "least(" + all + ")"
	case filter.DerivedMax:
		result = "greatest(" + all + ")"
	}
	v := jsonValue("(CASE WHEN " + strings.Join(there, " AND ") + " THEN to_jsonb(" + result + ") END)")
	v.small = true
	return v
}
