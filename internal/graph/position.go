package graph

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Scope narrows a question to one topic, event, question or claim. The zero
// Scope is everything.
type Scope struct {
	// At most one of these is set; none of them, beside a snapshot, holds nothing.
	topic    record.TopicID
	event    record.EventID
	question record.QuestionID
	class    record.ClaimID
	snapshot *Snapshot
}

// Scope is what an id of a topic, event, question or claim narrows to; an id of
// nothing narrows to nothing. An id of something else is record.ErrInvalid.
func (s *Snapshot) Scope(id uuid.UUID) (Scope, error) {
	if id == uuid.Nil {
		return Scope{}, nil
	}
	scope := Scope{snapshot: s}
	r, known := s.Record(id)
	if !known {
		return scope, nil
	}
	switch r := r.(type) {
	case *record.Topic:
		scope.topic = r.ID
	case *record.Event:
		scope.event = r.ID
	case *record.Question:
		scope.question = r.ID
	case *record.Claim:
		scope.class, _ = s.classes.Of(r.ID)
	default:
		return Scope{}, fmt.Errorf("%w scope %s: want the id of a topic, event, question or claim", record.ErrInvalid, id)
	}
	return scope, nil
}

// Holds reports whether a claim is in scope.
func (c Scope) Holds(claim *record.Claim) bool {
	switch {
	case c.snapshot == nil:
		return true
	case !c.topic.IsZero():
		return slices.Contains(claim.Topics, c.topic)
	case !c.event.IsZero():
		return slices.Contains(claim.Events, c.event)
	case !c.question.IsZero():
		return claim.Question == c.question
	}
	class, _ := c.snapshot.classes.Of(claim.ID)
	return class == c.class
}

// claimsIn visits the claims in a scope that is narrower than everything.
func (s *Snapshot) claimsIn(c Scope) iter.Seq[record.ClaimID] {
	var in List[record.Claim]
	switch {
	case !c.topic.IsZero():
		in = s.ClaimsOn(c.topic)
	case !c.event.IsZero():
		in = s.ClaimsAround(c.event)
	case !c.question.IsZero():
		in = s.ClaimsOf(c.question)
	}
	return func(yield func(record.ClaimID) bool) {
		if !c.class.IsZero() && !yield(c.class) {
			return
		}
		for claim := range in.All() {
			if !yield(claim.ID) {
				return
			}
		}
	}
}

// Status is whether a quote still counts, from its corrections.
func (s *Snapshot) Status(q *record.Quote) record.QuoteStatus {
	n, ok := s.numberIn(quotes, uuid.UUID(q.ID))
	if !ok {
		return record.Current
	}
	return s.statusAt(n)
}

func (s *Snapshot) statusAt(n uint32) record.QuoteStatus { return stance.Status(s.correctionsAt(n)) }

// correctionsAt are those of a quote and, because a speaker takes back what they
// said and not one printing of it, the retractions of every other quote of the
// same utterance.
func (s *Snapshot) correctionsAt(n uint32) []*record.Correction {
	var all []*record.Correction
	for _, c := range s.lists[correctionsOfQuote].at(n) {
		all = append(all, s.correctionAt(c))
	}
	u, shared := s.quoteRow(n).utterance()
	if !shared {
		return all
	}
	for _, other := range s.lists[quotesOfUtterance].at(u) {
		if other == n {
			continue
		}
		for _, c := range s.lists[correctionsOfQuote].at(other) {
			if c := s.correctionAt(c); c.Kind == record.SpeakerRetracted {
				all = append(all, c)
			}
		}
	}
	return all
}

func (s *Snapshot) correctionAt(n uint32) *record.Correction {
	return s.tables[corrections].boxed.at(n).(*record.Correction)
}

// Position is an actor's effective position on a claim's class on a date,
// relative to Claim.
type Position struct {
	stance.Position
	Actor record.ActorID
	Claim *record.Claim
}

// Positions are an actor's effective positions, those of its newest words first,
// then by claim. Each is worked out when it is read: somebody who speaks on
// everything has fifty thousand, of which a page is looked at.
type Positions struct {
	s     *Snapshot
	actor record.ActorID
	no    stance.ActorNo
	asOf  record.Date
	held  []stance.Held
	// sorted are the days whose positions are in order among themselves; allDays,
	// once the days are. Who asks for the number of positions alone sorts nothing.
	sorted map[int32]bool
}

// allDays is no key of a day.
const allDays = -1

