package graph

import (
	"iter"

	"github.com/google/uuid"
)

// List is a view of records of type T in a fixed order. It costs nothing to
// make and stays valid for ever. Quotes and stances are decoded when they are
// read, each time anew.
type List[T any] struct {
	snapshot *Snapshot
	group    group
	numbers  []uint32
	// order is read instead of numbers where it is set.
	order *sequence
	// backwards reads the list from its end.
	backwards bool
}

// Len is the number of records.
func (l List[T]) Len() int {
	if l.order != nil {
		return l.order.length()
	}
	return len(l.numbers)
}

// number is that of the i-th record.
func (l List[T]) number(i int) uint32 {
	if l.backwards {
		i = l.Len() - 1 - i
	}
	if l.order != nil {
		return l.order.at(i)
	}
	return l.numbers[i]
}

// At is the i-th record, from 0.
func (l List[T]) At(i int) *T { return l.read(l.number(i)) }

func (l List[T]) read(n uint32) *T { return any(l.snapshot.recordAt(l.group, n)).(*T) }

// All visits the records in order.
func (l List[T]) All() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range l.Len() {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// Slice is the records as a slice of their own.
func (l List[T]) Slice() []*T {
	all := make([]*T, 0, l.Len())
	for r := range l.All() {
		all = append(all, r)
	}
	return all
}

// Reversed is the same list from its end.
func (l List[T]) Reversed() List[T] {
	l.backwards = !l.backwards
	return l
}

// of is a list of other records of the same group.
func (l List[T]) of(numbers []uint32) List[T] {
	return List[T]{snapshot: l.snapshot, group: l.group, numbers: numbers}
}

// Where keeps the records that hold, in the order of the list.
func (l List[T]) Where(holds func(*T) bool) List[T] {
	var kept []uint32
	for i := range l.Len() {
		if n := l.number(i); holds(l.read(n)) {
			kept = append(kept, n)
		}
	}
	return l.of(kept)
}

// list reads one edge backwards from a record.
func list[T any](s *Snapshot, e edge, from uuid.UUID) List[T] {
	l := List[T]{snapshot: s, group: itemsOf(e)}
	if n, ok := s.numberIn(targetOf(e), from); ok {
		l.numbers = s.lists[e].at(n)
	}
	return l
}
