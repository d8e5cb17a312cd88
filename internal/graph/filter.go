package graph

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// DateRange is a stretch of days, both ends included; a zero end is open.
type DateRange struct{ From, To record.Date }

// Overlaps reports whether a date may lie in the range: one of reduced
// precision does where any of its days would. An unknown date lies in no range
// but the open one.
func (r DateRange) Overlaps(d record.Date) bool {
	if r == (DateRange{}) {
		return true
	}
	if d.IsZero() {
		return false
	}
	starts := r.From.IsZero() || d.Last().Compare(r.From.First()) >= 0
	ends := r.To.IsZero() || d.First().Compare(r.To) <= 0
	return starts && ends
}

// QuoteFilter selects quotes. Every condition that is set must hold; a list
// holds where one of its entries does. Claim, question, topic, position and
// basis must hold of one and the same stance.
type QuoteFilter struct {
	Speakers     []record.ActorID
	Affiliations []record.InstitutionID
	Claim        record.ClaimID
	Question     record.QuestionID
	Topic        record.TopicID
	Event        record.EventID
	Document     record.DocumentID
	Positions    []record.Position
	Basis        *record.Basis
	Capacities   []record.Capacity
	Modes        []record.QuoteMode
	Acts         []record.SpeechAct
	Media        []record.Medium
	Statuses     []record.QuoteStatus
	Verification []record.VerificationState
	// FirstHand asks for quotes with (false) or without (true) a channel
	// between speaker and document.
	FirstHand *bool
	// Anonymous asks for unnamed sources (true) or for everyone else (false).
	Anonymous       *bool
	Said, Published DateRange
}

// Quotes selects quotes, newest first. The list is of this snapshot.
func (s *Snapshot) Quotes(f QuoteFilter) List[record.Quote] {
	l := List[record.Quote]{table: &s.tables[quotes]}
	s.eachCandidate(f, func(n uint32) {
		if s.accepts(f, l.table.at(n).(*record.Quote)) {
			l.numbers = append(l.numbers, n)
		}
	})
	return l
}

// eachCandidate visits, newest first, a list that is sure to hold every quote
// the filter selects: the shortest that one of its conditions gives.
func (s *Snapshot) eachCandidate(f QuoteFilter, visit func(uint32)) {
	best, found := s.shortest(f)
	if !found {
		s.orders.dated[quotes].Scan(func(d dated) bool {
			visit(d.number)
			return true
		})
		return
	}
	for _, n := range best {
		visit(n)
	}
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
		consider(s.quotesTakingSides(s.StancesOn(f.Claim)))
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

func (s *Snapshot) quotesTakingSides(on List[record.Stance]) []uint32 {
	all := make([]uint32, 0, on.Len())
	for st := range on.All() {
		if p, ok := s.places.get(uuid.UUID(st.Quote)); ok {
			all = append(all, p.number)
		}
	}
	return s.sortedQuotes(all)
}

func (s *Snapshot) sortedQuotes(numbers []uint32) []uint32 {
	slices.SortFunc(numbers, func(a, b uint32) int { return s.compare(quotes, a, b) })
	return slices.Compact(numbers)
}

func (s *Snapshot) accepts(f QuoteFilter, q *record.Quote) bool {
	return among(f.Speakers, q.Speaker) &&
		among(f.Affiliations, q.Affiliation) &&
		among(f.Capacities, q.Capacity) &&
		among(f.Modes, q.Mode) &&
		among(f.Acts, q.Act) &&
		among(f.Media, q.Medium) &&
		among(f.Verification, q.Verification.State) &&
		(f.Document.IsZero() || f.Document == q.Document) &&
		(f.Event.IsZero() || slices.Contains(q.Events, f.Event)) &&
		(f.FirstHand == nil || *f.FirstHand == q.FirstHand()) &&
		s.acceptsContext(f, q)
}

func (s *Snapshot) acceptsContext(f QuoteFilter, q *record.Quote) bool {
	if len(f.Statuses) > 0 && !slices.Contains(f.Statuses, s.Status(q)) {
		return false
	}
	if f.Anonymous != nil && *f.Anonymous != s.anonymous(q.Speaker) {
		return false
	}
	if !f.Said.Overlaps(s.SaidOn(q)) || !f.Published.Overlaps(s.publishedOn(q)) {
		return false
	}
	return s.acceptsStances(f, q)
}

// acceptsStances looks for one stance that meets every condition on stances.
func (s *Snapshot) acceptsStances(f QuoteFilter, q *record.Quote) bool {
	if f.Claim.IsZero() && f.Question.IsZero() && f.Topic.IsZero() && len(f.Positions) == 0 && f.Basis == nil {
		return true
	}
	for st := range s.StancesIn(q.ID).All() {
		c := Find(s, st.Claim)
		if c != nil && among(f.Positions, st.Position) && (f.Basis == nil || *f.Basis == st.Basis) &&
			(f.Claim.IsZero() || f.Claim == c.ID) &&
			(f.Question.IsZero() || f.Question == c.Question) &&
			(f.Topic.IsZero() || slices.Contains(c.Topics, f.Topic)) {
			return true
		}
	}
	return false
}

func among[T comparable](wanted []T, have T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, have)
}

