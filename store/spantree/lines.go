package spantree

import "assay/store"

// Shown are the indexes of the spans that remain when everything below closed spans is folded away. The one that must be
// seen stays: a closed span above it counts as open.
func Shown(tree []store.SpanNode, closed map[store.SpanID]bool, must store.SpanID) []int {
	above, opened := parents(tree), map[int]bool{}
	for i, s := range tree {
		if s.ID == must {
			for k := above[i]; k >= 0; k = above[k] {
				opened[k] = true
			}
		}
	}
	shown, hiddenBelow := make([]int, 0, len(tree)), -1 // the depth below which everything is hidden
	for i, s := range tree {
		if hiddenBelow >= 0 && s.Depth > hiddenBelow {
			continue
		}
		hiddenBelow = -1
		if closed[s.ID] && !opened[i] {
			hiddenBelow = s.Depth
		}
		shown = append(shown, i)
	}
	return shown
}

// Piece is a stretch of lines, from the first to before the last.
type Piece struct{ From, To int }

// Pieces cuts lines into stretches of a size.
func Pieces(lines, size int) []Piece {
	var all []Piece
	for from := 0; from < lines; from += size {
		all = append(all, Piece{from, min(from+size, lines)})
	}
	return all
}

// Has reports whether a line is in the piece.
func (p Piece) Has(line int) bool { return line >= p.From && line < p.To }

// Len is how many lines it has.
func (p Piece) Len() int { return p.To - p.From }
