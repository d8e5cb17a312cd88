package graph

import (
	"iter"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// place is where a record stands: its kind and its number in its group's table.
// Numbers are private to one snapshot's line of descent and never leave this
// package.
type place struct {
	kind   record.Kind
	number uint32
}

// slugKey finds a record by slug. All actors share one space of slugs.
type slugKey struct {
	group group
	slug  string
}

// Snapshot is the whole graph at one revision. It never changes.
type Snapshot struct {
	revision record.Revision
	places   shards[uuid.UUID, place]
	slugs    shards[slugKey, uuid.UUID]
	tables   [groupCount]vector[record.Record]
	dates    [groupCount]vector[int32]
	lists    [edgeCount]vector[[]uint32]
	orders   orders
	words    wordIndex
	classes  stance.Classes
	index    *stance.Index
	counts   [record.AnyActor]int
	memo     *memo
}

// Revision is the number of changes that made this snapshot.
func (s *Snapshot) Revision() record.Revision { return s.revision }

// Count is the number of records of one kind.
func (s *Snapshot) Count(k record.Kind) int {
	if int(k) >= len(s.counts) {
		return 0
	}
	return s.counts[k]
}

// Record finds a record of any kind. The own utterance of a quote, which is
// stored nowhere, is found as well.
func (s *Snapshot) Record(id uuid.UUID) (record.Record, bool) {
	p, ok := s.places.get(id)
	if !ok {
		return s.ownUtterance(id)
	}
	return s.tables[groupOf(p.kind)].at(p.number), true
}

func (s *Snapshot) ownUtterance(id uuid.UUID) (record.Record, bool) {
	p, ok := s.places.get(uuid.UUID(record.QuoteOfOwnUtterance(record.UtteranceID(id))))
	if !ok || p.kind != record.KindQuote {
		return nil, false
	}
	q := s.tables[quotes].at(p.number).(*record.Quote)
	if !q.Utterance.IsZero() {
		return nil, false
	}
	return &record.Utterance{ID: record.UtteranceID(id), Speaker: q.Speaker, SaidOn: q.SaidOn, Medium: q.Medium}, true
}

// Find returns the record of type T with this id, or nil where there is none.
func Find[T any](s *Snapshot, id record.ID[T]) *T {
	r, ok := s.Record(uuid.UUID(id))
	if !ok {
		return nil
	}
	found, _ := any(r).(*T)
	return found
}

// Actor finds an actor of any kind, or nil.
func (s *Snapshot) Actor(id record.ActorID) record.Actor {
	p, ok := s.places.get(uuid.UUID(id))
	if !ok || !p.kind.IsActor() {
		return nil
	}
	return s.tables[actors].at(p.number).(record.Actor)
}

// BySlug finds a record by its present or a former slug. Any kind of actor
// finds actors of every kind.
func (s *Snapshot) BySlug(k record.Kind, slug string) (record.Record, bool) {
	id, ok := s.slugs.get(slugKey{groupOf(k), slug})
	if !ok {
		return nil, false
	}
	return s.Record(id)
}

// Each visits every record of one kind, in no particular order.
func (s *Snapshot) Each(k record.Kind) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		table := &s.tables[groupOf(k)]
		for i := range uint32(table.length) {
			r := table.at(i)
			if r != nil && k.Accepts(r.Ref().Kind) && !yield(r) {
				return
			}
		}
	}
}

// List is a view of records of type T in a fixed order. It costs nothing to
// make and stays valid for ever.
type List[T any] struct {
	table   *vector[record.Record]
	numbers []uint32
	// backwards reads the list from its end.
	backwards bool
}

// Len is the number of records.
func (l List[T]) Len() int { return len(l.numbers) }

// At is the i-th record, from 0.
func (l List[T]) At(i int) *T {
	if l.backwards {
		i = len(l.numbers) - 1 - i
	}
	return any(l.table.at(l.numbers[i])).(*T)
}

// All visits the records in order.
func (l List[T]) All() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range l.numbers {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// Slice is the records as a slice of their own.
func (l List[T]) Slice() []*T {
	all := make([]*T, 0, len(l.numbers))
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

// list reads one edge backwards from a record.
func list[T any](s *Snapshot, e edge, from uuid.UUID) List[T] {
	l := List[T]{table: &s.tables[itemsOf(e)]}
	if p, ok := s.places.get(from); ok {
		l.numbers = s.lists[e].at(p.number)
	}
	return l
}
