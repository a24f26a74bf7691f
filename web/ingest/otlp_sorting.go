package ingest

import (
	"maps"
	"slices"

	"assay/store"
)

// sorting takes what a request holds apart by the project that each piece goes to. Make one for one request.
type sorting[T any] struct {
	to      *destinations
	refused refusals
	pieces  map[store.ProjectID][]T
}

// place counts a piece that names parent as its destination, or nothing, and returns where it goes. unreadable is what is
// wrong with the piece itself. What cannot be taken is noted as refused and not ok. An error is about the whole request, which
// may be sent again.
func (s *sorting[T]) place(parent string, unreadable error) (place destination, ok bool, err error) {
	s.refused.asked++
	if unreadable != nil {
		s.refused.add(unreadable)
		return place, false, nil
	}
	place, err = s.to.find(parent)
	switch {
	case err == nil:
		return place, true, nil
	case ours(err):
		return place, false, err
	}
	s.refused.add(err)
	return place, false, nil
}

// put keeps a piece for its place.
func (s *sorting[T]) put(place destination, piece T) {
	if s.pieces == nil {
		s.pieces = map[store.ProjectID][]T{}
	}
	s.pieces[place.project] = append(s.pieces[place.project], piece)
}

// each hands out the pieces project by project, in an order that is always the same, so that two requests never wait for each
// other. It ends at the first error.
func (s *sorting[T]) each(take func(project store.ProjectID, pieces []T) error) error {
	for _, project := range slices.Sorted(maps.Keys(s.pieces)) {
		if err := take(project, s.pieces[project]); err != nil {
			return err
		}
	}
	return nil
}
