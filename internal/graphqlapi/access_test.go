package graphqlapi_test

import (
	"net/http"
	"testing"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// Whoever may not even suggest changes is told so before anything is executed: the
// public with 401, because a token would help, others with 403.
func TestReadersMayNotChange(t *testing.T) {
	s := newSite(t, nil)
	mutation := asked(`mutation { editTopic(to: "Bo") }`)
	for _, c := range []struct {
		who    access.Identity
		status int
		code   string
	}{
		{access.Identity{}, http.StatusUnauthorized, "UNAUTHENTICATED"},
		{access.Identity{Name: "Bo", Role: record.Reader}, http.StatusForbidden, "FORBIDDEN"},
		// What contributors ask for waits, which is the resolvers' affair.
		{access.Identity{Name: "Bo", Role: record.Contributor}, http.StatusOK, ""},
		{access.Identity{Name: "Bo", Role: record.Editor}, http.StatusOK, ""},
		{access.Identity{Name: "Bo", Role: record.Admin}, http.StatusOK, ""},
	} {
		s.who = c.who
		before := s.world.executed.Load()
		s.wantCode(s.post(mutation), c.status, c.code)
		if executed := s.world.executed.Load() > before; executed != (c.status == http.StatusOK) {
			t.Errorf("%v: executed %t", c.who, executed)
		}
		judgement := asked(`mutation { ... on Mutation { acceptProposal } }`)
		if s.post(judgement).StatusCode == http.StatusForbidden != (c.who.Role == record.Reader || c.who.Role == record.Contributor) {
			t.Errorf("%v judges a proposal: %d", c.who, s.post(judgement).StatusCode)
		}
		if got := s.post(asked(`mutation { ...F } fragment F on Mutation { unheardOf }`)).StatusCode; (got == http.StatusOK) != (c.who.Role == record.Admin) {
			t.Errorf("%v does what no rule names: %d", c.who, got)
		}
		if got := s.post(asked(`{ revision }`)).StatusCode; got != http.StatusOK {
			t.Errorf("%v may not read: %d", c.who, got)
		}
	}
}
