package storetest

import (
	"slices"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

func (s *session) find(text string) []record.QuoteID {
	s.t.Helper()
	searcher, ok := s.store.(graph.Searcher)
	if !ok {
		s.t.Fatalf("%T does not search quotes", s.store)
	}
	hits, err := searcher.SearchQuotes(s.t.Context(), text, 10)
	if err != nil {
		s.t.Fatalf("search %q: %v", text, err)
	}
	var ids []record.QuoteID
	for _, h := range hits {
		ids = append(ids, h.Quote)
	}
	slices.SortFunc(ids, record.QuoteID.Compare)
	return ids
}

func worded(key, gist, language string, fragments ...string) *record.Quote {
	q := Speak("ada", key)[0].(*record.Quote)
	q.Gists = record.Texts{{Language: language, Text: gist}}
	q.Mode, q.Fragments = record.Mixed, fragments
	return q
}

func findsQuotesByTheirWords(t *testing.T, s *session) {
	harbour := worded("harbour", "The harbour dûes will fall", "en", "not a penny more")
	school := worded("school", "Schools must open by autumn", "en", "a door, not a wall")
	arabic := worded("arabic", "ستفتح المَدرسة أبوابها", "ar", "بابٌ لا جدار")
	s.commit("three", record.Change{Put: []record.Record{harbour, school, arabic}})
	for _, c := range []struct {
		text string
		want []*record.Quote
	}{
		{"harbour", []*record.Quote{harbour}},
		{"HARBOUR DUES", []*record.Quote{harbour}},
		{"dues harb", []*record.Quote{harbour}},
		{"harb dues", nil},
		{"penny", []*record.Quote{harbour}},
		{"not", []*record.Quote{harbour, school}},
		{"not wall", []*record.Quote{school}},
		{"مدرسة", []*record.Quote{arabic}},
		{"المدرسه", []*record.Quote{arabic}},
		{"باب", []*record.Quote{arabic}},
		{"", nil},
		{"\"*", nil},
		{"nowhere", nil},
		{"harbour OR school", nil},
	} {
		var want []record.QuoteID
		for _, q := range c.want {
			want = append(want, q.ID)
		}
		slices.SortFunc(want, record.QuoteID.Compare)
		if got := s.find(c.text); !slices.Equal(got, want) {
			t.Errorf("search %q found %v, want %v", c.text, got, want)
		}
	}
}

func findsOnlyWhatIsStillSaid(t *testing.T, s *session) {
	q := worded("harbour", "The harbour dues will fall", "en", "not a penny more")
	s.commit("said", record.Change{Put: []record.Record{q}})
	changed := *q
	changed.Gists = record.Texts{{Language: "en", Text: "Tolls will fall"}}
	s.commit("reworded", record.Change{Put: []record.Record{&changed}})
	if got := s.find("harbour"); len(got) != 0 {
		t.Errorf("the words of before are still found: %v", got)
	}
	if got := s.find("tolls"); len(got) != 1 {
		t.Errorf("the new words find %v, want the quote", got)
	}
	s.commit("gone", record.Change{Remove: []record.Ref{q.Ref()}})
	s.reopen()
	if got := s.find("tolls"); len(got) != 0 {
		t.Errorf("a removed quote is still found: %v", got)
	}
}
