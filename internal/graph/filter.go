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

// ByDate is everything of a kind that is ordered by date: quotes, documents,
// events and claims (by their newest stance), newest first.
func ByDate[T any](s *Snapshot, k record.Kind) List[T] {
	g := groupOf(k)
	return List[T]{snapshot: s, group: g, order: &s.orders.dated[g]}
}

// ByName is everything of a kind that is ordered by folded name: actors of one
// kind, topics, questions and polls.
func ByName[T any](s *Snapshot, k record.Kind) List[T] {
	return List[T]{snapshot: s, group: groupOf(k), numbers: once(s.names, byNameKey{k}, func() []uint32 {
		all := make([]uint32, 0, s.Count(k))
		s.orders.named[k].Scan(func(n named) bool {
			all = append(all, n.number)
			return true
		})
		return all
	})}
}

type byNameKey struct{ kind record.Kind }

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
	for i := range l.Len() {
		n := l.number(i)
		r := l.read(n)
		all = append(all, keyed{key(r), id(r), n})
	}
	slices.SortFunc(all, func(a, b keyed) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return compareIDs(a.id, b.id)
	})
	numbers := make([]uint32, len(all))
	for i, k := range all {
		numbers[i] = k.number
	}
	return l.of(numbers)
}
