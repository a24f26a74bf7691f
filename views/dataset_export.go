package views

import "assay/store"

// exportFormats are the files that a dataset can be exported as.
var exportFormats = []struct{ Format, Name string }{
	{"jsonl", "JSON lines"}, {"csv", "CSV"}, {"parquet", "Parquet"}, {"openai-evals", "OpenAI evals"}, {"openai-finetune", "OpenAI fine-tuning"},
}

// ManifestURL builds the address of what says what a dataset's file holds.
func ManifestURL(project, dataset, format string, version store.Version, q RowsQuery) string {
	return ExportURL(project, dataset, format, version, q) + "&manifest=1"
}

// exported are the rows that the files of the page hold: those that it shows, all of them where its filter cannot be read.
func (p DatasetPage) exported() RowsQuery {
	if p.Matched == "" {
		return RowsQuery{}
	}
	return p.Query
}
