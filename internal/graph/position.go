package graph

import (
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

// castsOf are an actor's casts, by class of claims, within a scope, read from
// the side of each class's representative. A class that has a claim in scope is
// there whole: half of it would be another position.
func (s *Snapshot) castsOf(actor record.ActorID, scope Scope) map[record.ClaimID][]cast {
	byClass := map[record.ClaimID][]cast{}
	own := numberOf(s, actors, actor)
	for _, n := range s.StancesOf(actor).numbers {
		class, exchanged, ok := s.classOf(n)
		if !ok || !s.holdsClass(scope, class) {
			continue
		}
		s.eachCast(n, exchanged, func(c cast) {
			if c.actor == own {
				byClass[class] = append(byClass[class], c)
			}
		})
	}
	return byClass
}

func (s *Snapshot) holdsClass(scope Scope, class record.ClaimID) bool {
	return scope.snapshot == nil || slices.ContainsFunc(s.classes.Members(class), func(m stance.Member) bool {
		return scope.Holds(Find(s, m.Claim))
	})
}

// Position is an actor's effective position on a claim's class on a date,
// relative to Claim.
type Position struct {
	stance.Position
	Actor record.ActorID
	Claim *record.Claim
}

// Positions are an actor's effective positions within a scope on a date, those
// of its newest words first, then by claim. A zero date is now.
func (s *Snapshot) Positions(actor record.ActorID, scope Scope, asOf record.Date) []Position {
	var all []Position
	for class, casts := range s.castsOf(actor, scope) {
		if p, ok := stance.Effective(s.votesFor(casts), asOf); ok {
			all = append(all, Position{p, actor, Find(s, class)})
		}
	}
	slices.SortFunc(all, s.comparePositions)
	return all
}

func (s *Snapshot) comparePositions(a, b Position) int {
	if c := s.latest(b) - s.latest(a); c != 0 {
		return int(c)
	}
	if a.Claim.Slug != b.Claim.Slug {
		return strings.Compare(a.Claim.Slug, b.Claim.Slug)
	}
	return a.Claim.ID.Compare(b.Claim.ID)
}

// PeoplePositions are the effective positions of people that rest on words they
// said as people of an institution, in the order of Positions: the quote prints
// it as theirs, or prints none and they are on record as belonging to it on that
// day. What they said elsewhere, before or after, is not among them.
func (s *Snapshot) PeoplePositions(at record.InstitutionID, scope Scope, asOf record.Date) ([]Position, error) {
	people, err := s.everAt(at)
	if err != nil {
		return nil, err
	}
	var all []Position
	for person := range people {
		saidThere := func(st *record.Stance) bool { return s.spokeAt(Find(s, st.Quote), at) }
		for _, p := range s.Positions(person, scope, asOf) {
			if slices.ContainsFunc(p.Evidence, saidThere) {
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, s.comparePeoplePositions)
	return all, nil
}

// mostSpokenAt is how many quotes are read to find an institution's people, and
// how many of their stances to find where they stand.
const mostSpokenAt = 50_000

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

// spokeAt reports whether a person spoke as one of an institution's people.
func (s *Snapshot) spokeAt(q *record.Quote, at record.InstitutionID) bool {
	if !q.Affiliation.IsZero() {
		return q.Affiliation == at
	}
	day := s.quoteDate(q)
	for a := range s.Affiliations(record.PersonID(q.Speaker)).All() {
		if a.Institution == at && a.Held(day) {
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
	number := numberOf(s, actors, actor)
	root, asked := s.classes.Of(claim.ID)
	var own []cast
	for _, n := range s.StancesOf(actor).numbers {
		class, exchanged, ok := s.classOf(n)
		if !ok || class != root {
			continue
		}
		s.eachCast(n, exchanged != asked, func(c cast) {
			if c.actor == number {
				own = append(own, c)
			}
		})
	}
	effective, found := stance.Effective(s.votesFor(own), asOf)
	return Position{effective, actor, claim}, found
}

// Tally counts the actors on each side of a claim on a date: one vote for each
// actor and for each utterance.
func (s *Snapshot) Tally(claim *record.Claim, asOf record.Date) stance.Tally {
	var candidates []stance.Candidate
	s.eachPosition(claim, asOf, func(actor uint32, p stance.Position) {
		p.Evidence, p.Timeline = nil, nil
		candidates = append(candidates, stance.Candidate{Kind: s.kindAt(actors, actor), Position: p})
	})
	return stance.Count(candidates)
}

// TallyNow is the tally as of now, computed once for each revision.
func (s *Snapshot) TallyNow(claim *record.Claim) stance.Tally {
	return once(s.memo, claim.ID, func() stance.Tally { return s.Tally(claim, record.Date{}) })
}

// Origins is the number of distinct utterances behind a claim's class.
func (s *Snapshot) Origins(claim *record.Claim) int {
	return s.origins(s.casts(claim))
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
	for class, casts := range s.castsOf(actor, Scope{}) {
		for _, shift := range stance.Shifts(s.votesFor(casts), asOf) {
			all = append(all, Shift{shift, actor, Find(s, class)})
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
