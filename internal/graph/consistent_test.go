package graph_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

func person(slug, name string) *record.Person {
	return &record.Person{ID: record.PersonID(actorID(slug)), Profile: record.Profile{Slug: slug, Names: []record.Name{{Text: name, Kind: record.PrimaryName}}}}
}

func mustCommit(t *testing.T, g *graph.Graph, message string, c record.Change) *graph.Snapshot {
	t.Helper()
	s, err := g.Commit(t.Context(), by(message), c)
	if err != nil {
		t.Fatalf("%s: %v", message, err)
	}
	return s
}

// Two people turn out to be one: the quotes change their speaker, the stances
// stay as they are.
func TestMergingPeopleMovesTheirStances(t *testing.T) {
	g := sampled(t)
	addas, words := person("adda", "Adda"), storetest.Speak("adda", "one")
	mustCommit(t, g, "adda", record.Change{Put: append(words, addas)})
	ada := *graph.Find(g.Snapshot(), record.PersonID(actorID("ada")))
	ada.FormerSlugs = append([]string{"adda"}, ada.FormerSlugs...)
	q := *words[0].(*record.Quote)
	q.Speaker = ada.ActorID()
	before := g.Snapshot().StancesOf(ada.ActorID()).Len()
	s := mustCommit(t, g, "adda is ada", record.Change{Put: []record.Record{&q, &ada}, Remove: []record.Ref{addas.Ref()}})
	if got := s.StancesOf(ada.ActorID()).Len(); got != before+1 {
		t.Errorf("ada has %d stances after the merger, want %d", got, before+1)
	}
	if r, ok := s.BySlug(record.AnyActor, "adda"); !ok || r.Ref() != ada.Ref() {
		t.Errorf("the slug of who is no more leads to %v", r)
	}
}

// clerkSpeaks is a graph in which an unnamed source of the gazette is quoted by
// it, by its reprint and, as a channel, by the gazette again; there is another
// document.
func clerkSpeaks(t *testing.T) *graph.Graph {
	t.Helper()
	g := sampled(t)
	said := func(key, document string) *record.Quote {
		q := *storetest.Speak("ada", key)[0].(*record.Quote)
		q.Document, q.OnBehalfOf = record.DocumentID(record.DeclaredID("document", document)), record.InstitutionID{}
		return &q
	}
	here, reprinted, relayed := said("here", "gazette"), said("reprinted", "reprint"), said("relayed", "gazette")
	clerk := record.ActorID(actorID("a-clerk"))
	here.Speaker, reprinted.Speaker = clerk, clerk
	relayed.Chain = []record.Hop{{Agent: clerk, Act: record.Told}}
	herald := &record.Document{ID: record.DocumentID(record.DeclaredID("document", "herald")), Slug: "herald", Titles: record.Texts{{Language: "en", Text: "The Herald"}}, Language: "en"}
	mustCommit(t, g, "the clerk speaks", record.Change{Put: []record.Record{here, reprinted, relayed, herald}})
	return g
}

func TestWordsStayWithWhoSaidThem(t *testing.T) {
	herald := record.DocumentID(record.DeclaredID("document", "herald"))
	quote := func(s *graph.Snapshot, key string) record.Quote {
		return *graph.Find(s, record.QuoteID(record.DeclaredID("quote", "ada/"+key)))
	}
	for name, c := range map[string]struct {
		change func(*graph.Snapshot) record.Record
		says   string
	}{
		"an unnamed source moves to another document": {func(s *graph.Snapshot) record.Record {
			u := *graph.Find(s, record.UnnamedSourceID(actorID("a-clerk")))
			u.Document = herald
			return &u
		}, "belongs to another document"},
		"a reprint is no reprint any more": {func(s *graph.Snapshot) record.Record {
			d := *graph.Find(s, record.DocumentID(record.DeclaredID("document", "reprint")))
			d.RepublicationOf = record.DocumentID{}
			return &d
		}, "speaker: belongs to another document"},
		"an unnamed source relays to another document": {func(s *graph.Snapshot) record.Record {
			q := quote(s, "relayed")
			q.Document = herald
			return &q
		}, "chain[0].agent: belongs to another document"},
		"an utterance changes its speaker": {func(s *graph.Snapshot) record.Record {
			u := *graph.Find(s, record.UtteranceID(record.DeclaredID("utterance", "u")))
			u.Speaker = record.ActorID(actorID("bo"))
			return &u
		}, "its speaker is another"},
		"an utterance takes the place of a quote's own": {func(s *graph.Snapshot) record.Record {
			q := quote(s, "here")
			return &record.Utterance{ID: record.OwnUtterance(q.ID), Speaker: record.ActorID(actorID("bo"))}
		}, "belongs to the utterance of quote"},
		"a quote whose own utterance is there": {func(s *graph.Snapshot) record.Record {
			q := quote(s, "here")
			q.ID = record.QuoteOfOwnUtterance(record.UtteranceID(record.DeclaredID("utterance", "u")))
			return &q
		}, "its own utterance would be the UTTERANCE"},
		"a changeset is rewritten": {func(s *graph.Snapshot) record.Record {
			for r := range s.Each(record.KindChangeset) {
				c := *r.(*record.Changeset)
				c.Author = "somebody else"
				return &c
			}
			return nil
		}, "changes no other"},
		"a record gets a second home": {func(*graph.Snapshot) record.Record {
			return &record.Dossier{ID: record.DossierID(record.DeclaredID("dossier", "second")), Slug: "second", Declares: []uuid.UUID{record.DeclaredID("dossier-entry", "one")}}
		}, "has its home in dossier first"},
	} {
		g := clerkSpeaks(t)
		before := mustCommit(t, g, "first", record.Change{Put: []record.Record{
			&record.Dossier{ID: record.DossierID(record.DeclaredID("dossier", "first")), Slug: "first", Declares: []uuid.UUID{record.DeclaredID("dossier-entry", "one")}},
		}})
		_, err := g.Commit(t.Context(), by(name), record.Change{Put: []record.Record{c.change(before)}})
		if !errors.Is(err, record.ErrConflict) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want record.ErrConflict saying %q", name, err, c.says)
		}
		if g.Snapshot() != before {
			t.Errorf("%s: something was published", name)
		}
	}
}

