// Package standin is a model's server for tests: it speaks chat completions as they are streamed, calls tools in small pieces,
// fails, hangs and talks nonsense as it is told. It is no model: each answer is given to it.
package standin

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Reply is one answer.
type Reply struct {
	Status    int    // other than 200: an error with Text as its message
	Text      string // content, when there is no call
	Tool      string // name of the tool that is called
	Arguments string
	Raw       string // sent as it is in place of a stream
	Hang      bool   // after the first piece, until the client goes
	NoUsage   bool
	Endless   bool // content without end
}

// Server answers with the replies it was given, one a request, the last one again and again.
type Server struct {
	URL     string // as ASSAY_LLM_BASE_URL has it
	mu      sync.Mutex
	replies []Reply
	bodies  []string
	headers []http.Header
	server  *httptest.Server
}

// New starts a server.
func New(replies ...Reply) *Server {
	s := &Server{replies: replies}
	s.server = httptest.NewServer(http.HandlerFunc(s.answer))
	s.URL = s.server.URL + "/v1"
	return s
}

// Close stops it.
func (s *Server) Close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// Asked returns the bodies of the requests so far.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.bodies...)
}

// Headers returns the headers of the requests so far.
func (s *Server) Headers() []http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]http.Header{}, s.headers...)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	reply := s.replies[0]
	if len(s.replies) > 1 {
		s.replies = s.replies[1:]
	}
	s.bodies, s.headers = append(s.bodies, string(body)), append(s.headers, r.Header.Clone())
	s.mu.Unlock()
	switch {
	case r.URL.Path != "/v1/chat/completions" || r.Method != http.MethodPost:
		http.NotFound(w, r)
	case reply.Status == http.StatusTemporaryRedirect:
		http.Redirect(w, r, reply.Text, reply.Status)
	case reply.Status != 0 && reply.Status != http.StatusOK:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(reply.Status)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": reply.Text, "type": "error", "code": "made_up"}})
	case reply.Raw != "":
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, reply.Raw)
	default:
		s.stream(w, r, reply)
	}
}

// stream sends an answer in pieces.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, reply Reply) {
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(delta map[string]any, finish any) bool {
		chunk := map[string]any{"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "standin", "choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}}}
		text, err := json.Marshal(chunk)
		if err == nil {
			_, err = fmt.Fprintf(w, "data: %s\n\n", text)
		}
		w.(http.Flusher).Flush()
		return err == nil && r.Context().Err() == nil
	}
	send(map[string]any{"role": "assistant", "content": ""}, nil)
	if reply.Hang {
		<-r.Context().Done()
		return
	}
	for reply.Endless && send(map[string]any{"content": "and so on, and so forth, for ever and ever, without coming to any end whatsoever "}, nil) {
	}
	if reply.Tool != "" {
		call := func(id, name, arguments string) map[string]any {
			c := map[string]any{"index": 0, "function": map[string]any{"arguments": arguments}}
			if id != "" {
				c = map[string]any{"index": 0, "id": id, "type": "function", "function": map[string]any{"name": name, "arguments": arguments}}
			}
			return map[string]any{"tool_calls": []any{c}}
		}
		send(call("call_1", reply.Tool, ""), nil)
		for runes := []rune(reply.Arguments); len(runes) > 0; {
			n := min(len(runes), 7)
			send(call("", "", string(runes[:n])), nil)
			runes = runes[n:]
		}
		send(map[string]any{}, "tool_calls")
	} else {
		send(map[string]any{"content": reply.Text}, nil)
		send(map[string]any{}, "stop")
	}
	if !reply.NoUsage {
		_, _ = io.WriteString(w, `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"standin","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000}}`+"\n\n")
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}
