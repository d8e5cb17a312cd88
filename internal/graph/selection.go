package graph

import (
	"iter"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Quotes selects quotes, newest first.
func (s *Snapshot) Quotes(f QuoteFilter) List[record.Quote] {
	l := List[record.Quote]{snapshot: s, group: quotes}
	if list, whole := s.wholeList(f); whole {
		l.numbers = s.stillCounted(list)
		return l
	}
	asked := s.selection(f)
	for n := range s.candidates(f) {
		if asked.accepts(n) {
			l.numbers = append(l.numbers, n)
		}
	}
	return l
}

// wholeList is the list that a filter asks for and of which it leaves out nothing
// but quotes that no longer count: the quotes of one speaker, of one document or of
// one institution's people. Twenty thousand quotes are not looked at one by one for
// a page of twenty.
func (s *Snapshot) wholeList(f QuoteFilter) (list []uint32, whole bool) {
	if len(f.Statuses) != 1 || f.Statuses[0] != record.Current {
		return nil, false
	}
	rest := f
	rest.Statuses = nil
	switch {
	case len(f.Speakers) == 1:
		list, rest.Speakers = s.QuotesBy(f.Speakers[0]).numbers, nil
	case len(f.Affiliations) == 1:
		list, rest.Affiliations = s.QuotesAt(f.Affiliations[0]).numbers, nil
	case !f.Document.IsZero():
		list, rest.Document = s.QuotesIn(f.Document).numbers, record.DocumentID{}
	default:
		return nil, false
	}
	return list, reflect.ValueOf(rest).IsZero()
}

// stillCounted leaves out the quotes that no longer count.
func (s *Snapshot) stillCounted(numbers []uint32) []uint32 {
	gone := s.uncounted()
	if len(gone) == 0 {
		return numbers
	}
	return slices.DeleteFunc(slices.Clone(numbers), func(n uint32) bool { return gone[n] })
}

// uncounted are the quotes that no longer count, found by their corrections once
// for each revision: they are few, and every list of quotes leaves them out.
func (s *Snapshot) uncounted() map[uint32]bool {
	if s.orders.current.length() == s.orders.dated[quotes].length() {
		return nil
	}
	return once(s.memo, uncountedKey{}, func() map[uint32]bool {
		gone := map[uint32]bool{}
		note := func(n uint32) {
			if s.statusAt(n) != record.Current {
				gone[n] = true
			}
		}
		for r := range s.Each(record.KindCorrection) {
			n, ok := s.numberIn(quotes, uuid.UUID(r.(*record.Correction).Quote))
			if !ok {
				continue
			}
			note(n)
			if u, shared := s.quoteRow(n).utterance(); shared {
				for _, printed := range s.lists[quotesOfUtterance].at(u) {
					note(printed)
				}
			}
		}
		return gone
	})
}

type uncountedKey struct{}

// candidates visits, newest first, a list that is sure to hold every quote the
// filter selects: the shortest that one of its conditions gives.
func (s *Snapshot) candidates(f QuoteFilter) iter.Seq[uint32] {
	if best, found := s.shortest(f); found {
		return slices.Values(best)
	}
	return s.orders.dated[quotes].all()
}

func (s *Snapshot) shortest(f QuoteFilter) (best []uint32, found bool) {
	consider := func(numbers []uint32) {
		if !found || len(numbers) < len(best) {
			best, found = numbers, true
		}
	}
	if !f.Document.IsZero() {
		consider(s.QuotesIn(f.Document).numbers)
	}
	if !f.Event.IsZero() {
		consider(s.QuotesOn(f.Event).numbers)
	}
	if len(f.Speakers) > 0 {
		consider(merged(s, quotesOfSpeaker, f.Speakers))
	}
	if len(f.Affiliations) > 0 {
		consider(merged(s, quotesOfAffiliation, f.Affiliations))
	}
	if !f.Claim.IsZero() {
		consider(s.quotesTakingSides(s.StancesOn(f.Claim).numbers))
	}
	return best, found
}

// merged is the union of several lists of quotes, newest first.
func merged[T any](s *Snapshot, e edge, ids []record.ID[T]) []uint32 {
	if len(ids) == 1 {
		return list[record.Quote](s, e, uuid.UUID(ids[0])).numbers
	}
	var all []uint32
	for _, id := range ids {
		all = append(all, list[record.Quote](s, e, uuid.UUID(id)).numbers...)
	}
	return s.sortedQuotes(all)
}

func (s *Snapshot) quotesTakingSides(on []uint32) []uint32 {
	all := make([]uint32, 0, len(on))
	for _, n := range on {
		if quote, ok := s.stanceRow(n).quote(); ok {
			all = append(all, quote)
		}
	}
	return s.sortedQuotes(all)
}

func (s *Snapshot) sortedQuotes(numbers []uint32) []uint32 {
	return slices.Compact(s.sorted(quotes, numbers, s.newer(quotes)))
}

// selection is a filter in terms of numbers, ready to be asked of a million
// quotes. A zero number stands for no condition; what the graph does not know
// has the number nobody, which nothing refers to.
type selection struct {
	s                      *Snapshot
	f                      QuoteFilter
	speakers, affiliations []uint32
	claim, document        uint32
	onStances              bool
	// currentOnly asks for quotes that still count: those that are not gone.
	currentOnly bool
	gone        map[uint32]bool
}

func (s *Snapshot) selection(f QuoteFilter) *selection {
	return &selection{
		currentOnly: len(f.Statuses) == 1 && f.Statuses[0] == record.Current, gone: s.uncounted(),
		s: s, f: f,
		speakers:     numbersOf(s, actors, f.Speakers),
		affiliations: numbersOf(s, actors, f.Affiliations),
		claim:        numberOf(s, claims, f.Claim),
		document:     numberOf(s, documents, f.Document),
		onStances:    !f.Claim.IsZero() || !f.Question.IsZero() || !f.Topic.IsZero() || len(f.Positions) > 0 || f.Basis != nil,
	}
}

func numbersOf[T any](s *Snapshot, g group, ids []record.ID[T]) []uint32 {
	numbers := make([]uint32, len(ids))
	for i, id := range ids {
		numbers[i] = numberOf(s, g, id)
	}
	return numbers
}

func numberOf[T any](s *Snapshot, g group, id record.ID[T]) uint32 {
	if n, ok := s.numberIn(g, uuid.UUID(id)); ok {
		return n
	}
	return nobody
}

// isOne reports whether an optional number of a row is among those wanted. It is
// read only where some are.
func isOne(wanted []uint32, read func() (uint32, bool)) bool {
	if len(wanted) == 0 {
		return true
	}
	n, ok := read()
	return ok && slices.Contains(wanted, n)
}

func (a *selection) accepts(n uint32) bool {
	q, f := a.s.quoteRow(n), &a.f
	if q == "" {
		return false
	}
	return isOne(a.speakers, q.speaker) &&
		isOne(a.affiliations, q.affiliation) &&
		among(f.Capacities, q.capacity()) &&
		among(f.Modes, q.mode()) &&
		among(f.Acts, q.act()) &&
		among(f.Media, q.medium()) &&
		among(f.Verification, q.state()) &&
		(f.Document.IsZero() || isOne([]uint32{a.document}, q.document)) &&
		(f.FirstHand == nil || *f.FirstHand == q.firstHand()) &&
		a.acceptsContext(n, q)
}

func (a *selection) acceptsContext(n uint32, q quoteRow) bool {
	s, f := a.s, &a.f
	if a.currentOnly && a.gone[n] || !a.currentOnly && len(f.Statuses) > 0 && !slices.Contains(f.Statuses, s.statusAt(n)) {
		return false
	}
	if f.Anonymous != nil && *f.Anonymous != s.anonymous(q) {
		return false
	}
	// Dates are elsewhere in memory, and seldom asked for.
	if f.Said != (DateRange{}) && !f.Said.Overlaps(s.saidOnAt(n)) || f.Published != (DateRange{}) && !f.Published.Overlaps(s.publishedOnAt(n)) {
		return false
	}
	return a.acceptsStances(n) && (f.Event.IsZero() || slices.Contains(s.quoteAt(n).Events, f.Event))
}

// acceptsStances looks for one stance that meets every condition on stances.
func (a *selection) acceptsStances(n uint32) bool {
	if !a.onStances {
		return true
	}
	for _, st := range a.s.lists[stancesOfQuote].at(n) {
		if a.acceptsStance(a.s.stanceRow(st)) {
			return true
		}
	}
	return false
}

func (a *selection) acceptsStance(st stanceRow) bool {
	s, f := a.s, &a.f
	claim, ok := st.claim()
	if !ok || !among(f.Positions, st.position()) || f.Basis != nil && *f.Basis != st.basis() || !f.Claim.IsZero() && claim != a.claim {
		return false
	}
	c := s.claimAt(claim)
	return c != nil &&
		(f.Question.IsZero() || f.Question == c.Question) &&
		(f.Topic.IsZero() || slices.Contains(c.Topics, f.Topic))
}

func among[T comparable](wanted []T, have T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, have)
}

// anonymous reports whether a quote's speaker is an unnamed source.
func (s *Snapshot) anonymous(q quoteRow) bool {
	speaker, ok := q.speaker()
	if !ok {
		return false
	}
	_, unnamed := s.tables[actors].boxed.at(speaker).(*record.UnnamedSource)
	return unnamed
}

func (s *Snapshot) claimAt(n uint32) *record.Claim {
	c, _ := s.tables[claims].boxed.at(n).(*record.Claim)
	return c
}
