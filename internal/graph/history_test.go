package graph_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

func changeNo(n int) *record.Changeset {
	return &record.Changeset{ID: record.ChangesetID(record.DeclaredID("changeset", fmt.Sprint(n))), Author: fmt.Sprint("author ", n), Message: fmt.Sprint("change ", n), At: time.Unix(int64(n)*3600, 0)}
}

func opened(t *testing.T) *graph.Graph {
	t.Helper()
	g, err := graph.Open(t.Context(), storetest.NewReference())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Whatever happened since, the graph as it was known at a revision is the one that
// was published then.
func TestTheGraphAsItWasKnown(t *testing.T) {
	for seed := range uint64(6) {
		g, next := opened(t), graph.RandomChanges(seed)
		published := []string{graph.Describe(g.Snapshot())}
		for n := range 14 {
			s, err := g.Commit(t.Context(), changeNo(n+1), next())
			if err != nil {
				t.Fatalf("seed %d step %d: %v", seed, n, err)
			}
			if int(s.Revision()) == len(published) {
				published = append(published, graph.Describe(s))
			}
		}
		for n := len(published) - 1; n >= 0; n-- {
			s, err := g.At(t.Context(), record.Revision(n))
			if err != nil {
				t.Fatal(err)
			}
			if got := graph.Describe(s); got != published[n] || s.Revision() != record.Revision(n) {
				t.Fatalf("seed %d: revision %d is not what was published then:\n%s", seed, n, difference(got, published[n]))
			}
		}
		if got := graph.Describe(g.Snapshot()); got != published[len(published)-1] {
			t.Fatalf("seed %d: going back changed the present", seed)
		}
	}
}

func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf(" got %s\nwant %s", g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

func TestRevisionsThatAreNotThere(t *testing.T) {
	g := opened(t)
	for _, n := range []record.Revision{-1, 1} {
		if _, err := g.At(t.Context(), n); !errors.Is(err, record.ErrNotFound) {
			t.Errorf("revision %d: %v, want record.ErrNotFound", n, err)
		}
	}
	s, err := g.AtInstant(t.Context(), time.Now())
	if err != nil || s.Revision() != 0 {
		t.Errorf("the present of an empty graph is revision %d, %v", s.Revision(), err)
	}
}

func TestAtAnInstant(t *testing.T) {
	g, next := opened(t), graph.RandomChanges(1)
	for n := range 3 {
		if _, err := g.Commit(t.Context(), changeNo(n+1), next()); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 3 {
		s, err := g.AtInstant(t.Context(), changeNo(n+1).At.Add(time.Minute))
		if err != nil || int(s.Revision()) != n+1 {
			t.Errorf("a minute after change %d the graph is at revision %d, %v", n+1, s.Revision(), err)
		}
	}
}

// Many who go back at once to several revisions each get theirs.
func TestManyGoBackAtOnce(t *testing.T) {
	g, next := opened(t), graph.RandomChanges(2)
	for n := range 12 {
		if _, err := g.Commit(t.Context(), changeNo(n+1), next()); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for n := range 40 {
		all.Go(func() {
			want := record.Revision(1 + n%12)
			if s, err := g.At(t.Context(), want); err != nil || s.Revision() != want {
				t.Errorf("revision %d: %v", want, err)
			}
		})
	}
	all.Wait()
}

// Taking back a changeset and taking that back again leads to where one was, and
// the history of each record tells all of it.
func TestRevertAndItsRevert(t *testing.T) {
	for seed := range uint64(6) {
		g, next := opened(t), graph.RandomChanges(seed)
		for n := range 5 {
			if _, err := g.Commit(t.Context(), changeNo(n+1), next()); err != nil {
				t.Fatal(err)
			}
		}
		last := g.Snapshot().Revision()
		past, err := g.Difference(t.Context(), last-1, last)
		if err != nil {
			t.Fatal(err)
		}
		undone := revert(t, g, past, 10)
		if undone == nil {
			continue // something else that stayed would lead to nothing
		}
		wantSame(t, g, past, func(c graph.Changed) record.Record { return c.Before })
		redone, err := g.Difference(t.Context(), undone.Revision()-1, undone.Revision())
		if err != nil {
			t.Fatal(err)
		}
		revert(t, g, redone, 11)
		wantSame(t, g, past, func(c graph.Changed) record.Record { return c.After })
		history, err := g.History(t.Context(), past[0].Ref().ID, 0, 10)
		if err != nil || len(history) < 3 || history[0].Made.Changeset != changeNo(11).ID || !reflect.DeepEqual(history[0].After, past[0].After) || !reflect.DeepEqual(history[1].After, past[0].Before) {
			t.Errorf("the history is %+v, %v", history, err)
		}
	}
}

func revert(t *testing.T, g *graph.Graph, past []graph.Changed, n int) *graph.Snapshot {
	t.Helper()
	made, err := g.Edit(t.Context(), graph.Edit{By: changeNo(n), Make: func(s *graph.Snapshot) (record.Change, error) { return s.Reverting(past) }})
	if errors.Is(err, record.ErrConflict) || errors.Is(err, record.ErrInvalid) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return made.Snapshot
}

func wantSame(t *testing.T, g *graph.Graph, past []graph.Changed, want func(graph.Changed) record.Record) {
	t.Helper()
	for _, c := range past {
		now, _ := g.Snapshot().Record(c.Ref().ID)
		if w := want(c); !reflect.DeepEqual(now, w) {
			t.Errorf("%v is %+v, want %+v", c.Ref(), now, w)
		}
	}
}

func somebody(n int, name string) *record.Person {
	return &record.Person{ID: record.PersonID(record.DeclaredID("actor", fmt.Sprint(n))), Profile: record.Profile{Slug: fmt.Sprint("p", n), Names: []record.Name{{Text: name, Language: "en", Kind: record.PrimaryName}}}}
}

func putting(records ...record.Record) func(*graph.Snapshot) (record.Change, error) {
	return func(*graph.Snapshot) (record.Change, error) { return record.Change{Put: records}, nil }
}

func TestRevertIsRefusedWhereSomebodyWentOn(t *testing.T) {
	g := opened(t)
	for n, name := range []string{"Ada", "Ada Lo", "Ada Low"} {
		if _, err := g.Commit(t.Context(), changeNo(n+1), record.Change{Put: []record.Record{somebody(1, name)}}); err != nil {
			t.Fatal(err)
		}
	}
	past, err := g.Difference(t.Context(), 1, 2)
	if err != nil || len(past) != 1 {
		t.Fatal(past, err)
	}
	_, err = g.Edit(t.Context(), graph.Edit{By: changeNo(9), Make: func(s *graph.Snapshot) (record.Change, error) { return s.Reverting(past) }})
	var change *record.ChangeError
	if !errors.As(err, &change) || !errors.Is(err, record.ErrConflict) || change.Problems[0].Ref.ID != uuid.UUID(somebody(1, "").ID) {
		t.Errorf("%v, want a conflict that names the person", err)
	}
}

func TestExpectedRevision(t *testing.T) {
	g := opened(t)
	edit := func(n int, expected record.Revision, p *record.Person) error {
		_, err := g.Edit(t.Context(), graph.Edit{By: changeNo(n), Expected: expected, Make: putting(p)})
		return err
	}
	for n, p := range []*record.Person{somebody(1, "Ada"), somebody(2, "Bo"), somebody(1, "Ada Lo")} {
		if err := edit(n+1, 0, p); err != nil {
			t.Fatal(err)
		}
	}
	err := edit(4, 2, somebody(1, "Ada Low"))
	if !errors.Is(err, record.ErrConflict) || !strings.Contains(err.Error(), "was changed in revision 3 by author 3: change 3") {
		t.Errorf("who has seen revision 2 changes Ada: %v, want a conflict that says who did in revision 3", err)
	}
	if err := edit(5, 2, somebody(2, "Bob")); err != nil {
		t.Errorf("who has seen revision 2 changes Bo, whom nobody changed since: %v", err)
	}
	if err := edit(6, 2, somebody(3, "Cy")); err != nil {
		t.Errorf("somebody new: %v", err)
	}
	if err := edit(7, 99, somebody(3, "Cyd")); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("a revision to come: %v, want record.ErrInvalid", err)
	}
}

// A request that is sent again is made once, also where the graph was opened anew
// in between.
func TestKeysMakeARequestOnce(t *testing.T) {
	store := storetest.NewReference()
	keyed := func(n int, request string) *record.Changeset {
		c := changeNo(n)
		c.Author, c.Key, c.Request = "Ada", "key-1", record.HashOf(request)
		return c
	}
	for n := range 2 {
		g, err := graph.Open(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		made, err := g.Edit(t.Context(), graph.Edit{By: keyed(n, "one"), Make: putting(somebody(1, "Ada"))})
		if err != nil || made.Repeated != (n > 0) || made.Revision != 1 || made.Changeset.ID != changeNo(0).ID {
			t.Errorf("call %d: %+v, %v; want revision 1 of the first call", n, made, err)
		}
		if _, err := g.Edit(t.Context(), graph.Edit{By: keyed(7, "two"), Make: putting(somebody(1, "Bo"))}); !errors.Is(err, record.ErrConflict) {
			t.Errorf("something else under the key: %v, want record.ErrConflict", err)
		}
		other := keyed(8, "one")
		other.Author = "Bo"
		if n == 1 {
			if made, err := g.Edit(t.Context(), graph.Edit{By: other, Make: putting(somebody(2, "Bo"))}); err != nil || made.Repeated {
				t.Errorf("another author's request of that name: %+v, %v", made, err)
			}
		}
	}
}

func TestAnEditOfNothingMakesNoRevision(t *testing.T) {
	g := opened(t)
	for n := range 2 {
		made, err := g.Edit(t.Context(), graph.Edit{By: changeNo(n), Make: putting(somebody(1, "Ada"))})
		if err != nil || (made.Changeset == nil) != (n == 1) || made.Snapshot.Revision() != 1 {
			t.Errorf("edit %d: %+v, %v", n, made, err)
		}
	}
}

// Whoever goes back, tries a change or reads does so beside those who commit, and
// sees a whole revision.
func TestGoingBackWhileOthersWrite(t *testing.T) {
	g, next := opened(t), graph.RandomChanges(3)
	published := []string{graph.Describe(g.Snapshot())}
	commit := func(n int) {
		s, err := g.Commit(t.Context(), changeNo(n), next())
		if err != nil {
			t.Error(err)
			return
		}
		published = append(published, graph.Describe(s))
	}
	for n := range 4 {
		commit(n + 1)
	}
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for range 6 {
				s, err := g.At(t.Context(), record.Revision(n+1))
				if err != nil || graph.Describe(s) != published[n+1] {
					t.Errorf("revision %d: %v, or not as it was published", n+1, err)
				}
				if err := g.Snapshot().Try(t.Context(), record.Change{Put: []record.Record{somebody(7, "New")}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 10 {
		_, err := g.Commit(t.Context(), changeNo(n+20), next())
		if err != nil {
			t.Error(err)
		}
	}
	all.Wait()
}
