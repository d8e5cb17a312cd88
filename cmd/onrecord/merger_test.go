package main

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// changedAs makes a change under a message and tells its revision.
func changedAs(t *testing.T, g *graph.Graph, message string, change func(*graph.Snapshot) (record.Change, error)) record.Revision {
	t.Helper()
	by, err := changeset("a test", message)
	if err != nil {
		t.Fatal(err)
	}
	done, err := g.Edit(t.Context(), graph.Edit{By: by, Make: change})
	if err != nil {
		t.Fatal(err)
	}
	return done.Snapshot.Revision()
}

// A dossier that declares two people whom an editor has found to be one is imported
// again without making them two; after the merger is undone it is as if there had been
// none.
func TestADossierFollowsMergers(t *testing.T) {
	store, err := quadstore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"), quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	g, err := graph.Open(t.Context(), quadstore.NewRecords(store))
	if err != nil {
		t.Fatal(err)
	}
	sources, err := embeddedDossiers()
	if err != nil {
		t.Fatal(err)
	}
	again := func(when string, want record.Revision) {
		t.Helper()
		if err := importDossiers(t.Context(), &console{out: io.Discard, err: io.Discard}, g, sources, "a test"); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if is := g.Snapshot().Revision(); is != want {
			past, err := g.Difference(t.Context(), want, is)
			t.Fatalf("%s the same dossiers change the graph: %+v, %v", when, past, err)
		}
	}
	again("at first", 1)
	kept, gone := record.ActorID(record.DeclaredID("actor", "wael-alwan")), record.ActorID(record.DeclaredID("actor", "brad-cooper"))
	said := g.Snapshot().Count(record.KindQuote)
	merger := changedAs(t, g, "one", func(s *graph.Snapshot) (record.Change, error) { return s.Merging(kept, gone) })
	again("after a merger", merger)
	now := g.Snapshot()
	if now.Actor(gone) != nil || now.Count(record.KindQuote) != said {
		t.Errorf("after the import there are %d quotes, want %d; who was merged is there: %v", now.Count(record.KindQuote), said, now.Actor(gone) != nil)
	}
	if by := now.Successor(uuid.UUID(gone)); by == nil || by.ActorID() != kept {
		t.Errorf("the id of who was merged leads to %v", by)
	}
	printed := 0
	for r := range now.Each(record.KindQuote) {
		if q := r.(*record.Quote); q.Speaker == kept && (q.PrintedName == "Brad Cooper" || q.PrintedName == "Bradley Cooper") {
			printed++
		}
	}
	if printed < 2 {
		t.Errorf("%d quotes are printed under the merged name, want Cooper's two at least", printed)
	}
	past, err := g.Difference(t.Context(), merger-1, merger)
	if err != nil {
		t.Fatal(err)
	}
	end := changedAs(t, g, "two", func(s *graph.Snapshot) (record.Change, error) { return s.Separating(past, false) })
	left, err := g.Difference(t.Context(), merger-1, end)
	if err != nil || len(left) > 0 {
		t.Errorf("after the merger and its end these differ: %+v, %v", left, err)
	}
	if by := g.Snapshot().Successor(uuid.UUID(gone)); by != nil {
		t.Errorf("after the end of the merger the id still leads to %v", by.Ref())
	}
	again("after the end of the merger", end)
}
