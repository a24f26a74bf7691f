package views

import "assay/store"

// DatasetListPage lists a project's datasets and makes new ones.
type DatasetListPage struct {
	Shell       Shell
	Datasets    []store.Dataset
	CanCreate   bool
	Name        string // as typed into the form
	Description string
	Wrong       store.Invalid
}

// MaxDescription is how long the description of a dataset may be, in characters.
const MaxDescription = 1000
