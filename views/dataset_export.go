package views

import (
	"net/url"

	"assay/store"
)

// exportFormats are the files that a dataset can be exported as.
var exportFormats = []struct{ Format, Name string }{
	{"jsonl", "JSON lines"}, {"csv", "CSV"}, {"parquet", "Parquet"}, {"openai-evals", "OpenAI evals"}, {"openai-finetune", "OpenAI fine-tuning"},
}

// ManifestURL builds the address of what says what a dataset's file holds.
func ManifestURL(project, dataset, format string, version store.Version) string {
	v := url.Values{"format": {format}, "manifest": {"1"}}
	setInt(v, "version", int64(version))
	return address(v, "p", project, "datasets", dataset, "export")
}
