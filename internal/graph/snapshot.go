package graph

import (
	"iter"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Snapshot is the whole graph at one revision. It never changes.
type Snapshot struct {
	revision record.Revision
	// places finds ids, slugs slugs: see numbered and bySlug.
	places   directory
	slugs    directory
	tables   [groupCount]table
	dates    [groupCount]vector[int32]
	lists    [edgeCount]adjacency
	orders   orders
	alphabet alphabet
	words    wordIndex
	classes  stance.Classes
	index    *stance.Index
	counts   [record.AnyActor]int
	memo     *memo
	// names is a memo shared with all revisions before and after that have the same
	// names and dossiers.
	names *memo
	// ranks are the rankings of this revision, former those of earlier ones.
	ranks  *memo
	former map[wholeKey]ranking
	// drafting is held while another snapshot is begun from this one, see drafted.
	drafting sync.Mutex
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
// stored nowhere, is found as well. Quotes and stances are decoded: each call
// gives another copy.
func (s *Snapshot) Record(id uuid.UUID) (record.Record, bool) {
	if p, ok := s.placeOf(id); ok {
		return s.recordAt(p.group(), p.number), true
	}
	return s.ownUtterance(id)
}

func (s *Snapshot) ownUtterance(id uuid.UUID) (record.Record, bool) {
	n, ok := s.numberIn(quotes, uuid.UUID(record.QuoteOfOwnUtterance(record.UtteranceID(id))))
	if !ok {
		return nil, false
	}
	row := s.quoteRow(n)
	if _, shared := row.utterance(); shared {
		return nil, false
	}
	speaker, known := row.speaker()
	return &record.Utterance{ID: record.UtteranceID(id), Speaker: idOf[record.ActorID](s, actors, speaker, known), SaidOn: row.saidOn(), Medium: row.medium()}, true
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
	n, ok := s.numberIn(actors, uuid.UUID(id))
	if !ok {
		return nil
	}
	return s.actorAt(n)
}

// Speaker is who a quote is attributed to, or nil, without decoding the quote.
func (s *Snapshot) Speaker(id record.QuoteID) record.Actor {
	n, ok := s.numberIn(quotes, uuid.UUID(id))
	if !ok {
		return nil
	}
	speaker, ok := s.quoteRow(n).speaker()
	if !ok {
		return nil
	}
	return s.actorAt(speaker)
}

func (s *Snapshot) actorAt(n uint32) record.Actor {
	a, _ := s.tables[actors].boxed.at(n).(record.Actor)
	return a
}

// BySlug finds a record by its present or a former slug. Any kind of actor
// finds actors of every kind.
func (s *Snapshot) BySlug(k record.Kind, slug string) (record.Record, bool) {
	r, ok := s.bySlug(slugKey{groupOf(k), slug})
	if !ok {
		return nil, false
	}
	return s.recordAt(r.group(), r.number()), true
}

// Each visits every record of one kind, in no particular order.
func (s *Snapshot) Each(k record.Kind) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		g := groupOf(k)
		for n := range s.tables[g].length() {
			r := s.recordAt(g, n)
			if r != nil && k.Accepts(r.Ref().Kind) && !yield(r) {
				return
			}
		}
	}
}
