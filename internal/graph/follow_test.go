package graph_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

// contents is everything that a snapshot shows, by id.
func contents(s *graph.Snapshot) map[uuid.UUID]record.Record {
	all := map[uuid.UUID]record.Record{}
	for k := record.KindPerson; k < record.AnyActor; k++ {
		for r := range s.Each(k) {
			all[r.Ref().ID] = r
		}
	}
	return all
}

func wantCaughtUp(t *testing.T, what string, writer, follower *graph.Graph) {
	t.Helper()
	s, err := follower.CatchUp(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if s.Revision() != writer.Snapshot().Revision() || follower.Snapshot() != s {
		t.Fatalf("%s: the follower is at revision %d, the writer at %d", what, s.Revision(), writer.Snapshot().Revision())
	}
	if got, want := contents(s), contents(writer.Snapshot()); !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: the follower shows %d records, the writer %d", what, len(got), len(want))
	}
}

// A graph on the same store shows what another one commits: what is added, changed
// and removed, and it has the same news.
func TestCatchingUpShowsWhatTheWriterShows(t *testing.T) {
	store := storetest.NewReference()
	writer, follower := open(t, store), open(t, store)
	wantCaughtUp(t, "nothing", writer, follower)
	mustCommit(t, writer, "sample", record.Change{Put: storetest.Sample()})
	wantCaughtUp(t, "a first revision", writer, follower)
	began := writer.Snapshot().Revision()
	words := storetest.Speak("ada", "new")
	mustCommit(t, writer, "new words", record.Change{Put: words})
	changed := *words[0].(*record.Quote)
	changed.Notes = []string{"a note"}
	mustCommit(t, writer, "a note", record.Change{Put: []record.Record{&changed}})
	wantCaughtUp(t, "two revisions", writer, follower)
	mustCommit(t, writer, "a mistake", record.Change{Remove: []record.Ref{words[0].Ref(), words[1].Ref()}})
	wantCaughtUp(t, "a removal", writer, follower)
	written, _, _ := writer.News(began)
	followed, whole, _ := follower.News(began)
	if !whole || !reflect.DeepEqual(followed, written) {
		t.Errorf("the follower tells %+v (%t), the writer %+v", followed, whole, written)
	}
	for n := range 1_100 {
		mustCommit(t, writer, fmt.Sprint("many ", n), record.Change{Put: []record.Record{person("somebody", fmt.Sprint("Name ", n))}})
	}
	wantCaughtUp(t, "more than are gone through one by one", writer, follower)
	if news, _, _ := follower.News(follower.Snapshot().Revision() - 1); len(news) != 1 || !news[0].Cut {
		t.Errorf("what was loaded at once is told as %+v", news)
	}
	mustCommit(t, writer, "afterwards", record.Change{Put: []record.Record{person("another", "Another")}})
	wantCaughtUp(t, "afterwards", writer, follower)
}

// An id may come back as something else, once what it was is gone: the graph as it
// was known then shows what it was.
func TestAnIDThatBecameSomethingElse(t *testing.T) {
	store := storetest.NewReference()
	writer, follower := open(t, store), open(t, store)
	first := person("turncoat", "Turncoat")
	topic := &record.Topic{ID: record.TopicID(first.ID), Slug: "coats", Names: record.Texts{{Language: "en", Text: "Coats"}}}
	mustCommit(t, writer, "a person", record.Change{Put: []record.Record{first}})
	mustCommit(t, writer, "nobody", record.Change{Remove: []record.Ref{first.Ref()}})
	mustCommit(t, writer, "a topic", record.Change{Put: []record.Record{topic}})
	wantCaughtUp(t, "another kind", writer, follower)
	then, err := writer.At(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if was, _ := then.Record(uuid.UUID(first.ID)); was == nil || was.Ref() != first.Ref() || then.Count(record.KindTopic) != 0 {
		t.Errorf("as known at revision 1 it is %v, beside %d topics", was, then.Count(record.KindTopic))
	}
}
