package graph

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"onrecord/internal/record"
)

// alphabet is everything that has a name in one order: by folded name, then by
// id. Beside it each has its place in the order as a number, so that lists of
// thousands are ordered by name without looking at a name: following each record
// to its text takes longer than all else in a search.
type alphabet struct {
	// order holds refs.
	order  sequence
	places [groupCount]vector[spot]
}

// spot is a place in the alphabet, and in the lowest bits how many words the
// name has, as far as it can be told there; none where the record has other names
// as well. Places only mean something beside one another, in one snapshot. Zero:
// no name.
type spot uint64

const (
	wordBits = 4
	// manyWords is what names of so many words or more have.
	manyWords = 1<<wordBits - 1
	// stride lies between neighbours when places are given anew, unless there are
	// too many: forty names may come into one gap, each before or behind the last,
	// until it is used up.
	stride   = 1 << 40
	lastStep = math.MaxUint64 >> wordBits
)

// only reports whether it is the place of the only name that a record has.
func (p spot) only() bool { return p&manyWords != 0 }

// mayHaveWords reports whether an only name may have n words.
func (p spot) mayHaveWords(n int) bool { return int(p&manyWords) == min(n, manyWords) }

// step is the place without the words.
func (p spot) step() uint64 { return uint64(p) >> wordBits }

// placeAtStep is the place of a record at a step.
func (s *Snapshot) placeAtStep(at ref, step uint64) spot {
	words := 0
	if only := s.tables[at.group()].folded.at(at.number()); only != "" {
		words = strings.Count(only, " ") + 1
	}
	return spot(step<<wordBits) | spot(min(words, manyWords))
}

func newAlphabet() alphabet {
	var a alphabet
	for g := range a.places {
		a.places[g] = newVector[spot](0)
	}
	return a
}

func (a *alphabet) draft() alphabet {
	d := alphabet{order: a.order.draft()}
	for g := range a.places {
		d.places[g] = a.places[g].draft()
	}
	return d
}

func (a *alphabet) seal() {
	for g := range a.places {
		a.places[g].seal()
	}
}

// place is that of a record, or 0.
func (a *alphabet) place(at ref) spot { return a.places[at.group()].at(at.number()) }

func (a *alphabet) set(at ref, p spot) { a.places[at.group()].set(at.number(), p) }

// namedGroup reports whether records of a group have a place in the alphabet.
func namedGroup(g group) bool {
	switch g {
	case actors, claims, questions, events, documents, topics, polls:
		return true
	}
	return false
}

// nameAt is what a record is ordered by.
func (s *Snapshot) nameAt(at ref) string {
	t := &s.tables[at.group()]
	if folded := t.folded.at(at.number()); folded != "" {
		return folded
	}
	r := t.boxed.at(at.number())
	if a, ok := r.(record.Actor); ok {
		return record.Fold(a.About().Name([]string{"en"}))
	}
	var room [4]string
	if all := forms(room[:0], r); len(all) > 0 {
		return record.Fold(all[0])
	}
	return ""
}

// alphabetically compares two refs by name and id.
func (s *Snapshot) alphabetically(a, b uint32) int {
	x, y := ref(a), ref(b)
	if c := strings.Compare(s.nameAt(x), s.nameAt(y)); c != 0 {
		return c
	}
	return compareIDs(s.tables[x.group()].ids.at(x.number()), s.tables[y.group()].ids.at(y.number()))
}

// spell puts a record into the alphabet, in the middle of the gap where it
// belongs. s knows its name.
func (a *alphabet) spell(s *Snapshot, at ref) {
	if !namedGroup(at.group()) {
		return
	}
	i := a.order.insert(uint32(at), s.alphabetically)
	low, high := uint64(0), uint64(lastStep)
	if i > 0 {
		low = a.place(ref(a.order.at(i - 1))).step()
	}
	if i+1 < a.order.length() {
		high = a.place(ref(a.order.at(i + 1))).step()
	} else {
		high = min(high, low+2*stride)
	}
	if step := low + (high-low)/2; step > low {
		a.set(at, s.placeAtStep(at, step))
		return
	}
	a.spread(s)
}

// spread gives everything a place anew.
func (a *alphabet) spread(s *Snapshot) {
	step, apart := uint64(0), min(stride, uint64(lastStep)/uint64(a.order.length()+1))
	for n := range a.order.all() {
		step += apart
		a.set(ref(n), s.placeAtStep(ref(n), step))
	}
}

// strike takes a record out of the alphabet. s knows the name that it stands
// under.
func (a *alphabet) strike(s *Snapshot, at ref) {
	if namedGroup(at.group()) {
		a.order.remove(uint32(at), s.alphabetically)
		a.set(at, 0)
	}
}

// spellAll makes the alphabet of a whole graph.
func (s *Snapshot) spellAll() {
	var all []spelled
	for g := range groupCount {
		if !namedGroup(g) {
			continue
		}
		for n := range s.tables[g].length() {
			if s.kindAt(g, n) != 0 {
				all = append(all, s.spelled(refOf(g, n)))
			}
		}
	}
	slices.SortFunc(all, func(a, b spelled) int {
		if a.letters != b.letters {
			return cmp.Compare(a.letters, b.letters)
		}
		return s.alphabetically(uint32(a.at), uint32(b.at))
	})
	order := make([]uint32, len(all))
	for i, x := range all {
		order[i] = uint32(x.at)
	}
	s.alphabet.order = sequenceOf(order)
	s.alphabet.spread(s)
}

// spelled is a ref with the first letters of its name, which order nearly all.
type spelled struct {
	letters uint64
	at      ref
}

func (s *Snapshot) spelled(at ref) spelled {
	var letters [8]byte
	copy(letters[:], s.nameAt(at))
	return spelled{binary.BigEndian.Uint64(letters[:]), at}
}
