package graph

import "testing"

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
	refs, complete := w.candidates("w", people)
	if complete || len(refs) != mostCandidates {
		t.Errorf("%d records were looked at, all of them: %t; want %d and no more", len(refs), complete, mostCandidates)
	}
	if refs, complete := w.candidates("wb", people); !complete || len(refs) != mostCandidates/2 {
		t.Errorf("%d records have one word, all of them: %t", len(refs), complete)
	}
}
