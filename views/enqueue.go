package views

import (
	"strconv"
	"time"

	"assay/store"
)

// EnqueuePage asks into which queue traces go.
type EnqueuePage struct {
	Shell   Shell
	Filter  string
	At      int64
	Traces  []store.TraceID // chosen one by one; empty: all that match the filter
	Count   CountView
	Queues  []CheckView
	BackURL string
	NewURL  string // makes a queue from the filter instead; empty when traces were chosen
	Wrong   map[string]string
}

// FormField is one field of a form that is filled in already.
type FormField struct{ Name, Value string }

// newQueueFields fill in the form of a new queue: one answer an item, the newest first, everything shown.
func newQueueFields(name, filter string) []FormField {
	fields := []FormField{{"name", name}, {"filter", filter}, {"answers", "1"}, {"order", string(store.NewestFirst)},
		{"idle", strconv.Itoa(int(store.DefaultIdle / time.Minute))}, {"do", "save"}}
	for _, f := range store.ViewFields {
		fields = append(fields, FormField{"shown", f})
	}
	return fields
}
