package web

import (
	"encoding/json"
	"fmt"

	"assay/views"

	"github.com/labstack/echo/v4"
)

// flash is what a form leaves for the next page: what it did, and how to take that back.
type flash struct {
	Say     string       `json:"say"`
	Undo    string       `json:"undo,omitempty"` // value to post
	UndoURL string       `json:"undo_url,omitempty"`
	Back    string       `json:"back,omitempty"` // where the undo returns to
	Notes   []views.Note `json:"notes,omitempty"`
}

// maxFlash bounds a message in bytes, as JSON: it travels in a cookie, which browsers refuse from 4 KB on.
const maxFlash = 2400

// say leaves a message for the next page.
func (s *Server) say(c echo.Context, f flash) error {
	b, err := json.Marshal(f)
	for err == nil && len(b) > maxFlash && len(f.Notes) > 0 { // names of datasets may be long
		f.Notes = f.Notes[:len(f.Notes)-1]
		b, err = json.Marshal(f)
	}
	if err != nil {
		return fmt.Errorf("write flash: %w", err)
	}
	return s.cookies.SetFlash(c.Response(), c.Request(), string(b))
}

// takeFlash moves the message into the shell. A partial answer leaves it for the next full page.
func (s *Server) takeFlash(c echo.Context, shell *views.Shell) {
	if isPartial(c.Request()) {
		return
	}
	var f flash
	if text := s.cookies.TakeFlash(c.Response(), c.Request()); text != "" && json.Unmarshal([]byte(text), &f) == nil {
		shell.Flash, shell.Undo, shell.UndoURL, shell.Back, shell.Notes = f.Say, f.Undo, f.UndoURL, f.Back, f.Notes
	}
}
