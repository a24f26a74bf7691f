package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"assay/store"
)

// maxAttachment is how large a file may be, attachmentPart how much of it is held in memory at a time, and mostUploads how many
// may come at once: what they hold is bounded apart from the budget of requests, because a slow line may take an hour.
const (
	maxAttachment  = 64 << 20
	attachmentPart = 1 << 20
	mostUploads    = 32
	partWait       = time.Minute // for a part to leave
)

// gate counts who is inside. Its zero value is open.
type gate struct{ inside atomic.Int32 }

// enter reports whether there is room for one of at most most; whoever entered leaves.
func (g *gate) enter(most int32) bool {
	if g.inside.Add(1) > most {
		g.leave()
		return false
	}
	return true
}

func (g *gate) leave() { g.inside.Add(-1) }

// signed is an address that puts or gets the bytes of one attachment without a key, for a while.
func (a *API) signed(f store.Attachment, use string) string {
	until := a.Now().Add(downloadFor)
	if use == forUpload {
		until = a.Now().Add(uploadFor)
	}
	b, err := json.Marshal(permission{f.Project, f.Key, use, until.Unix()})
	if err != nil {
		return "" // numbers and text always have a JSON form
	}
	payload := base64.RawURLEncoding.EncodeToString(b)
	return a.BaseURL + "/attachment/object/" + payload + "." + a.signature(payload)
}

func (a *API) signature(payload string) string {
	mac := hmac.New(sha256.New, a.secret)
	mac.Write([]byte("attachment\x00" + payload)) // hash.Hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// errSignature is what a signed address says that was not given out here, for this use, or is over.
var errSignature = say(store.ErrForbidden, "This address is not valid any more. Ask for the attachment again.")

// permitted returns the attachment that the request's address is signed for.
func (a *API) permitted(r *http.Request, use string) (store.Attachment, error) {
	payload, signature, _ := strings.Cut(r.PathValue("token"), ".")
	if !hmac.Equal([]byte(signature), []byte(a.signature(payload))) {
		return store.Attachment{}, errSignature
	}
	var p permission
	b, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(b, &p) != nil || p.Use != use || a.Now().After(time.Unix(p.Until, 0)) {
		return store.Attachment{}, errSignature
	}
	f, err := a.DB.Attachment(r.Context(), p.Project, p.Key)
	if errors.Is(err, store.ErrNotFound) {
		return f, say(store.ErrNotFound, "There is no such attachment.")
	}
	return f, err
}

// PutAttachment takes the bytes of an attachment at its signed address.
func (a *API) PutAttachment(w http.ResponseWriter, r *http.Request) error {
	f, err := a.permitted(r, forUpload)
	if err != nil {
		return err
	}
	if f.Upload != "" {
		return say(store.ErrConflict, "This attachment has its bytes already.")
	}
	if r.ContentLength > maxAttachment {
		return errAttachmentSize
	}
	if !a.uploads.enter(mostUploads) {
		return errFull
	}
	defer a.uploads.leave()
	upload := newUUID()
	size, err := a.takeParts(r, f, upload, http.MaxBytesReader(w, r.Body, maxAttachment))
	if err == nil {
		err = a.DB.FinishUpload(r.Context(), f, upload, size)
	}
	if err != nil {
		return errors.Join(err, a.DB.DropUpload(r.Context(), f, upload))
	}
	return ok(w, struct{}{})
}

var errAttachmentSize = say(errTooLarge, "An attachment has at most %d MiB.", maxAttachment>>20)

// takeParts stores what comes, part by part, and returns its size.
func (a *API) takeParts(r *http.Request, f store.Attachment, upload string, from io.Reader) (int64, error) {
	var size int64
	part := make([]byte, attachmentPart)
	for n := 0; ; n++ {
		got, err := io.ReadFull(from, part)
		var large *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return size, nil
		case errors.As(err, &large):
			return 0, errAttachmentSize
		case err != nil && (got == 0 || !errors.Is(err, io.ErrUnexpectedEOF)): // the last part is short; nothing at all is a client that broke off
			return 0, unreadable(err)
		}
		size += int64(got)
		if err := a.DB.SavePart(r.Context(), f, upload, n, part[:got]); err != nil {
			return 0, err
		}
	}
}

// SendAttachment gives the bytes of an attachment at its signed address, to be saved.
func (a *API) SendAttachment(w http.ResponseWriter, r *http.Request) error {
	f, err := a.permitted(r, forDownload)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // SDKs run in browsers on other origins; the signature is the guard
	h.Set("Cache-Control", "private, no-store")
	return a.sendFile(w, r, f, "attachment")
}

// SendProjectAttachment gives the bytes of a project's attachment to someone whom the caller has let into the project. Pictures,
// sounds and films are shown in the browser, everything else is saved.
func (a *API) SendProjectAttachment(w http.ResponseWriter, r *http.Request, project store.ProjectID, key string) error {
	if !store.IsAttachmentKey(key) {
		return store.ErrNotFound
	}
	f, err := a.DB.Attachment(r.Context(), project, key)
	if err != nil {
		return fmt.Errorf("find attachment: %w", err)
	}
	use := "attachment"
	if store.MediumOf(f.ContentType) != store.NoMedium {
		use = "inline"
	}
	h := w.Header()
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache") // kept, and asked for again: who left the project sees it no more
	h.Set("ETag", `"`+f.Upload+`"`)
	return a.sendFile(w, r, f, use)
}

// sendFile sends bytes that someone uploaded. They are nothing to trust: the browser is told to run nothing in them, to fetch
// nothing for them, not to guess what they are, and whether to show or to save them. Players ask for parts.
func (a *API) sendFile(w http.ResponseWriter, r *http.Request, f store.Attachment, use string) error {
	if f.Upload == "" {
		return say(store.ErrNotFound, "The bytes of this attachment have not come.")
	}
	line := http.NewResponseController(w)
	defer func() { _ = line.SetWriteDeadline(time.Time{}) }()
	bytes := &fileReader{ctx: r.Context(), db: a.DB, file: f, line: line}
	if f.Size > 0 {
		if err := bytes.load(0); err != nil { // before the header, while an error can still be told
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Type", safeType(f.ContentType))
	h.Set("Content-Disposition", disposition(use, f.Filename))
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes)
	return bytes.err
}

// safeType is the type that the client named, if it is one and nothing that a browser would run.
func safeType(sent string) string {
	const bytes = "application/octet-stream"
	kind, _, err := mime.ParseMediaType(sent)
	if err != nil {
		return bytes
	}
	for _, active := range []string{"html", "xml", "svg", "javascript", "ecmascript", "pdf"} {
		if strings.Contains(kind, active) {
			return bytes
		}
	}
	return kind
}

// disposition says whether to save or to show a file, and under which name. Only its last element counts, without characters that a path or a header could be
// made of.
func disposition(use, filename string) string {
	name := filename[strings.LastIndexAny(filename, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`"<>|:*?`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.Trim(name, ". "); name == "" {
		name = "attachment"
	}
	if header := mime.FormatMediaType(use, map[string]string{"filename": name}); header != "" {
		return header
	}
	return use
}
