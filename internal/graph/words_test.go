package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// A search by the rarest word finds what looking at everything finds, in the same
// order: also where a letter begins more words than are looked up.
func TestSearchFindsWhatALookAtEverythingFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	word := func() string {
		return string(rune('a'+random.IntN(3))) + []string{"", "b", "bc", "é", "l-x"}[random.IntN(5)] + strings.Repeat("z", random.IntN(2))
	}
	var people []record.Record
	add := func(name string) {
		n := len(people)
		p := &record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("person-", n), Names: []record.Name{
			{Text: name, Kind: record.PrimaryName}, {Text: word() + " " + word(), Kind: record.Alias}, {Text: "الكتاب " + word(), Language: "ar", Kind: record.Alias},
		}}}
		if n%3 > 0 { // most have one name
			p.Names = p.Names[n%3 : n%3+1]
		}
		people = append(people, p)
	}
	for n := range mostWordsBeginning + 500 {
		add(fmt.Sprintf("q%d %s %s", n, word(), word()))
	}
	s, err := rebuild(1, slices.Values(people))
	if err != nil {
		t.Fatal(err)
	}
	kinds := []record.Kind{record.KindPerson}
	for _, text := range []string{"a", "b c", "ab bz", "q1", "q12 a", "q a", "q2499 c", "كتاب b", "الكتاب", "l x", "x", "qq"} {
		var asked [][]string
		for _, w := range record.FoldedWords(text) {
			asked = append(asked, record.WordForms(w))
		}
		var hits []hit
		all := matcher{asked: asked}
		for n, p := range people {
			if h, ok := all.match(p); ok {
				h.at = refOf(actors, uint32(n))
				hits = append(hits, h)
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return s.compareHits(&a, &b) })
		got, _ := s.Search(text, kinds, len(people))
		want := Matches{s, hits}
		same := got.Len() == want.Len()
		for i := range got.hits {
			same = same && got.At(i) == want.At(i)
		}
		// A letter alone begins more words than are looked up, and finds some.
		if !same && !(text == "q" && got.Len() > 0) {
			t.Errorf("%q found %d, want %d", text, got.Len(), want.Len())
		}
	}
}

func TestSearchForOneLetterIsBounded(t *testing.T) {
	w := newWordIndex()
	all := map[string][]ref{}
	for i, word := range []string{"wa", "wb", "wc"} {
		for n := range uint32(mostCandidates / 2) {
			all[word] = append(all[word], refOf(actors, uint32(i)*mostCandidates+n))
		}
	}
	w.load(all)
	var people [groupCount]bool
	people[actors] = true
	refs, _, complete := w.candidates([][]string{{"w"}}, people)
	if complete || len(refs) != mostCandidates {
		t.Errorf("%d records were looked at, all of them: %t; want %d and no more", len(refs), complete, mostCandidates)
	}
	if refs, certain, complete := w.candidates([][]string{{"wb"}}, people); !certain || !complete || len(refs) != mostCandidates/2 {
		t.Errorf("%d records have one word, all of them: %t", len(refs), complete)
	}
}