// Positions are an actor's within a scope on a date; a zero date is now.
func (s *Snapshot) Positions(actor record.ActorID, scope Scope, asOf record.Date) Positions {
	no, ok := s.actorNo(actor)
	if !ok {
		return Positions{}
	}
	l := s.lens(Lens{scope, asOf})
	return Positions{s, actor, no, asOf, s.index.Held(no, l), map[int32]bool{}}
}

// Len is the number of positions.
func (p Positions) Len() int { return len(p.held) }

// At is the i-th position, from 0. They are put in order when they are read, those
// of one day when one of them is, so a list is read by one goroutine at a time.
func (p Positions) At(i int) *Position {
	if !p.sorted[allDays] {
		p.sorted[allDays] = true
		slices.SortFunc(p.held, func(a, b stance.Held) int { return cmp.Compare(b.Latest, a.Latest) })
	}
	if day := p.held[i].Latest; !p.sorted[day] {
		p.sorted[day] = true
		p.sortDay(day)
	}
	position := p.s.standing(p.actor, p.no, p.held[i].Class, p.asOf)
	return &position
}

func (p Positions) sortDay(day int32) {
	later := func(h stance.Held, day int32) int { return cmp.Compare(day, h.Latest) }
	start, _ := slices.BinarySearchFunc(p.held, day, later)
	end, _ := slices.BinarySearchFunc(p.held, day-1, later)
	n := indexed{p.s}
	slices.SortFunc(p.held[start:end], func(a, b stance.Held) int {
		return compareClaims(n.claim(a.Class), n.claim(b.Class))
	})
}

// All visits the positions in order.
func (p Positions) All() iter.Seq[*Position] {
	return func(yield func(*Position) bool) {
		for i := range p.held {
			if !yield(p.At(i)) {
				return
			}
		}
	}
}

func compareClaims(a, b *record.Claim) int {
	return cmp.Or(strings.Compare(a.Slug, b.Slug), a.ID.Compare(b.ID))
}

func (s *Snapshot) comparePositions(a, b Position) int {
	if c := s.latest(b) - s.latest(a); c != 0 {
		return int(c)
	}
	return compareClaims(a.Claim, b.Claim)
}

// PeoplePositions are the effective positions of people that rest on words they
// said as people of an institution, in the order of Positions: the quote prints
// it as theirs, or prints none and they are on record as belonging to it on that
// day. What they said elsewhere, before or after, is not among them.
func (s *Snapshot) PeoplePositions(ctx context.Context, at record.InstitutionID, scope Scope, asOf record.Date) ([]Position, error) {
	people, err := s.everAt(at)
	if err != nil {
		return nil, err
	}
	var all []Position
	for person := range people {
		saidThere := func(st *record.Stance) bool { return s.spokeAt(Find(s, st.Quote), at) }
		for p := range s.Positions(person, scope, asOf).All() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if slices.ContainsFunc(p.Evidence, saidThere) {
				all = append(all, *p)
			}
		}
	}
	slices.SortFunc(all, s.comparePeoplePositions)
	return all, nil
}

// mostSpokenAt is how many quotes are read to find an institution's people, and
// how many of their stances to find where they stand.
const mostSpokenAt = 10_000

// everAt are the people who spoke at an institution or were on record as
// belonging to it.
func (s *Snapshot) everAt(at record.InstitutionID) (map[record.ActorID]bool, error) {
	spoken, cost := s.QuotesAt(at), 0
	people := map[record.ActorID]bool{}
	add := func(id record.ActorID) {
		if _, human := s.Actor(id).(*record.Person); human && !people[id] {
			people[id] = true
			cost += s.StancesOf(id).Len()
		}
	}
	if spoken.Len() <= mostSpokenAt {
		for q := range spoken.All() {
			add(q.Speaker)
		}
		for a := range s.Memberships(at).All() {
			add(record.ActorID(a.Person))
		}
	}
	if cost = max(cost, spoken.Len()); cost > mostSpokenAt {
		return nil, fmt.Errorf("%w question: %d quotes of this institution's people would be read, and at most %d are for one answer; ask its people one by one", record.ErrTooLarge, cost, mostSpokenAt)
	}
	return people, nil
}

