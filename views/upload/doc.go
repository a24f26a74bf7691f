// Package upload is the page where a file becomes rows of a dataset: the file is brought, then its columns are mapped beside the
// first rows as they would be written.
package upload
