package views

import (
	"strconv"

	"assay/store"
)

// DatasetListPage lists a project's datasets and makes new ones.
type DatasetListPage struct {
	Shell       Shell
	Datasets    []store.Dataset
	Deleted     []DeletedDataset // over the API
	CanCreate   bool             // and bring back
	Name        string           // as typed into the form
	Description string
	Wrong       store.Invalid
}

// DeletedDataset is a dataset that a program took away. Rows is how many it had.
type DeletedDataset struct {
	store.Dataset
	Field string // id of the input for its name
	Name  string // to bring it back under, as typed
}

// deletedWords says what became of deleted datasets.
func deletedWords(canRestore bool) string {
	if canRestore {
		return "Programs took these away over the API. Nothing is lost: each can be read as it was, and brought back with all its versions."
	}
	return "Programs took these away over the API. Nothing is lost: each can be read as it was, and a curator can bring it back."
}

// RestoreField is the id of the input that names a deleted dataset, and the key of what is wrong with that name.
func RestoreField(id int) string { return "restore-" + strconv.Itoa(id) }

// url is the last version that had rows.
func (d DeletedDataset) url(project string) string {
	if d.Rows == 0 {
		return DatasetURL(project, d.Dataset.Name, 0, 0)
	}
	return DatasetURL(project, d.Dataset.Name, d.Version-1, 0)
}

// MaxDescription is how long the description of a dataset may be, in characters.
const MaxDescription = 1000
