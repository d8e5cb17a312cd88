package graph_test

import (
	"fmt"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

func TestNewsAreToldOnceTheyCanBeSeen(t *testing.T) {
	g := sampled(t)
	opened := g.Snapshot().Revision()
	_, _, more := g.News(opened)
	select {
	case <-more:
		t.Fatal("something is told before anything happened")
	default:
	}
	words := storetest.Speak("ada", "new")
	s := mustCommit(t, g, "new words", record.Change{Put: words})
	<-more
	news, whole, _ := g.News(opened)
	if !whole || len(news) != 1 || news[0].Revision != s.Revision() || news[0].Cut {
		t.Fatalf("told %+v, whole %t", news, whole)
	}
	q := words[0].(*record.Quote)
	if len(news[0].Quotes) != 1 || news[0].Quotes[0].Quote != q.ID || news[0].Quotes[0].Before != nil {
		t.Errorf("the new quote is told as %+v", news[0].Quotes)
	}
	if by := graph.Find(s, news[0].By); by == nil || by.Message != "new words" {
		t.Errorf("the changeset is told as %v", by)
	}
	if news, whole, _ := g.News(s.Revision()); !whole || len(news) != 0 {
		t.Errorf("nothing is new after the newest revision, told %v", news)
	}
	if _, whole, _ := g.News(s.Revision() + 1); whole {
		t.Error("news of a revision that was not made yet")
	}
}

// What happened before the start, or is too far back, is not told piece by piece.
func TestNewsAreKeptWithinBounds(t *testing.T) {
	g := sampled(t)
	opened := g.Snapshot().Revision()
	const many = 4_100
	for n := range many {
		mustCommit(t, g, fmt.Sprint("more ", n), record.Change{Put: []record.Record{person("somebody", fmt.Sprint("Name ", n))}})
	}
	if _, whole, _ := g.News(opened); whole {
		t.Errorf("%d revisions are kept", many)
	}
	news, whole, _ := g.News(opened + 100)
	if !whole || len(news) != many-100 {
		t.Errorf("%d news, whole %t", len(news), whole)
	}
	for i := range news {
		if news[i].Revision != opened+100+record.Revision(i)+1 {
			t.Fatalf("news %d are of revision %d", i, news[i].Revision)
		}
	}
}

func TestNewsFromBeforeTheStartAreNotWhole(t *testing.T) {
	store := storetest.NewReference()
	mustCommit(t, open(t, store), "sample", record.Change{Put: storetest.Sample()})
	g := open(t, store)
	if _, whole, _ := g.News(0); whole {
		t.Error("the start forgot nothing")
	}
	if _, whole, _ := g.News(1); !whole {
		t.Error("the revision that was opened has no news after it")
	}
}

func TestNewsOfMuchAreCut(t *testing.T) {
	g := sampled(t)
	var all []record.Record
	for n := range 1_100 {
		all = append(all, person(fmt.Sprint("somebody-", n), "Somebody"))
	}
	before := g.Snapshot().Revision()
	mustCommit(t, g, "many", record.Change{Put: all})
	if news, _, _ := g.News(before); len(news) != 1 || !news[0].Cut {
		t.Errorf("told %d", len(news))
	}
}
