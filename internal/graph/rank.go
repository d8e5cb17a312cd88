package graph

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Rank is a place in an order by weight: the greater score first, then the
// greater count, then by name, then by id, so that the order is total and the
// same after a rebuild. Scores and counts are never negative.
type Rank struct {
	Score float64
	Count int
	Name  string
	ID    uuid.UUID
}

// Compare orders ranks, the first of a list before the others.
func (r Rank) Compare(other Rank) int {
	if c := cmp.Compare(other.Score, r.Score); c != 0 {
		return c
	}
	if c := cmp.Compare(other.Count, r.Count); c != 0 {
		return c
	}
	if c := strings.Compare(r.Name, other.Name); c != 0 {
		return c
	}
	return bytes.Compare(r.ID[:], other.ID[:])
}

// Ranked is a list in the order of its ranks, each computed once.
func Ranked[T any](l List[T], rank func(*T) Rank) List[T] {
	type placed struct {
		rank   Rank
		number uint32
	}
	all := make([]placed, 0, l.Len())
	for i := range l.Len() {
		n := l.number(i)
		all = append(all, placed{rank(l.read(n)), n})
	}
	slices.SortFunc(all, func(a, b placed) int { return a.rank.Compare(b.rank) })
	numbers := make([]uint32, len(all))
	for i, p := range all {
		numbers[i] = p.number
	}
	return l.of(numbers)
}
