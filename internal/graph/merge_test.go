package graph_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// merged is a graph in which two of the people of a random world were made one.
func merged(t *testing.T, seed uint64) (g *graph.Graph, before record.Revision) {
	t.Helper()
	g = opened(t)
	next := graph.RandomChanges(seed)
	for n := range 6 {
		if _, err := g.Commit(t.Context(), changeNo(n+1), next()); err != nil {
			t.Fatal(err)
		}
	}
	before = g.Snapshot().Revision()
	merge(t, g, 10, actor(0), actor(1))
	return g, before
}

func actor(n int) record.ActorID { return record.ActorID(somebody(n, "").ID) }

func merge(t *testing.T, g *graph.Graph, n int, keep, merge record.ActorID) {
	t.Helper()
	if _, err := g.Edit(t.Context(), graph.Edit{By: changeNo(n), Make: func(s *graph.Snapshot) (record.Change, error) { return s.Merging(keep, merge) }}); err != nil {
		t.Fatal(err)
	}
}

func separate(t *testing.T, g *graph.Graph, n int, merger record.Revision, distinct bool) {
	t.Helper()
	past, err := g.Difference(t.Context(), merger-1, merger)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Edit(t.Context(), graph.Edit{By: changeNo(n), Make: func(s *graph.Snapshot) (record.Change, error) { return s.Separating(past, distinct) }}); err != nil {
		t.Fatal(err)
	}
}

// After a merger nothing refers to the actor that is gone, every word of it is the
// other's under the name as printed, and its slug leads on.
func TestMergingMovesEverything(t *testing.T) {
	for seed := range uint64(5) {
		g, before := merged(t, seed)
		then, err := g.At(t.Context(), before)
		if err != nil {
			t.Fatal(err)
		}
		now := g.Snapshot()
		for k := record.KindPerson; k < record.KindChangeset; k++ {
			for r := range now.Each(k) {
				if record.RefersTo(r, uuid.UUID(actor(1))) {
					t.Errorf("seed %d: %v still refers to who is gone", seed, r.Ref())
				}
			}
		}
		gone := then.Actor(actor(1)).About()
		for r := range then.Each(record.KindQuote) {
			was, is := r.(*record.Quote), graph.Find(now, r.(*record.Quote).ID)
			switch {
			case was.Speaker == actor(1) && (is.Speaker != actor(0) || is.PrintedName != gone.Names[0].Text):
				t.Errorf("seed %d: a quote is by %v under the name %q", seed, is.Speaker, is.PrintedName)
			case was.Speaker != actor(1) && is.Speaker != was.Speaker:
				t.Errorf("seed %d: a quote of somebody else has another speaker", seed)
			}
		}
		if r, ok := now.BySlug(record.AnyActor, gone.Slug); !ok || r.Ref().ID != uuid.UUID(actor(0)) {
			t.Errorf("seed %d: the slug %s leads to %v", seed, gone.Slug, r)
		}
	}
}

// A merger that is undone leaves no trace in what is on record.
func TestSeparatingUndoesAMerger(t *testing.T) {
	for seed := range uint64(5) {
		g, before := merged(t, seed)
		separate(t, g, 11, before+1, false)
		left, err := g.Difference(t.Context(), before, before+2)
		if err != nil || len(left) > 0 {
			t.Errorf("seed %d: after the merger and its end these differ: %+v, %v", seed, left, err)
		}
	}
}

// What was said and changed after the merger stays as it is; what was moved goes
// back.
func TestSeparatingKeepsWhatCameAfter(t *testing.T) {
	g := opened(t)
	doc := &record.Document{ID: record.DocumentID(record.DeclaredID("document", "d")), Slug: "d", Titles: english("D"), Language: "en"}
	words := func(key string, speaker int) *record.Quote {
		return &record.Quote{ID: record.QuoteID(record.DeclaredID("quote", key)), Speaker: actor(speaker), Document: doc.ID, Mode: record.Indirect, Gists: english(key), Language: "en"}
	}
	commit := func(n int, records ...record.Record) {
		t.Helper()
		if _, err := g.Commit(t.Context(), changeNo(n), record.Change{Put: records}); err != nil {
			t.Fatal(err)
		}
	}
	commit(1, somebody(0, "Ada"), somebody(1, "Adah"), doc, words("first", 0), words("second", 1))
	merge(t, g, 2, actor(0), actor(1))
	edited := record.Copied(graph.Find(g.Snapshot(), words("second", 0).ID)).(*record.Quote)
	edited.Cue = "insisted"
	one := record.Copied(g.Snapshot().Actor(actor(0))).(*record.Person)
	one.Names = append(one.Names, record.Name{Text: "Adaline", Kind: record.Alias})
	commit(3, words("third", 0), edited, one)
	separate(t, g, 4, 2, true)
	now := g.Snapshot()
	for key, want := range map[string]record.ActorID{"first": actor(0), "second": actor(1), "third": actor(0)} {
		if q := graph.Find(now, words(key, 0).ID); q.Speaker != want || q.PrintedName != "" {
			t.Errorf("the %s words are by %v under the name %q, want %v", key, q.Speaker, q.PrintedName, want)
		}
	}
	if cue := graph.Find(now, edited.ID).Cue; cue != "insisted" {
		t.Errorf("the edit after the merger is gone: cue %q", cue)
	}
	kept := now.Actor(actor(0)).About()
	if len(kept.Names) != 2 || kept.Names[1].Text != "Adaline" || len(kept.FormerSlugs) != 0 {
		t.Errorf("who stayed is called %+v, once %v", kept.Names, kept.FormerSlugs)
	}
	// The two are known to be others now.
	_, err := now.Merging(actor(0), actor(1))
	if !errors.Is(err, record.ErrConflict) || !strings.Contains(err.Error(), "known to be distinct from Ada") {
		t.Errorf("merging them again: %v, want a conflict", err)
	}
	past, err := g.Difference(t.Context(), 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := now.Separating(past, true); !errors.Is(err, record.ErrConflict) {
		t.Errorf("undoing the merger again: %v, want a conflict", err)
	}
}

func english(text string) record.Texts { return record.Texts{{Language: "en", Text: text}} }

func TestMergersThatAreRefused(t *testing.T) {
	g := opened(t)
	bank := &record.Institution{ID: record.InstitutionID(record.DeclaredID("actor", "bank")), Profile: record.Profile{Slug: "bank", Names: []record.Name{{Text: "Bank", Kind: record.PrimaryName}}}, Kind: record.Media}
	if _, err := g.Commit(t.Context(), changeNo(1), record.Change{Put: []record.Record{somebody(0, "Ada"), bank}}); err != nil {
		t.Fatal(err)
	}
	for other, kind := range map[record.ActorID]error{actor(0): record.ErrConflict, record.ActorID(bank.ID): record.ErrConflict, actor(5): record.ErrNotFound} {
		if _, err := g.Snapshot().Merging(actor(0), other); !errors.Is(err, kind) {
			t.Errorf("with %v: %v, want %v", other, err, kind)
		}
	}
	past, err := g.Difference(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := graph.Parties(past); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("a changeset that merged nobody: %v, want record.ErrInvalid", err)
	}
}
