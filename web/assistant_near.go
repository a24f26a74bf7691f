package web

import (
	"context"

	"assay/store"
	"assay/store/postgres"
	"assay/store/similar"
)

// near counts traces whose inputs say nearly the same.
type near struct{ read, groups, rows int }

const (
	// comparedInputs is how many inputs are compared: some tens of milliseconds' worth.
	comparedInputs = 300
	// nearlySame is the Jaccard index from which on two inputs are near duplicates.
	nearlySame = 0.8
	// inputRunes is how much of an input is compared.
	inputRunes = 20_000
)

// nearDuplicates compares the inputs of the newest traces with each other.
func (s *Server) nearDuplicates(ctx context.Context, q postgres.Query) (near, error) {
	list, err := s.DB.PreviewAdd(ctx, q, 0, postgres.BestExpected, comparedInputs)
	if err != nil {
		return near{}, err
	}
	index := similar.New()
	for _, r := range list {
		index.Add(string(r.OriginTrace), store.Preview(string(r.Input), inputRunes))
	}
	found := near{read: len(list)}
	for _, g := range index.Groups(nearlySame) {
		found.groups++
		found.rows += 1 + len(g.Rest)
	}
	return found, nil
}
