package graph

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// A loading takes in the records of a whole graph, in any order, and makes the
// snapshot of them. Lists are collected unsorted and sorted once: inserting in
// order would copy the list of a popular claim once for each stance.
type loading struct {
	draft
	words map[string][]ref
}

func newLoading() *loading {
	return &loading{draft: draft{base: emptySnapshot(), next: emptySnapshot()}, words: map[string][]ref{}}
}

// rebuild derives a snapshot from nothing but records.
func rebuild(revision record.Revision, records iter.Seq[record.Record]) (*Snapshot, error) {
	l := newLoading()
	for r := range records {
		if err := l.add(r); err != nil {
			return nil, err
		}
	}
	return l.snapshot(revision)
}

// add takes in one record, which stays the caller's where its kind is encoded.
// What it refers to is given its number, whether it has arrived or not.
func (l *loading) add(r record.Record) error {
	ref := r.Ref()
	g := groupOf(ref.Kind)
	number, twice := l.assign(g, ref.ID)
	if twice {
		return fmt.Errorf("%w graph: %v is stored twice", record.ErrCorrupt, ref)
	}
	l.next.counts[ref.Kind]++
	if err := l.settle(r, number); err != nil {
		return err
	}
	switch r := r.(type) {
	case *record.Quote:
		l.linkQuote(r, number)
	case *record.Stance:
		row := l.next.stanceRow(number)
		l.linkTo(stancesOfQuote, number)(row.quote())
		l.linkTo(stancesOfClaim, number)(row.claim())
	default:
		l.linkBoxed(r, number)
	}
	return nil
}

// linkTo puts a number into the list of one that may be absent.
func (l *loading) linkTo(e edge, number uint32) func(from uint32, ok bool) {
	return func(from uint32, ok bool) {
		if ok {
			l.next.lists[e].add(from, number)
		}
	}
}

// linkQuote reads most of what a quote refers to from its row: finding the number
// of an id costs most of a load, and the row has it.
func (l *loading) linkQuote(q *record.Quote, number uint32) {
	row := l.next.quoteRow(number)
	l.linkTo(quotesOfSpeaker, number)(row.speaker())
	l.linkTo(quotesOfAffiliation, number)(row.affiliation())
	l.linkTo(quotesOnBehalf, number)(row.onBehalfOf())
	l.linkTo(quotesOfDocument, number)(row.document())
	l.linkTo(quotesOfUtterance, number)(row.utterance())
	if !q.Verification.Copy.IsZero() {
		l.linkTo(quotesOfCopy, number)(l.number(documents, uuid.UUID(q.Verification.Copy)), true)
	}
	for _, e := range q.Events {
		l.linkTo(quotesOfEvent, number)(l.number(events, uuid.UUID(e)), true)
	}
	for _, h := range q.Chain {
		if !h.Agent.IsZero() {
			l.linkTo(quotesThroughAgent, number)(l.number(actors, uuid.UUID(h.Agent)), true)
		}
	}
}

func (l *loading) linkBoxed(r record.Record, number uint32) {
	promised := func(g group, id [16]byte) (uint32, bool) { return l.number(g, id), true }
	l.next.entries(r, promised, func(e edge, from uint32) { l.next.lists[e].add(from, number) })
	at := refOf(groupOf(r.Ref().Kind), number)
	for _, word := range wordsOf(r) {
		l.words[word] = append(l.words[word], at)
	}
}

// snapshot is the graph of all that was added. Nothing may be added after it.
func (l *loading) snapshot(revision record.Revision) (*Snapshot, error) {
	s := l.next
	s.revision = revision
	l.keepDates()
	l.linkDerived()
	l.sortLists()
	if err := l.classify(); err != nil {
		return nil, err
	}
	// The index is a third of the work from here on, and reads only what is ready.
	var indexing sync.WaitGroup
	indexing.Go(func() { s.index = s.indexAll() })
	s.words.load(l.words)
	s.spellAll()
	l.orderAll()
	indexing.Wait()
	return l.seal(), nil
}

// keepDates goes group by group: that is the order in which dates depend on one
// another, see keepDate. Those of claims are not known yet.
func (l *loading) keepDates() {
	for g := range groupCount {
		for n := range l.next.tables[g].length() {
			l.next.keepDate(g, n)
		}
	}
}

// linkDerived puts stances and responses into the lists of those they count for.
func (l *loading) linkDerived() {
	s := l.next
	for n := range s.tables[stances].length() {
		s.eachVoterOf(n, func(actor uint32) { s.lists[stancesOfActor].add(actor, n) })
	}
	for n := range s.tables[responses].length() {
		s.derivedEntries(s.recordAt(responses, n), n, func(e edge, from uint32) { s.lists[e].add(from, n) })
	}
}

// sortLists puts lists of claims last: a claim's date is that of its newest
// stance, which is known once the lists of stances are sorted.
func (l *loading) sortLists() {
	byClaims := func(e edge) bool { return itemsOf(e) == claims }
	for _, last := range []bool{false, true} {
		for e := range edgeCount {
			if byClaims(e) == last {
				l.sortEdge(e)
			}
		}
		if last {
			return
		}
		for n := range l.next.tables[claims].length() {
			l.next.keepDate(claims, n)
		}
	}
}

func (l *loading) sortEdge(e edge) {
	long, g := &l.next.lists[e].long, itemsOf(e)
	compare := func(a, b uint32) int { return l.next.compare(g, a, b) }
	for i := range uint32(long.length) {
		list := l.next.sorted(g, long.at(i), compare)
		// What append reserved for more would be a third of all lists.
		long.set(i, slices.Clone(slices.Compact(list)))
	}
}

// sorted sorts numbers by their dates, newest first, and where these are equal
// by compare, which must not say otherwise of dates. Looking at dates first is
// what makes it fast: comparing leads from page to page for each pair.
func (s *Snapshot) sorted(g group, numbers []uint32, compare func(a, b uint32) int) []uint32 {
	if len(numbers) < 16 {
		slices.SortFunc(numbers, compare)
		return numbers
	}
	keys := make([]uint64, len(numbers))
	for i, n := range numbers {
		keys[i] = uint64(^uint32(s.dates[g].at(n)))<<32 | uint64(n)
	}
	slices.Sort(keys)
	start := 0
	for i, key := range keys {
		numbers[i] = uint32(key)
		if last := i+1 == len(keys); last || keys[i+1]>>32 != key>>32 {
			slices.SortFunc(numbers[start:i+1], compare)
			start = i + 1
		}
	}
	return numbers
}

func (l *loading) orderAll() {
	s := l.next
	for g := range groupCount {
		if !datedGroup(g) {
			continue
		}
		numbers := make([]uint32, 0, s.tables[g].length())
		for n := range s.tables[g].length() {
			if s.kindAt(g, n) != 0 {
				numbers = append(numbers, n)
			}
		}
		s.orders.dated[g] = sequenceOf(s.sorted(g, numbers, s.newer(g)))
	}
	var current []uint32
	for n := range s.orders.dated[quotes].all() {
		if s.statusAt(n) == record.Current {
			current = append(current, n)
		}
	}
	s.orders.current = sequenceOf(slices.Clip(current))
	for g := range groupCount {
		if !encoded(g) {
			for n := range s.tables[g].length() {
				s.orders.addNamed(s.recordAt(g, n), n)
			}
		}
	}
}
