package graph_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

func by(message string) *record.Changeset {
	return &record.Changeset{ID: record.ChangesetID(record.DeclaredID("changeset", message)), Author: "an editor", Message: message, At: time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC)}
}

func open(t *testing.T, store graph.Store) *graph.Graph {
	t.Helper()
	g, err := graph.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// sampled is a graph that holds the sample of the store's suite.
func sampled(t *testing.T) *graph.Graph {
	t.Helper()
	g := open(t, storetest.NewReference())
	if _, err := g.Commit(t.Context(), by("sample"), record.Change{Put: storetest.Sample()}); err != nil {
		t.Fatal(err)
	}
	return g
}

func actorID(slug string) uuid.UUID { return record.DeclaredID("actor", slug) }

func TestCommittingTwiceChangesNothing(t *testing.T) {
	g := sampled(t)
	before := g.Snapshot()
	after, err := g.Commit(t.Context(), by("again"), record.Change{Put: storetest.Sample()})
	if err != nil || after != before {
		t.Errorf("the same records again made revision %d, %v; want none after %d", after.Revision(), err, before.Revision())
	}
}

func TestReopenedGraphShowsTheSame(t *testing.T) {
	store := storetest.NewReference()
	g := open(t, store)
	if _, err := g.Commit(t.Context(), by("sample"), record.Change{Put: storetest.Sample()}); err != nil {
		t.Fatal(err)
	}
	again := open(t, store).Snapshot()
	if again.Revision() != 1 || again.Count(record.KindQuote) != g.Snapshot().Count(record.KindQuote) {
		t.Errorf("reopened: revision %d with %d quotes", again.Revision(), again.Count(record.KindQuote))
	}
	ada, ok := again.BySlug(record.AnyActor, "old-ada")
	if !ok || ada.Ref().ID != actorID("ada") {
		t.Errorf("the former slug leads to %v", ada)
	}
}

func TestRefusedChangesLeaveNoTrace(t *testing.T) {
	words := storetest.Speak("ada", "three")
	quote := words[0].(*record.Quote)
	withQuote := func(change func(*record.Quote)) record.Change {
		q := *quote
		change(&q)
		return record.Change{Put: []record.Record{&q, words[1]}}
	}
	for name, c := range map[string]struct {
		change record.Change
		want   error
		says   string
	}{
		"unknown speaker":       {withQuote(func(q *record.Quote) { q.Speaker = record.ActorID(record.DeclaredID("actor", "nobody")) }), record.ErrInvalid, "speaker: there is no ACTOR"},
		"speaker is a document": {withQuote(func(q *record.Quote) { q.Speaker = record.ActorID(record.DeclaredID("document", "gazette")) }), record.ErrInvalid, "there is no ACTOR"},
		"another's utterance": {withQuote(func(q *record.Quote) {
			q.Speaker, q.Utterance = record.ActorID(actorID("bo")), record.UtteranceID(record.DeclaredID("utterance", "u"))
		}), record.ErrConflict, "its speaker is another"},
		"unnamed source elsewhere": {withQuote(func(q *record.Quote) {
			q.Speaker, q.Document = record.ActorID(actorID("a-clerk")), record.DocumentID(record.DeclaredID("document", "other"))
		}), record.ErrInvalid, "there is no DOCUMENT"},
		"stance without a quote":    {record.Change{Put: words[1:]}, record.ErrInvalid, "quote: there is no QUOTE"},
		"wrong shape":               {withQuote(func(q *record.Quote) { q.Fragments = nil }), record.ErrInvalid, "fragments"},
		"removing a person quoted":  {record.Change{Remove: []record.Ref{{Kind: record.KindPerson, ID: actorID("ada")}}}, record.ErrConflict, "still refers to it"},
		"removing what is not":      {record.Change{Remove: []record.Ref{{Kind: record.KindPerson, ID: actorID("nobody")}}}, record.ErrConflict, "not in the graph"},
		"a slug twice":              {record.Change{Put: []record.Record{&record.Person{ID: record.PersonID(actorID("ada-2")), Profile: record.Profile{Slug: "ada", Names: []record.Name{{Text: "Ada", Kind: record.PrimaryName}}}}}}, record.ErrConflict, `"ada" already belongs to`},
		"an actor's slug elsewhere": {record.Change{Put: []record.Record{&record.Institution{ID: record.InstitutionID(actorID("h2")), Kind: record.Media, Profile: record.Profile{Slug: "old-bo", Names: []record.Name{{Text: "B", Kind: record.PrimaryName}}}}}}, record.ErrConflict, `"old-bo" already belongs to`},
		"another kind's id":         {record.Change{Put: []record.Record{&record.Topic{ID: record.TopicID(actorID("ada")), Slug: "ada-topic", Names: record.Texts{{Language: "en", Text: "A"}}}}}, record.ErrConflict, "already belongs to a PERSON"},
		"a claim its own opposite": {record.Change{Put: []record.Record{
			relation("same", record.Same), relation("opposite", record.Opposite),
		}}, record.ErrConflict, ""},
	} {
		g := sampled(t)
		before := g.Snapshot()
		_, err := g.Commit(t.Context(), by(name), c.change)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, c.want, c.says)
		}
		if g.Snapshot() != before {
			t.Errorf("%s: something was published", name)
		}
		if _, err := g.Commit(t.Context(), by("good"), record.Change{Put: words}); err != nil {
			t.Errorf("%s: the next good change: %v", name, err)
		}
	}
}

