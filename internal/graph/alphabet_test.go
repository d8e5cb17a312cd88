package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// However names come and go, the places follow from the names, also when a gap
// between two of them is used up; and what was published stays as it was.
func TestPlacesFollowTheNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := rebuild(1, func(func(record.Record) bool) {})
		if err != nil {
			t.Fatal(err)
		}
		there := map[int]record.Record{}
		name := rapid.SampledFrom([]string{"Ada Lo", "ada  lo", "Zoe", "Ömer", "Omer B", "الكتاب"})
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			var change record.Change
			n := rapid.IntRange(0, 9).Draw(t, "person")
			if there[n] != nil && rapid.Bool().Draw(t, "removed") {
				change.Remove = append(change.Remove, there[n].Ref())
				delete(there, n)
			} else {
				p := &record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("p", n), Names: []record.Name{{Text: name.Draw(t, "name"), Kind: record.PrimaryName}}}}
				if rapid.IntRange(0, 4).Draw(t, "alias") == 0 {
					p.Names = append(p.Names, record.Name{Text: "Other", Kind: record.Alias})
				}
				change.Put, there[n] = append(change.Put, p), p
			}
			before := placesOf(s)
			next, err := derive(s, s.revision+1, change)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(placesOf(s), before) {
				t.Fatal("a change moved the places of the revision before it")
			}
			s = next
			placesFollow(t, s, there)
		}
	})
}

func placesOf(s *Snapshot) (all []spot) {
	for n := range s.tables[actors].length() {
		all = append(all, s.alphabet.place(refOf(actors, n)))
	}
	return all
}

func placesFollow(t *rapid.T, s *Snapshot, there map[int]record.Record) {
	var spelled []string
	for n := range s.alphabet.order.all() {
		spelled = append(spelled, s.recordAt(actors, ref(n).number()).Ref().String())
	}
	var want []string
	byName := slices.SortedFunc(maps.Values(there), func(a, b record.Record) int {
		x, y := a.(*record.Person), b.(*record.Person)
		if c := strings.Compare(record.Fold(x.Names[0].Text), record.Fold(y.Names[0].Text)); c != 0 {
			return c
		}
		return x.ID.Compare(y.ID)
	})
	last := spot(0)
	for _, r := range byName {
		want = append(want, r.Ref().String())
		p, _ := s.placeOf(r.Ref().ID)
		place, names := s.alphabet.place(refOf(actors, p.number)), r.(*record.Person).Names
		if place.step() <= last.step() {
			t.Fatalf("%v has place %d, the one before it %d", r.Ref(), place.step(), last.step())
		}
		words := len(strings.Fields(record.Fold(names[0].Text)))
		if place.only() != (len(names) == 1) || place.only() && (!place.mayHaveWords(words) || place.mayHaveWords(words+1)) {
			t.Fatalf("%v of names %v has place %b", r.Ref(), names, place)
		}
		last = place
	}
	if !slices.Equal(spelled, want) {
		t.Fatalf("the alphabet is %v, want %v", spelled, want)
	}
	for n := range s.tables[actors].length() {
		if s.kindAt(actors, n) == 0 && s.alphabet.place(refOf(actors, n)) != 0 {
			t.Fatal("a removed record kept its place")
		}
	}
}

// A hundred names one behind the other use up the gap that the first two leave.
func TestPlacesAreGivenAnewWhenAGapIsUsedUp(t *testing.T) {
	people := map[int]record.Record{}
	add := func(n int, name string) *record.Person {
		p := &record.Person{ID: declared[record.Person]("actor", n), Profile: record.Profile{Slug: fmt.Sprint("p", n), Names: []record.Name{{Text: name, Kind: record.PrimaryName}}}}
		people[n] = p
		return p
	}
	s, err := rebuild(1, slices.Values([]record.Record{add(0, "a"), add(1, "z")}))
	if err != nil {
		t.Fatal(err)
	}
	first, anew := s.alphabet.place(refOf(actors, 1)), false
	for n := range 100 {
		if s, err = derive(s, s.revision+1, record.Change{Put: []record.Record{add(n+2, fmt.Sprintf("b%03d", n))}}); err != nil {
			t.Fatal(err)
		}
		last := spot(0)
		for r := range s.alphabet.order.all() {
			if place := s.alphabet.place(ref(r)); place <= last {
				t.Fatalf("after %d names one has place %d behind %d", n, place, last)
			} else {
				last = place
			}
		}
		anew = anew || s.alphabet.place(refOf(actors, 1)) != first
	}
	if !anew || s.alphabet.order.length() != 102 {
		t.Errorf("places given anew: %t; %d names", anew, s.alphabet.order.length())
	}
}
