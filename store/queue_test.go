package store_test

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestQueuesHaveSlugsOfTheirNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Unhappy users, judge passes": "unhappy-users-judge-passes", "  --  ": "queue", "今日": "queue", "a/b": "a-b", "Ünhappy": "nhappy", "x": "x",
		"a very long name that goes on and on and on until nobody reads it": "a-very-long-name-that-goes-on-and-on-and-on-until",
	} {
		q, _ := store.Queue{Name: name}.Check()
		require.Equal(t, want, q.Slug, name)
	}
}

func TestQueueSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	filter := "name = 'x'"
	good := store.Queue{Name: " Unhappy users ", Filter: &filter, Answers: 1, Order: store.NewestFirst, Idle: store.DefaultIdle}
	q, err := good.Check()
	require.NoError(t, err)
	require.Equal(t, "Unhappy users", q.Name)
	require.Equal(t, "unhappy-users", q.Slug)
	for field, change := range map[string]func(*store.Queue){
		"name":      func(q *store.Queue) { q.Name = "New" },
		"answers":   func(q *store.Queue) { q.Answers = 0 },
		"doubled":   func(q *store.Queue) { q.Doubled = 1.5 },
		"reviewers": func(q *store.Queue) { q.Reviewers, q.Answers = []int{1, 2}, 3 },
		"order":     func(q *store.Queue) { q.Order = "best" },
		"idle":      func(q *store.Queue) { q.Idle = 0 },
		"rule":      func(q *store.Queue) { q.Filter, q.Rule = nil, true },
		"confined":  func(q *store.Queue) { q.Confined = true },
		"webhook":   func(q *store.Queue) { q.Webhook = "file:///etc/passwd" },
		"masks":     func(q *store.Queue) { q.View.Masks = []string{"scores.x"} },
		"hidden":    func(q *store.Queue) { q.View.Hidden = []string{"everything"} },
		"format":    func(q *store.Queue) { q.View.Formats = map[string]string{"input": "pdf"} },
	} {
		q := good
		change(&q)
		_, err := q.Check()
		require.Contains(t, err, field)
	}
}

func TestMasks(t *testing.T) {
	t.Parallel()
	view := store.QueueView{Masks: []string{"metadata.email", "metadata.user.phone", "input.messages.name", "output"}}
	for name, c := range map[string]struct{ field, text, want string }{
		"a member":                        {"metadata", `{"email":"a@b.c","n":1.50}`, `{"email":"•••","n":1.50}`},
		"a member of a member":            {"metadata", `{"user":{"phone":1,"id":2}}`, `{"user":{"id":2,"phone":"•••"}}`},
		"in any case":                     {"metadata", `{"Email":"a@b.c"}`, `{"Email":"•••"}`},
		"a name with dots":                {"metadata", `{"user.phone":"7"}`, `{"user.phone":"•••"}`},
		"in every element of a list":      {"input", `{"messages":[{"name":"Ada"},{"role":"x"},{"name":"Bob"}]}`, `{"messages":[{"name":"•••"},{"role":"x"},{"name":"•••"}]}`},
		"in lists that are the value":     {"metadata", `[{"email":1}]`, `[{"email":"•••"}]`},
		"in JSON that was logged as text": {"input", `"{\"messages\":[{\"name\":\"Ada\"}]} and so on"`, `"{\"messages\":[{\"name\":\"•••\"}]} and so on"`},
		"a whole field":                   {"output", `"Call me"`, `"•••"`},
		"what is not JSON":                {"metadata", `{"email`, `"•••"`},
		"nothing where it does not reach": {"expected", `{"email":"a@b.c"}`, `{"email":"a@b.c"}`},
		"nothing":                         {"output", ``, ``},
		"text that is no JSON stays":      {"input", `"[note] Ada"`, `"[note] Ada"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, view.Mask(c.field, c.text))
		})
	}
}
