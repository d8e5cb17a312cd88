package graph_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

func key[T any](kind, name string) record.ID[T] {
	return record.ID[T](record.DeclaredID(kind, name))
}

// snapshotOf is the snapshot of the sample and some more records.
func snapshotOf(t *testing.T, more ...record.Record) *graph.Snapshot {
	t.Helper()
	g, err := graph.Open(context.Background(), storetest.NewReference())
	if err != nil {
		t.Fatal(err)
	}
	by := &record.Changeset{ID: key[record.Changeset]("changeset", "1"), Author: "an editor", Message: "a change", At: time.Unix(1, 0)}
	s, err := g.Commit(context.Background(), by, record.Change{Put: append(storetest.Sample(), more...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func quoteBy(name, speaker, said string) *record.Quote {
	q := &record.Quote{ID: key[record.Quote]("quote", name), Speaker: key[record.Actor]("actor", speaker), Document: key[record.Document]("document", "gazette"),
		Mode: record.Indirect, Gists: record.Texts{{Language: "en", Text: name}}, Language: "en"}
	if said != "" {
		d, err := record.ParseDate(said)
		if err != nil {
			panic(err)
		}
		q.SaidOn, q.SaidOnBasis = d, record.Printed
	}
	return q
}

func side(quote, claim string, p record.Position) *record.Stance {
	return &record.Stance{ID: key[record.Stance]("stance", quote+"/"+claim), Quote: key[record.Quote]("quote", quote), Claim: key[record.Claim]("claim", claim), Position: p}
}

func slugs(l graph.List[record.Claim]) string {
	var all []string
	for c := range l.All() {
		all = append(all, c.Slug)
	}
	return strings.Join(all, " ")
}

func TestRankIsTotal(t *testing.T) {
	id := func(n byte) uuid.UUID { return uuid.UUID{n} }
	sorted := []graph.Rank{
		{Score: 0.5, ID: id(9)}, {Score: 0.4, Count: 3, ID: id(8)}, {Score: 0.4, Count: 2, Name: "a", ID: id(7)},
		{Score: 0.4, Count: 2, Name: "b", ID: id(5)}, {Score: 0.4, Count: 2, Name: "b", ID: id(6)}, {ID: id(1)},
	}
	for i, a := range sorted {
		for j, b := range sorted {
			if c := a.Compare(b); c < 0 != (i < j) || c > 0 != (i > j) {
				t.Errorf("%v against %v is %d", a, b, c)
			}
		}
	}
}

func TestClaimsByFilter(t *testing.T) {
	yes, no := true, false
	s := snapshotOf(t,
		quoteBy("one", "ada", "2025-12-01"), side("one", "dues-fall", record.Supports),
		quoteBy("two", "bo", "2025-12-02"), side("two", "dues-fall", record.Opposes),
		quoteBy("three", "a-clerk", "2025-12-03"), side("three", "dues-rise", record.Opposes),
		quoteBy("four", "harbour", "2025-12-04"),
	)
	actor := func(names ...string) (ids []record.ActorID) {
		for _, n := range names {
			ids = append(ids, key[record.Actor]("actor", n))
		}
		return ids
	}
	for name, c := range map[string]struct {
		filter graph.ClaimFilter
		want   string
	}{
		"none":                {graph.ClaimFilter{}, "dues-rise dues-fall"},
		"topic":               {graph.ClaimFilter{Topic: key[record.Topic]("topic", "trade")}, "dues-fall"},
		"event":               {graph.ClaimFilter{Event: key[record.Event]("event", "storm")}, "dues-fall"},
		"question":            {graph.ClaimFilter{Question: key[record.Question]("question", "dues")}, "dues-rise dues-fall"},
		"question and topic":  {graph.ClaimFilter{Question: key[record.Question]("question", "dues"), Topic: key[record.Topic]("topic", "trade")}, "dues-fall"},
		"about":               {graph.ClaimFilter{About: actor("harbour")[0]}, "dues-fall"},
		"unknown topic":       {graph.ClaimFilter{Topic: key[record.Topic]("topic", "nothing")}, ""},
		"kind":                {graph.ClaimFilter{Kinds: []record.ClaimKind{record.Factual}}, ""},
		"two sides":           {graph.ClaimFilter{ContestedBy: actor("ada", "bo")}, "dues-fall"},
		"one against anybody": {graph.ClaimFilter{ContestedBy: actor("bo")}, "dues-fall"},
		"one, named twice":    {graph.ClaimFilter{ContestedBy: actor("bo", "bo")}, "dues-fall"},
		"nobody counted":      {graph.ClaimFilter{ContestedBy: actor("a-clerk")}, ""},
		"no position":         {graph.ClaimFilter{ContestedBy: actor("ada", "town")}, ""},
		"weak":                {graph.ClaimFilter{WeakEvidenceOnly: &yes}, "dues-rise"},
		"strong":              {graph.ClaimFilter{WeakEvidenceOnly: &no}, "dues-fall"},
	} {
		if got := slugs(s.Claims(c.filter)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestClaimsByRank(t *testing.T) {
	s := snapshotOf(t,
		quoteBy("one", "ada", "2025-12-01"), side("one", "dues-fall", record.Supports),
		quoteBy("two", "bo", "2025-12-02"), side("two", "dues-fall", record.Opposes), side("two", "dues-rise", record.Supports),
	)
	all := s.Claims(graph.ClaimFilter{})
	for name, rank := range map[string]func(*record.Claim) graph.Rank{"contention": s.ClaimContention, "quotedness": s.ClaimQuotedness} {
		if got := slugs(graph.Ranked(all, rank)); got != "dues-fall dues-rise" {
			t.Errorf("by %s: %s", name, got)
		}
	}
	q, _ := s.BySlug(record.KindQuestion, "dues")
	// Ada supports one answer and Bo the other, so they divide the question.
	if r := s.QuestionContention(q.(*record.Question)); r.Score <= 0 || r.Score > 0.5 {
		t.Errorf("the question's rank is %v", r)
	}
	// The sample's second quote, "one", and "two", which answers twice.
	if r := s.QuestionQuotedness(q.(*record.Question)); r.Count != 3 {
		t.Errorf("%d utterances answer the question, want 3", r.Count)
	}
}

func TestActorsByFilter(t *testing.T) {
	s := snapshotOf(t, quoteBy("one", "a-clerk", "2025-12-01"), side("one", "dues-rise", record.Supports))
	harbour := key[record.Institution]("actor", "harbour")
	day := func(text string) record.Date {
		d, err := record.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct {
		filter graph.ActorFilter
		want   string
	}{
		"topic":          {graph.ActorFilter{Topic: key[record.Topic]("topic", "trade")}, "bo harbour"},
		"event":          {graph.ActorFilter{Event: key[record.Event]("event", "storm")}, "bo"},
		"staff":          {graph.ActorFilter{Affiliation: harbour, Today: day("2025-06-01")}, "ada"},
		"former staff":   {graph.ActorFilter{Affiliation: harbour, Today: day("2026-02-01")}, ""},
		"below":          {graph.ActorFilter{Affiliation: key[record.Institution]("actor", "town"), Today: day("2025")}, "harbour"},
		"silent":         {graph.ActorFilter{SilentOn: key[record.Claim]("claim", "dues-rise")}, "bo"},
		"silent, spoken": {graph.ActorFilter{SilentOn: key[record.Claim]("claim", "dues-fall")}, "a-clerk"},
		"unknown claim":  {graph.ActorFilter{SilentOn: key[record.Claim]("claim", "nothing")}, ""},
	} {
		holds := s.ActorCondition(c.filter)
		var got []string
		for r := range s.Each(record.AnyActor) {
			if a := r.(record.Actor); holds(a) {
				got = append(got, a.About().Slug)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	if s.ActorCondition(graph.ActorFilter{Today: day("2025")}) != nil {
		t.Error("a filter that asks nothing is a condition")
	}
}

// What a publisher says in its own voice is on record and counted nowhere.
func TestThePublisherIsNotQuoted(t *testing.T) {
	own := quoteBy("own", "harbour", "2025-12-01")
	own.Mode, own.Events = record.Editorial, []record.EventID{key[record.Event]("event", "season")}
	s := snapshotOf(t, own, side("own", "dues-fall", record.Opposes))
	harbour := s.Actor(key[record.Actor]("actor", "harbour"))
	if holds := s.ActorCondition(graph.ActorFilter{Event: key[record.Event]("event", "season")}); holds(harbour) {
		t.Error("the paper is quoted about the event it writes about")
	}
	if holds := s.ActorCondition(graph.ActorFilter{SilentOn: key[record.Claim]("claim", "dues-rise")}); holds(harbour) {
		t.Error("the paper is among those to ask")
	}
	if r := s.ActorQuotedness(harbour, "harbour"); r.Count != 0 {
		t.Errorf("the paper is quoted %d times", r.Count)
	}
	for _, a := range s.ActorsOn(key[record.Topic]("topic", "trade")) {
		// Bo spoke for the harbour once; the paper's own words add nothing to it.
		if a.Actor == harbour && a.Utterances != 1 {
			t.Errorf("the paper has %d utterances on the topic, want the one made for it", a.Utterances)
		}
	}
}

func TestScopeOfNothingHoldsNothing(t *testing.T) {
	s := snapshotOf(t)
	scope, err := s.Scope(uuid.UUID(key[record.Claim]("claim", "nothing")))
	if err != nil {
		t.Fatal(err)
	}
	if bo := key[record.Actor]("actor", "bo"); s.Positions(bo, graph.Scope{}, record.Date{}).Len() == 0 || s.Positions(bo, scope, record.Date{}).Len() != 0 {
		t.Error("a claim that does not exist narrows to something")
	}
	if _, err := s.Scope(uuid.UUID(key[record.Actor]("actor", "bo"))); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("a person is a scope: %v", err)
	}
}

// The sample's first quote was corrected by its publisher.
func TestCurrentQuotesAndStandingStances(t *testing.T) {
	retracted := &record.Correction{ID: key[record.Correction]("correction", "r"), Quote: key[record.Quote]("quote", "one"), Kind: record.SpeakerRetracted, On: record.Date{Year: 2026, Month: 1, Day: 5}}
	s := snapshotOf(t, quoteBy("one", "ada", "2025-12-01"), side("one", "dues-fall", record.Supports), retracted, quoteBy("two", "bo", "2025-12-02"), side("two", "dues-fall", record.Opposes))
	if n := s.CurrentQuotes().Len(); n != 2 {
		t.Errorf("%d quotes are current, want 2", n)
	}
	fall := key[record.Claim]("claim", "dues-fall")
	for asOf, want := range map[string]int{"": 2, "2025-11-29": 0, "2025-11-30": 1, "2025-12-01": 2, "2025-12-31": 3, "2026-01-04": 3, "2026-01-05": 2} {
		var d record.Date
		if err := d.UnmarshalText([]byte(asOf)); err != nil {
			t.Fatal(err)
		}
		if got := s.StandingOn(fall, d).Len(); got != want {
			t.Errorf("%d stances stand as of %q, want %d", got, asOf, want)
		}
	}
}

func TestQuotesOfAnUtterance(t *testing.T) {
	early, late := &record.Document{ID: key[record.Document]("document", "early"), Slug: "early", Titles: record.Texts{{Language: "en", Text: "Early"}}, Language: "en", PublishedOn: record.Date{Year: 2025, Month: 1}}, quoteBy("late", "ada", "")
	shared := key[record.Utterance]("utterance", "u")
	first := quoteBy("first", "ada", "")
	first.Document, first.Utterance, late.Utterance = early.ID, shared, shared
	alone := quoteBy("alone", "bo", "2025")
	s := snapshotOf(t, early, first, late, alone)
	var got []string
	for _, q := range s.QuotesOf(shared) {
		got = append(got, q.Gists[0].Text)
	}
	if fmt.Sprint(got) != "[first dues fall late]" {
		t.Errorf("an utterance is printed by %q", got)
	}
	if own := s.QuotesOf(record.OwnUtterance(alone.ID)); len(own) != 1 || own[0].ID != alone.ID {
		t.Errorf("a quote's own utterance is printed by %v", own)
	}
	if none := s.QuotesOf(key[record.Utterance]("utterance", "nothing")); len(none) != 0 {
		t.Errorf("an unknown utterance is printed by %v", none)
	}
}

func TestNamesInALanguage(t *testing.T) {
	s := snapshotOf(t)
	if got := fmt.Sprint(s.Languages()); got != "[en ar]" {
		t.Errorf("languages are %s", got)
	}
	for _, languages := range [][]string{{"en"}, {"ar", "en"}, {"xx"}} {
		people := graph.ByNameIn[record.Person](s, record.KindPerson, languages).Slice()
		if len(people) != s.Count(record.KindPerson) || !slices.IsSortedFunc(people, func(a, b *record.Person) int {
			return strings.Compare(graph.SortNameIn(a, languages), graph.SortNameIn(b, languages))
		}) {
			t.Errorf("in %v people are out of order", languages)
		}
	}
}
