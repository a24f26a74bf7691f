package statistics

import (
	"math"

	"assay/store"
)

// Coverage tells on how many of the things looked at which side has a score.
type Coverage struct{ Both, OnlyRows, OnlyColumns, Neither int }

// All is how many things were looked at.
func (c Coverage) All() int { return c.Both + c.OnlyRows + c.OnlyColumns + c.Neither }

// Crosstab counts by two classes.
type Crosstab struct {
	Rows, Columns []string
	Counts        [][]int // by row, then column
	Coverage      Coverage
}

// Cross sorts what two sources say of the same things, in the same order, into a table.
func Cross(rows, columns []store.Score, byRow, byColumn Scale) Crosstab {
	t := Crosstab{Rows: byRow.Classes(), Columns: byColumn.Classes()}
	t.Counts = make([][]int, len(t.Rows))
	for i := range t.Counts {
		t.Counts[i] = make([]int, len(t.Columns))
	}
	for i := range min(len(rows), len(columns)) {
		r, hasRow := byRow.Place(rows[i])
		c, hasColumn := byColumn.Place(columns[i])
		switch {
		case hasRow && hasColumn:
			t.Counts[r][c]++
			t.Coverage.Both++
		case hasRow:
			t.Coverage.OnlyRows++
		case hasColumn:
			t.Coverage.OnlyColumns++
		default:
			t.Coverage.Neither++
		}
	}
	return t
}

// Sums are the totals by row, by column and of all.
func (t Crosstab) Sums() (rows, columns []int, all int) {
	rows, columns = make([]int, len(t.Counts)), make([]int, len(t.Columns))
	for i, line := range t.Counts {
		for j, n := range line {
			rows[i], columns[j], all = rows[i]+n, columns[j]+n, all+n
		}
	}
	return rows, columns, all
}

// OfRow is the share of a cell in its row: of what the rows' source calls so, how much the columns' source calls so.
func (t Crosstab) OfRow(row, column int, confidence float64) Estimate {
	rows, _, _ := t.Sums()
	return Rate(t.Counts[row][column], rows[row], confidence)
}

// OfColumn is the share of a cell in its column.
func (t Crosstab) OfColumn(row, column int, confidence float64) Estimate {
	_, columns, _ := t.Sums()
	return Rate(t.Counts[row][column], columns[column], confidence)
}

// Same is the share of the cells whose row and column are the same place, of a table with as many rows as columns.
func (t Crosstab) Same(confidence float64) Estimate {
	_, _, all := t.Sums()
	same := 0
	for i := range min(len(t.Rows), len(t.Columns)) {
		same += t.Counts[i][i]
	}
	return Rate(same, all, confidence)
}

// CramersV is how far the classes of one side tell those of the other: 0 not at all, 1 entirely (Cramér 1946). Rows and columns
// without any count are left out. In small samples V is a little above zero by chance alone; the interval, from the noncentral
// chi-squared distribution (Smithson 2003, Steiger 2004), begins at 0 where chance explains it.
func (t Crosstab) CramersV(confidence float64) Estimate {
	rows, columns, all := t.Sums()
	e := Estimate{Confidence: confidence, N: all}
	r, c := filled(rows), filled(columns)
	switch {
	case all < 3:
		e.Reason = TooFew
	case r < 2 || c < 2:
		e.Reason = Constant
	}
	if !e.OK() {
		return e
	}
	chi := 0.0
	for i := range rows {
		for j := range columns {
			if expected := float64(rows[i]) * float64(columns[j]) / float64(all); expected > 0 {
				chi += (float64(t.Counts[i][j]) - expected) * (float64(t.Counts[i][j]) - expected) / expected
			}
		}
	}
	scale := float64(all) * float64(min(r, c)-1)
	e.Value = min(1, math.Sqrt(chi/scale))
	if e.Value >= 1-1e-12 {
		return e
	}
	low, high := noncentralityBetween(confidence, func(noncentrality float64) float64 {
		return chiSquaredBelow(chi, float64((r-1)*(c-1)), noncentrality)
	})
	if high == 0 {
		return e // less than chance makes, so that no population fits: the method has no answer
	}
	return e.within(math.Sqrt(low/scale), min(1, math.Sqrt(high/scale)))
}

func filled(sums []int) int {
	n := 0
	for _, s := range sums {
		if s > 0 {
			n++
		}
	}
	return n
}