func TestHistoryIsNotRemoved(t *testing.T) {
	g := sampled(t)
	_, err := g.Commit(t.Context(), by("without history"), record.Change{Remove: []record.Ref{by("sample").Ref()}})
	if !errors.Is(err, record.ErrConflict) {
		t.Errorf("removing a changeset: %v, want record.ErrConflict", err)
	}
	taken := by("with ada's id")
	taken.ID = record.ChangesetID(actorID("ada"))
	_, err = g.Commit(t.Context(), taken, record.Change{Put: storetest.Speak("ada", "later")})
	if !errors.Is(err, record.ErrConflict) {
		t.Errorf("a changeset with the id of a person: %v, want record.ErrConflict", err)
	}
}

// The herald's text is in the graph, so what is verified against it can be
// looked up whoever says so.
func TestVerifiedMeansThatTheWordsAreThere(t *testing.T) {
	const text = "Ada said that dues will fall."
	herald := record.Document{ID: record.DocumentID(record.DeclaredID("document", "herald")), Slug: "herald", Titles: record.Texts{{Language: "en", Text: "The Herald"}}, Language: "en", Text: text, SHA256: record.HashOf(text)}
	quote := func(start, end int32, words string) *record.Quote {
		q := *storetest.Speak("ada", "verified")[0].(*record.Quote)
		q.Document, q.Fragments = herald.ID, []string{words}
		q.Selector = &record.Selector{Start: start, End: end, SHA256: record.HashOf(text[start:end])}
		q.Verification.State, q.Verification.Copy, q.Verification.TextSHA256 = record.Verified, herald.ID, herald.SHA256
		return &q
	}
	other := herald
	other.Text, other.SHA256 = "Bo said that dues will rise.", record.HashOf("Bo said that dues will rise.")
	lost, elsewhere := quote(0, 8, "dues will fall"), quote(14, 28, "dues will fall")
	lost.Verification.State = record.Lost
	elsewhere.Verification.TextSHA256 = record.HashOf("another text")
	for name, c := range map[string]struct {
		puts []record.Record
		says string
	}{
		"words that are there":            {[]record.Record{quote(14, 28, "dues will fall")}, ""},
		"lost and called so":              {[]record.Record{lost}, ""},
		"words that are elsewhere":        {[]record.Record{quote(0, 8, "dues will fall")}, "says VERIFIED"},
		"words that nobody said":          {[]record.Record{quote(14, 28, "dues will rise")}, "says VERIFIED"},
		"a text that is not the herald's": {[]record.Record{elsewhere}, "is of another text"},
		"a text that changes under them":  {[]record.Record{quote(14, 28, "dues will fall"), &other}, "is of another text"},
	} {
		g := sampled(t)
		mustCommit(t, g, "herald", record.Change{Put: []record.Record{&herald}})
		before := g.Snapshot()
		_, err := g.Commit(t.Context(), by(name), record.Change{Put: c.puts})
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.says != "" && (!errors.Is(err, record.ErrConflict) || !strings.Contains(err.Error(), c.says) || g.Snapshot() != before):
			t.Errorf("%s: %v, want record.ErrConflict saying %q and nothing published", name, err, c.says)
		}
	}
}
