package store

import (
	"mime"
	"strings"
)

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

// IsAttachmentKey reports whether a client's key can be the key of an attachment: text of 1 to MaxClientID bytes that may stand
// in an address, which drops the names of folders.
func IsAttachmentKey(key string) bool {
	return key != "" && len(key) <= MaxClientID && !strings.ContainsRune(key, 0) && key != "." && key != ".."
}

// Medium is how a page may show a file.
type Medium string

const (
	NoMedium Medium = "" // not at all: it can be saved
	Picture  Medium = "picture"
	Audio    Medium = "audio"
	Video    Medium = "video"
)

// media are the types that browsers show without running anything that is in them. SVG is no picture here: it holds scripts.
var media = map[string]Medium{
	"image/png": Picture, "image/jpeg": Picture, "image/gif": Picture, "image/webp": Picture, "image/avif": Picture, "image/bmp": Picture,
	"audio/mpeg": Audio, "audio/mp4": Audio, "audio/aac": Audio, "audio/ogg": Audio, "audio/wav": Audio, "audio/x-wav": Audio, "audio/flac": Audio, "audio/webm": Audio,
	"video/mp4": Video, "video/webm": Video, "video/ogg": Video,
}

// MediumOf is how a file of that type, as its sender named it, may be shown.
func MediumOf(contentType string) Medium {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return NoMedium
	}
	return media[kind]
}