func (s *Snapshot) anonymous(id record.ActorID) bool {
	_, unnamed := s.Actor(id).(*record.UnnamedSource)
	return unnamed
}

func (s *Snapshot) publishedOn(q *record.Quote) record.Date {
	if d := Find(s, q.Document); d != nil {
		return d.PublishedOn
	}
	return record.Date{}
}

// ByDate is everything of a kind that is ordered by date: quotes, documents,
// events and claims (by their newest stance), newest first.
func ByDate[T any](s *Snapshot, k record.Kind) List[T] {
	g := groupOf(k)
	return List[T]{table: &s.tables[g], numbers: once(s.memo, memoKey{"date", k}, func() []uint32 {
		all := make([]uint32, 0, s.Count(k))
		s.orders.dated[g].Scan(func(d dated) bool {
			all = append(all, d.number)
			return true
		})
		return all
	})}
}

// ByName is everything of a kind that is ordered by folded name: actors of one
// kind, topics, questions and polls.
func ByName[T any](s *Snapshot, k record.Kind) List[T] {
	return List[T]{table: &s.tables[groupOf(k)], numbers: once(s.memo, memoKey{"name", k}, func() []uint32 {
		all := make([]uint32, 0, s.Count(k))
		s.orders.named[k].Scan(func(n named) bool {
			all = append(all, n.number)
			return true
		})
		return all
	})}
}

type memoKey struct {
	order string
	kind  record.Kind
}

// SortDate is the key by which lists of a record's kind are ordered in time,
// see record.Date.Key: 0 where no date is known.
func (s *Snapshot) SortDate(r record.Record) int32 { return s.sortDate(r) }

// Sorted is a list of records in an order of the caller's, by a key that is
// computed once for each; ties go by id.
func Sorted[T any, K cmp.Ordered](l List[T], key func(*T) K, id func(*T) uuid.UUID) List[T] {
	type keyed struct {
		key    K
		id     uuid.UUID
		number uint32
	}
	all := make([]keyed, 0, l.Len())
	for i, n := range l.numbers {
		r := List[T]{table: l.table, numbers: l.numbers}.At(i)
		all = append(all, keyed{key(r), id(r), n})
	}
	slices.SortFunc(all, func(a, b keyed) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return record.Ref{ID: a.id}.Compare(record.Ref{ID: b.id})
	})
	numbers := make([]uint32, len(all))
	for i, k := range all {
		numbers[i] = k.number
	}
	return List[T]{table: l.table, numbers: numbers}
}

// Where keeps the records that hold.
func (l List[T]) Where(holds func(*T) bool) List[T] {
	kept := List[T]{table: l.table, backwards: l.backwards}
	for i, n := range l.numbers {
		if r := any(l.table.at(l.numbers[i])).(*T); holds(r) {
			kept.numbers = append(kept.numbers, n)
		}
	}
	return kept
}
