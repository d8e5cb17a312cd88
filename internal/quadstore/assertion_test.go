package quadstore_test

import (
	"fmt"
	"testing"
	"time"

	"onrecord/internal/graph/storetest"
	"onrecord/internal/quads"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

func changesetOf(message string) *record.Changeset {
	return &record.Changeset{ID: record.ChangesetID(record.DeclaredID("changeset", message)), Author: "an editor", Message: message, At: time.Unix(1, 0).UTC()}
}

// TestAnEditKeepsWhoAssertedTheRest: what an edit leaves as it was stays with
// the changeset that asserted it, and what is said again is asserted anew.
func TestAnEditKeepsWhoAssertedTheRest(t *testing.T) {
	store := openTemp(t, quadstore.Options{})
	records := quadstore.NewRecords(store)
	commit := func(message string, q *record.Quote) {
		change := record.Change{Put: []record.Record{q}}
		change.Normalize()
		if _, err := records.Commit(t.Context(), changesetOf(message), change); err != nil {
			t.Fatal(err)
		}
	}
	// asserted counts the live quads of the quote by changeset.
	asserted := func(q *record.Quote) map[string]int {
		entities, err := store.Entities(t.Context(), quads.IRI(q.ID))
		if err != nil {
			t.Fatal(err)
		}
		by := map[string]int{}
		for _, live := range entities[0] {
			for _, message := range []string{"first", "edit", "back"} {
				if live.Label == quads.IRI(changesetOf(message).ID) {
					by[message]++
				}
			}
		}
		return by
	}
	first := storetest.Speak("ada", "one")[0].(*record.Quote)
	commit("first", first)
	all := asserted(first)["first"]
	edited := *first
	edited.Cue = "swore"
	commit("edit", &edited)
	if got := asserted(first); got["first"] != all-1 || got["edit"] != 1 || len(got) != 2 {
		t.Errorf("after an edit of one field the quads are of %v, want %d of the first changeset and 1 of the edit", got, all-1)
	}
	commit("back", first)
	if got := asserted(first); got["first"] != all-1 || got["back"] != 1 || len(got) != 2 {
		t.Errorf("after the edit was undone the quads are of %v, want %d of the first changeset and 1 of the last", got, all-1)
	}
}

// TestSearchIsBounded: a word that every quote has must not cost as much as
// there are quotes.
func TestSearchIsBounded(t *testing.T) {
	const quotes, most = 5_100, 5_000
	records := quadstore.NewRecords(openTemp(t, quadstore.Options{}))
	var change record.Change
	for i := range quotes {
		change.Put = append(change.Put, &record.Quote{
			ID: record.QuoteID(record.DeclaredID("quote", fmt.Sprint(i))), Mode: record.Indirect, Language: "en",
			Gists: record.Texts{{Language: "en", Text: "dues"}},
		})
	}
	if _, err := records.Commit(t.Context(), changesetOf("many"), change); err != nil {
		t.Fatal(err)
	}
	found, err := records.Search(t.Context(), "dues", quotes)
	if err != nil || len(found) != most {
		t.Errorf("%d quotes were weighed, %v; want %d", len(found), err, most)
	}
	if found, err = records.Search(t.Context(), "dues", 7); err != nil || len(found) != 7 {
		t.Errorf("%d quotes were found, %v; want the 7 asked for", len(found), err)
	}
}