// spokeAt reports whether a person spoke as one of an institution's people, which
// nobody does in a personal capacity.
func (s *Snapshot) spokeAt(q *record.Quote, at record.InstitutionID) bool {
	if q.Capacity == record.Personal {
		return false
	}
	if !q.Affiliation.IsZero() {
		return q.Affiliation == at
	}
	var day record.Date
	if n, ok := s.numberIn(quotes, uuid.UUID(q.ID)); ok {
		day = s.quoteDateAt(n)
	}
	for a := range s.Affiliations(record.PersonID(q.Speaker)).All() {
		// Nobody can tell whether undated words fall into the years that somebody
		// belonged to an institution, unless no years are known at all.
		bounded := !a.Since.IsZero() || !a.Until.IsZero()
		if a.Institution == at && a.Held(day) && !(day.IsZero() && bounded) {
			return true
		}
	}
	return false
}

// comparePeoplePositions orders positions of several people on one claim by
// their ids.
func (s *Snapshot) comparePeoplePositions(a, b Position) int {
	if c := s.comparePositions(a, b); c != 0 {
		return c
	}
	return a.Actor.Compare(b.Actor)
}

// PositionDate is the key by which positions are ordered in time: that of their
// newest evidence.
func (s *Snapshot) PositionDate(p Position) int32 { return s.latest(p) }

func (s *Snapshot) latest(p Position) int32 {
	var latest int32
	for _, st := range p.Evidence {
		latest = max(latest, s.dateOf(st.Quote))
	}
	return latest
}

// PositionOn is an actor's effective position on a claim on a date; ok is false
// where it has none.
func (s *Snapshot) PositionOn(actor record.ActorID, claim *record.Claim, asOf record.Date) (p Position, ok bool) {
	no, known := s.actorNo(actor)
	if !known {
		return Position{Actor: actor, Claim: claim}, false
	}
	class, exchanged := s.classNo(claim.ID)
	effective, ok := stance.Effective(s.votesOn(no, class, exchanged), asOf)
	return Position{effective, actor, claim}, ok
}

// effectively is where an actor stands on a claim as of now.
func (s *Snapshot) effectively(at stand) (stance.Position, bool) {
	claim := Find(s, at.claim)
	if claim == nil {
		return stance.Position{}, false
	}
	p, ok := s.PositionOn(at.actor, claim, record.Date{})
	return p.Position, ok
}

// Tally counts the actors on each side of a claim on a date: one vote for each
// actor and for each utterance.
func (s *Snapshot) Tally(ctx context.Context, claim *record.Claim, asOf record.Date) (stance.Tally, error) {
	class, exchanged := s.classNo(claim.ID)
	return s.index.Tally(ctx, indexed{s}, class, exchanged, asOf)
}

// TallyNow is the tally as of now. That of a claim on which thousands spoke is
// counted once for each revision.
func (s *Snapshot) TallyNow(claim *record.Claim) stance.Tally {
	class, exchanged := s.classNo(claim.ID)
	count := func() stance.Tally { return s.index.TallyStamped(indexed{s}, class, exchanged) }
	if s.StancesOn(claim.ID).Len() < worthKeeping {
		return count()
	}
	return once(s.memo, claim.ID, count)
}

// worthKeeping is from how many stances on a count is remembered: below it,
// remembering costs more than counting.
const worthKeeping = 1_000

// Origins is the number of distinct utterances behind the classes of some
// claims, those that stand on a date; a zero date is now.
func (s *Snapshot) Origins(asOf record.Date, all ...*record.Claim) int {
	var classes []stance.ClassNo
	for _, c := range all {
		class, _ := s.classNo(c.ID)
		classes = append(classes, class)
	}
	slices.Sort(classes)
	return s.index.Origins(slices.Compact(classes), asOf)
}

// Shift is a change of an actor's side on a claim's class.
type Shift struct {
	stance.Shift
	Actor record.ActorID
	Claim *record.Claim
}

// Shifts are an actor's changes of position up to a date, newest first.
func (s *Snapshot) Shifts(actor record.ActorID, asOf record.Date) []Shift {
	var all []Shift
	no, ok := s.actorNo(actor)
	if !ok {
		return nil
	}
	for _, class := range s.index.Revisited(no) {
		for _, shift := range stance.Shifts(s.votesOn(no, class, false), asOf) {
			all = append(all, Shift{shift, actor, indexed{s}.claim(class)})
		}
	}
	slices.SortFunc(all, func(a, b Shift) int {
		if c := s.dateOf(b.To.Quote) - s.dateOf(a.To.Quote); c != 0 {
			return int(c)
		}
		return a.To.ID.Compare(b.To.ID)
	})
	return all
}
