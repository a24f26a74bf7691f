package store

// UploadStatus is how far the bytes of an attachment have come.
type UploadStatus string

const (
	Uploading UploadStatus = "uploading"
	Uploaded  UploadStatus = "done"
	Failed    UploadStatus = "error"
)

// Attachment is a file that a logged row refers to by its key. It belongs to the project of that row.
type Attachment struct {
	Project     ProjectID
	Key         string // the client's
	Filename    string
	ContentType string // as the client says, so nothing to trust
	Status      UploadStatus
	Error       string // why the upload failed, in the client's words
	Size        int64
	Upload      string // whose parts are the bytes; empty until one is complete
}
