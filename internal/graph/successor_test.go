package graph_test

import (
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// The id of an actor that was merged leads to the one that it is now, by way of a
// second merger too, until a merger is undone.
func TestAFormerIDLeadsOn(t *testing.T) {
	g := opened(t)
	if _, err := g.Commit(t.Context(), changeNo(1), record.Change{Put: []record.Record{somebody(0, "Ada"), somebody(1, "Adah"), somebody(2, "Ida")}}); err != nil {
		t.Fatal(err)
	}
	leads := func(when string, want map[int]int) {
		t.Helper()
		for from, to := range want {
			by := g.Snapshot().Successor(uuid.UUID(actor(from)))
			switch {
			case to < 0 && by != nil:
				t.Errorf("%s the id of p%d leads to %v", when, from, by.Ref())
			case to >= 0 && (by == nil || by.ActorID() != actor(to)):
				t.Errorf("%s the id of p%d leads to %v, want p%d", when, from, by, to)
			}
		}
	}
	leads("at first", map[int]int{0: -1, 1: -1, 2: -1})
	merge(t, g, 2, actor(0), actor(1))
	leads("after a merger", map[int]int{0: -1, 1: 0, 2: -1})
	merge(t, g, 3, actor(2), actor(0))
	leads("after two", map[int]int{0: 2, 1: 2, 2: -1})
	separate(t, g, 4, 3, false)
	leads("after the second was undone", map[int]int{0: -1, 1: 0, 2: -1})
	separate(t, g, 5, 2, false)
	leads("after both were undone", map[int]int{0: -1, 1: -1, 2: -1})
}

// Records that know nothing of a merger are followed by what they say of others, and
// a new word of who was merged is the other's under the name that it was declared by.
func TestRecordsFollowMergers(t *testing.T) {
	g := opened(t)
	doc := &record.Document{ID: record.DocumentID(record.DeclaredID("document", "d")), Slug: "d", Titles: english("D"), Language: "en"}
	words := func(key string, speaker int) *record.Quote {
		return &record.Quote{ID: record.QuoteID(record.DeclaredID("quote", key)), Speaker: actor(speaker), Document: doc.ID, Mode: record.Indirect, Gists: english(key), Language: "en"}
	}
	all := []record.Record{somebody(0, "Ada"), somebody(1, "Adah"), somebody(2, "Ida"), doc, words("first", 1), words("second", 2)}
	if _, err := g.Commit(t.Context(), changeNo(1), record.Change{Put: all}); err != nil {
		t.Fatal(err)
	}
	merge(t, g, 2, actor(0), actor(1))
	printed := words("third", 1)
	printed.PrintedName = "Miss Adah"
	change := record.Change{Put: g.Snapshot().Following(append(all, words("fourth", 1), printed))}
	if _, err := g.Commit(t.Context(), changeNo(3), change); err != nil {
		t.Fatal(err)
	}
	now := g.Snapshot()
	past, err := g.Difference(t.Context(), 2, 3)
	if err != nil || len(past) != 2 {
		t.Errorf("the records change %d others, want the two new quotes alone: %v", len(past), err)
	}
	for key, want := range map[string]printedAs{"first": {actor(0), "Adah"}, "second": {actor(2), ""}, "third": {actor(0), "Miss Adah"}, "fourth": {actor(0), "Adah"}} {
		q := graph.Find(now, words(key, 0).ID)
		if (printedAs{q.Speaker, q.PrintedName}) != want {
			t.Errorf("the %s words are by %v under the name %q, want %v", key, q.Speaker, q.PrintedName, want)
		}
	}
	// Somebody else of the same name, under an id that was never merged, is not followed.
	if stranger := somebody(7, "Adah"); now.Following([]record.Record{stranger})[0] != record.Record(stranger) {
		t.Error("a stranger is taken for who was merged")
	}
}

type printedAs struct {
	speaker record.ActorID
	name    string
}
