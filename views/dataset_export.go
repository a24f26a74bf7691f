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

// shownVersion is the version on the page, the newest where it is none of those that are listed. There is one at least.
func (p DatasetPage) shownVersion() DatasetVersionLine {
	for _, v := range p.Versions {
		if v.Shown {
			return v
		}
	}
	return p.Versions[0]
}

// copyAllURL is where all rows that the page shows, on this page and the next ones, are copied to another dataset.
func (p DatasetPage) copyAllURL() string {
	version := p.Shown
	if !p.Old {
		version = 0
	}
	return CopyURL(p.Shell.Project, p.Dataset.Name, version, p.exported())
}

func (p DatasetPage) copyAllWords() string {
	if p.Matched != "" {
		return "Copy all that match…"
	}
	return "Copy all rows…"
}

// exported are the rows that the files of the page hold: those that it shows, all of them where its filter cannot be read.
func (p DatasetPage) exported() RowsQuery {
	if p.Matched == "" {
		return RowsQuery{}
	}
	return p.Query
}