func relation(key string, k record.ClaimRelationKind) *record.ClaimRelation {
	return &record.ClaimRelation{ID: record.ClaimRelationID(record.DeclaredID("relation", key)), Kind: k, From: record.ClaimID(record.DeclaredID("claim", "dues-fall")), To: record.ClaimID(record.DeclaredID("claim", "dues-rise"))}
}

// failing is a store whose disk is full.
type failing struct{ *storetest.Reference }

func (failing) Commit(context.Context, *record.Changeset, record.Change) (record.Revision, error) {
	return 0, record.ErrUnavailable
}

func TestFailedWriteIsNotVisible(t *testing.T) {
	g := open(t, failing{storetest.NewReference()})
	if _, err := g.Commit(t.Context(), by("sample"), record.Change{Put: storetest.Sample()}); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("commit to a full disk: %v, want record.ErrUnavailable", err)
	}
	if s := g.Snapshot(); s.Revision() != 0 || s.Count(record.KindQuote) != 0 {
		t.Errorf("the failed change shows: revision %d, %d quotes", s.Revision(), s.Count(record.KindQuote))
	}
}

func TestWaitingWriterHonoursItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := sampled(t)
	if _, err := g.Commit(ctx, by("late"), record.Change{Put: storetest.Speak("ada", "late")}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled writer: %v", err)
	}
	if _, ok := g.Snapshot().Record(storetest.Speak("ada", "late")[0].Ref().ID); ok {
		t.Error("a cancelled change is visible")
	}
}

func TestConcurrentReadersSeeWholeRevisions(t *testing.T) {
	g := sampled(t)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := g.Snapshot()
				ada := record.ActorID(actorID("ada"))
				stances, quotes := s.StancesOf(ada).Len(), s.QuotesBy(ada).Len()
				if stances != quotes {
					t.Errorf("revision %d shows %d quotes and %d stances of one change each", s.Revision(), quotes, stances)
					return
				}
			}
		})
	}
	for i := range 30 {
		if _, err := g.Commit(t.Context(), by("turn "+string(rune('a'+i))), record.Change{Put: storetest.Speak("ada", "turn-"+string(rune('a'+i)))}); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	readers.Wait()
}

func TestOwnUtterancesAreFound(t *testing.T) {
	s := sampled(t).Snapshot()
	q := storetest.Speak("bo", "two")[0].(*record.Quote)
	u := graph.Find(s, q.UtteranceID())
	if u == nil || u.Speaker != q.Speaker {
		t.Errorf("the own utterance of bo's quote is %+v", u)
	}
	shared := storetest.Speak("ada", "one")[0].(*record.Quote)
	if u := graph.Find(s, record.OwnUtterance(shared.ID)); u != nil {
		t.Errorf("a quote of a shared utterance has an own one as well: %+v", u)
	}
}

func TestSearchFindsEveryForm(t *testing.T) {
	s := sampled(t).Snapshot()
	people := []record.Kind{record.KindPerson}
	for text, want := range map[string]string{
		"ada": "ada", "ADA eld": "ada", "adae": "ada", "اسم ada": "ada", "الاسم bo": "bo",
	} {
		matches, complete := s.Search(text, people, 10)
		if matches.Len() == 0 || matches.At(0).Record.Ref().ID != actorID(want) || !complete {
			t.Errorf("search %q found %+v, want %s", text, matches, want)
		}
	}
	if matches, _ := s.Search("harbour", people, 10); matches.Len() != 0 {
		t.Errorf("an institution was found among people: %+v", matches)
	}
	if matches, _ := s.Search("  *", people, 10); matches.Len() != 0 {
		t.Errorf("no words found %+v", matches)
	}
}

// A frequent word finds much, and what it finds is sorted: folding names anew for
// each comparison took most of a search's time, and anybody may search.
func TestSearchFoldsEachNameOnce(t *testing.T) {
	const many = 500
	var claims []record.Record
	for i := range many {
		slug := fmt.Sprintf("tide-%d", i)
		claims = append(claims, &record.Claim{ID: key[record.Claim]("claim", slug), Slug: slug, Kind: record.Factual,
			Texts: record.Texts{{Language: "en", Text: fmt.Sprintf("The tide of day %d rises over the mole", i)}}})
	}
	s := snapshotOf(t, claims...)
	kinds := []record.Kind{record.KindClaim}
	if found, _ := s.Search("the", kinds, many); found.Len() != many {
		t.Fatalf("%d found, want %d", found.Len(), many)
	}
	each := testing.AllocsPerRun(3, func() { s.Search("the", kinds, many) }) / many
	if each > 50 {
		t.Errorf("%.1f allocations for each claim found, want those of folding its text once", each)
	}
}

func TestQuotesOfReducedDatesLieWhereTheyMay(t *testing.T) {
	november := record.Date{Year: 2025, Month: 11}
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"2025-11-15", "", true}, {"2025-12", "", false}, {"", "2025-11-01", true}, {"", "2025-10-31", false}, {"2025", "2025", true}, {"", "", true},
	} {
		var r graph.DateRange
		for text, date := range map[string]*record.Date{c.from: &r.From, c.to: &r.To} {
			if text != "" {
				if err := date.UnmarshalText([]byte(text)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if c.from == c.to && c.from != "" {
			r.To = r.From
		}
		if got := r.Overlaps(november); got != c.want {
			t.Errorf("2025-11 in [%s, %s]: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
