package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"assay/store"
)

// attachmentsIn lists the files that a row refers to, wherever in it.
func attachmentsIn(row json.RawMessage) []store.Attachment {
	if !bytes.Contains(row, []byte(`"braintrust_attachment"`)) {
		return nil
	}
	var v any
	if json.Unmarshal(row, &v) != nil {
		return nil
	}
	var found []store.Attachment
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			key, _ := v["key"].(string)
			if v["type"] == "braintrust_attachment" && store.IsAttachmentKey(key) {
				name, _ := v["filename"].(string)
				kind, _ := v["content_type"].(string)
				found = append(found, store.Attachment{Key: key, Filename: name, ContentType: kind})
				return
			}
			for _, member := range v {
				walk(member)
			}
		}
	}
	walk(v)
	return found
}

// attachmentRequest is what clients send about an attachment. They name no project: the row that refers to the key does, and
// it is sent first.
type attachmentRequest struct {
	Key         string `json:"key"`
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Status      struct {
		UploadStatus store.UploadStatus `json:"upload_status"`
		ErrorMessage string             `json:"error_message"`
	} `json:"status"`
}

// CreateAttachment is POST /attachment: it answers with the address to put the bytes to.
func (a *API) CreateAttachment(w http.ResponseWriter, r *http.Request) error {
	var ask attachmentRequest
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	f, err := a.findAttachment(r, ask.Key, false)
	k := KeyFrom(r.Context())
	if errors.Is(err, store.ErrNotFound) && k.Scoped && len(k.Projects) == 1 { // only one project can be meant
		f = store.Attachment{Project: k.Projects[0], Key: ask.Key, Filename: ask.Filename, ContentType: ask.ContentType}
		err = a.DB.NoteAttachments(r.Context(), f.Project, []store.Attachment{f}, a.Now())
	}
	if err != nil {
		return err
	}
	headers := map[string]string{}
	if ask.ContentType != "" {
		headers["Content-Type"] = ask.ContentType
	}
	return ok(w, map[string]any{"signedUrl": a.signed(f, forUpload), "headers": headers})
}

// findAttachment returns the attachment of a key in a project that the request's key is good for.
func (a *API) findAttachment(r *http.Request, key string, complete bool) (store.Attachment, error) {
	if !store.IsAttachmentKey(key) {
		return store.Attachment{}, store.Invalid{"key": fmt.Sprintf("key is the attachment's, text of 1 to %d bytes.", store.MaxClientID)}
	}
	f, err := a.DB.FindAttachment(r.Context(), reach(KeyFrom(r.Context())), key, complete)
	if errors.Is(err, store.ErrNotFound) {
		return f, sayOf("key", store.ErrNotFound, "No row with the attachment %q was logged. Send the row first.", clip(key))
	}
	return f, err
}

// SetAttachmentStatus is POST /attachment/status: the client says how its upload ended. That it is done the server knows from
// having the bytes, so only failures are recorded.
func (a *API) SetAttachmentStatus(w http.ResponseWriter, r *http.Request) error {
	var ask attachmentRequest
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	f, err := a.findAttachment(r, ask.Key, false)
	if err != nil {
		return err
	}
	switch ask.Status.UploadStatus {
	case store.Uploaded, store.Uploading:
	case store.Failed:
		if err := a.DB.FailAttachment(r.Context(), f.Project, f.Key, ask.Status.ErrorMessage); err != nil {
			return fmt.Errorf("note failed upload: %w", err)
		}
	default:
		return store.Invalid{"status.upload_status": "upload_status is done, uploading or error."}
	}
	return ok(w, struct{}{})
}

// ShowAttachment is GET /attachment?key=: it answers with an address that gives the bytes for a while.
func (a *API) ShowAttachment(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if q.Get("key") == "" && q.Get("url") != "" {
		return store.Invalid{"url": "Files in places of your own are not fetched by this server; read them from there."}
	}
	f, err := a.findAttachment(r, q.Get("key"), true)
	if err != nil {
		return err
	}
	status := map[string]any{"upload_status": f.Status}
	if f.Error != "" {
		status["error_message"] = f.Error
	}
	return ok(w, map[string]any{"downloadUrl": a.signed(f, forDownload), "status": status})
}

// permission is what a signed address lets its holder do.
type permission struct {
	Project store.ProjectID `json:"p"`
	Key     string          `json:"k"`
	Use     string          `json:"u"`
	Until   int64           `json:"t"` // Unix seconds
}

const (
	forUpload   = "put"
	forDownload = "get"

	uploadFor   = time.Hour // from the request until the bytes begin to come
	downloadFor = 15 * time.Minute
)
