package postgres

import (
	"context"
	"sync"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestProjectIsMadeOnce(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	again, created, err := h.CreateProject(t.Context(), " demo ")
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, h.project, again)
	position, err := h.LogPosition(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Zero(t, position)
	for _, name := range []string{"", "a/b", "..", "a\x00b"} {
		_, _, err := h.CreateProject(t.Context(), name)
		if name == "a\x00b" {
			require.NoError(t, err, "%q", name) // the character is replaced: the database holds no NUL
			continue
		}
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, "%q", name)
	}
	_, err = h.Project(t.Context(), "nowhere")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// roles returns the names and roles that an account sees.
func (h household) roles(account int) map[string]store.Role {
	h.t.Helper()
	list, err := h.ProjectsOf(h.t.Context(), account)
	require.NoError(h.t, err)
	roles := map[string]store.Role{}
	for _, p := range list {
		roles[p.Name] = p.Role
	}
	return roles
}

func TestProjectsOfAnAccount(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	other, _, err := h.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	ada, bob := h.person("ada@example.org", store.Reviewer), h.person("bob@example.org", store.NoRole)
	owner, err := h.CreateAccount(t.Context(), store.Account{Email: "owner@example.org", Owner: true})
	require.NoError(t, err)

	require.Equal(t, map[string]store.Role{"demo": store.Reviewer}, h.roles(ada))
	require.Empty(t, h.roles(bob))
	require.Equal(t, map[string]store.Role{"demo": store.Admin, "other": store.Admin}, h.roles(owner))

	// A group gives its role where it is the higher one.
	h.exec(`INSERT INTO account_group (name) VALUES ('team')`)
	h.exec(`INSERT INTO account_group_member SELECT id, $1 FROM account_group`, ada)
	h.exec(`INSERT INTO membership (project_id, group_id, role) SELECT $1, id, 'viewer' FROM account_group`, h.project.ID)
	h.exec(`INSERT INTO membership (project_id, group_id, role) SELECT $1, id, 'curator' FROM account_group`, other.ID)
	require.Equal(t, map[string]store.Role{"demo": store.Reviewer, "other": store.Curator}, h.roles(ada))
}

func TestMembersAreTheProjectsOwnAndTheOwners(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Reviewer)
	bob := h.person("bob@example.org", store.NoRole)
	owner, err := h.CreateAccount(t.Context(), store.Account{Email: "owner@example.org", Owner: true})
	require.NoError(t, err)
	members, err := h.Members(t.Context(), h.project.ID)
	require.NoError(t, err)
	require.Len(t, members, 2)
	require.Equal(t, ada, members[0].ID)
	require.Equal(t, store.Reviewer, members[0].Role)
	require.Equal(t, owner, members[1].ID)
	require.Equal(t, store.Admin, members[1].Role)
	m, err := h.Member(t.Context(), h.project.ID, ada)
	require.NoError(t, err)
	require.Equal(t, members[0], m)
	_, err = h.Member(t.Context(), h.project.ID, bob)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestMembershipChangesAndEnds(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Reviewer)
	require.NoError(t, h.SetMember(t.Context(), h.project.ID, ada, store.Curator))
	require.Equal(t, map[string]store.Role{"demo": store.Curator}, h.roles(ada))
	require.NoError(t, h.SetMember(t.Context(), h.project.ID, ada, store.NoRole))
	require.Empty(t, h.roles(ada))
	require.ErrorIs(t, h.SetMember(t.Context(), 4711, ada, store.Viewer), store.ErrNotFound)
}

func TestLastAdminStays(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Admin)
	for _, role := range []store.Role{store.Curator, store.NoRole} {
		var invalid store.Invalid
		require.ErrorAs(t, h.SetMember(t.Context(), h.project.ID, ada, role), &invalid)
		require.Contains(t, invalid, "role")
	}
	require.Equal(t, map[string]store.Role{"demo": store.Admin}, h.roles(ada))

	h.person("bob@example.org", store.Admin)
	require.NoError(t, h.SetMember(t.Context(), h.project.ID, ada, store.Viewer))
}

func TestOwnerCountsAsAdmin(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Admin)
	owner, err := h.CreateAccount(t.Context(), store.Account{Email: "owner@example.org", Owner: true})
	require.NoError(t, err)
	h.exec(`UPDATE account SET disabled = now() WHERE id = $1`, owner)
	require.Error(t, h.SetMember(t.Context(), h.project.ID, ada, store.NoRole), "a disabled owner does not")
	h.exec(`UPDATE account SET disabled = NULL`)
	require.NoError(t, h.SetMember(t.Context(), h.project.ID, ada, store.NoRole))
}

func TestTwoAdminsWhoStepDownAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	admins := []int{h.person("ada@example.org", store.Admin), h.person("bob@example.org", store.Admin)}
	errs := make([]error, len(admins))
	var wg sync.WaitGroup
	for i, id := range admins {
		wg.Go(func() { errs[i] = h.SetMember(context.Background(), h.project.ID, id, store.NoRole) })
	}
	wg.Wait()
	require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v, %v", errs[0], errs[1])
}

func TestNewestTraces(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	owner, err := h.CreateAccount(t.Context(), store.Account{Email: "owner@example.org", Owner: true})
	require.NoError(t, err)
	_, _, err = h.CreateProject(t.Context(), "empty")
	require.NoError(t, err)
	var spans []store.Span
	for i, id := range []string{"a", "b"} {
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: morning.Add(time.Duration(i) * time.Minute), HasCreated: true})
	}
	_, err = h.InsertSpans(t.Context(), h.project.ID, "test", spans, morning)
	require.NoError(t, err)
	projects, err := h.ProjectsOf(t.Context(), owner)
	require.NoError(t, err)
	require.Len(t, projects, 2)
	newest, err := h.NewestTraces(t.Context(), projects)
	require.NoError(t, err)
	require.Len(t, newest, 1)
	require.True(t, newest[h.project.ID].Equal(morning.Add(time.Minute)))
}
