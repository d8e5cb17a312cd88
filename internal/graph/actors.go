package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// ActorFilter selects people or institutions. Every condition that is set must
// hold.
type ActorFilter struct {
	// Topic asks for those with a stance on one of its claims, or spoken for in one.
	Topic record.TopicID
	// Event asks for those quoted about it. A publisher's own voice quotes nobody.
	Event record.EventID
	// Affiliation asks for people at an institution and for institutions that
	// belong to it, on Today.
	Affiliation record.InstitutionID
	Today       record.Date
	// SilentOn asks for those without a position on a claim who were quoted within
	// the rest of the filter.
	SilentOn record.ClaimID
}

// ActorCondition is the filter as one function, or nil where it asks nothing.
func (s *Snapshot) ActorCondition(f ActorFilter) func(record.Actor) bool {
	var conditions []func(record.Actor) bool
	in := func(set map[record.ActorID]int) {
		conditions = append(conditions, func(a record.Actor) bool { return set[a.ActorID()] > 0 })
	}
	if !f.Topic.IsZero() {
		in(s.speakersOn(f.Topic))
	}
	if !f.Event.IsZero() {
		in(s.quotedOn(f.Event))
	}
	if !f.Affiliation.IsZero() {
		conditions = append(conditions, func(a record.Actor) bool { return s.belongs(a, f.Affiliation, f.Today) })
	}
	if !f.SilentOn.IsZero() {
		conditions = append(conditions, s.silence(f))
	}
	if len(conditions) == 0 {
		return nil
	}
	return func(a record.Actor) bool {
		for _, holds := range conditions {
			if !holds(a) {
				return false
			}
		}
		return true
	}
}

// heard reports whether a quote makes its speaker somebody who is quoted: it
// stands, and the publisher does not speak in its own voice, which is counted
// nowhere. A paper that writes about a subject is not quoted on it.
func (s *Snapshot) heard(n uint32, q quoteRow) bool {
	return q != "" && q.mode() != record.Editorial && s.statusAt(n) == record.Current
}

// speakersOn counts, for each actor, the utterances with a stance of theirs on a
// topic.
func (s *Snapshot) speakersOn(topic record.TopicID) map[record.ActorID]int {
	seen := map[utteredBy]bool{}
	counts := map[record.ActorID]int{}
	for c := range s.ClaimsOn(topic).All() {
		for _, n := range s.StancesOn(c.ID).numbers {
			s.eachCast(n, false, func(c cast) {
				by := utteredBy{c.actor, c.utterance}
				if !seen[by] && s.heard(c.quote, s.quoteRow(c.quote)) {
					seen[by] = true
					counts[record.ActorID(s.tables[actors].ids.at(c.actor))]++
				}
			})
		}
	}
	return counts
}

type utteredBy struct {
	actor     uint32
	utterance stance.UtteranceNo
}

func (s *Snapshot) quotedOn(event record.EventID) map[record.ActorID]int {
	counts := map[record.ActorID]int{}
	for _, n := range s.QuotesOn(event).numbers {
		row := s.quoteRow(n)
		if speaker, ok := row.speaker(); ok && s.heard(n, row) {
			counts[record.ActorID(s.tables[actors].ids.at(speaker))]++
		}
	}
	return counts
}

func (s *Snapshot) belongs(a record.Actor, to record.InstitutionID, today record.Date) bool {
	switch a := a.(type) {
	case *record.Person:
		for at := range s.Affiliations(a.ID).All() {
			if at.Institution == to && at.Held(today) {
				return true
			}
		}
	case *record.Institution:
		for _, l := range a.Parents {
			if l.Institution == to && l.Held(today) {
				return true
			}
		}
	}
	return false
}

// silence is met by those quoted in scope who have no position on the claim.
// Having none is not being undecided, and not having been asked either. A claim
// that does not exist is met by nobody.
func (s *Snapshot) silence(f ActorFilter) func(record.Actor) bool {
	c := Find(s, f.SilentOn)
	if c == nil {
		return func(record.Actor) bool { return false }
	}
	class, _ := s.classNo(c.ID)
	return func(a record.Actor) bool {
		no, _ := s.actorNo(a.ActorID())
		_, positioned := s.index.Side(no, class)
		return !positioned && (!f.Topic.IsZero() || !f.Event.IsZero() || s.isQuoted(a.ActorID()))
	}
}

// isQuoted reports whether some utterance of an actor stands, see UtterancesBy.
func (s *Snapshot) isQuoted(id record.ActorID) bool {
	return slices.ContainsFunc(s.QuotesBy(id).numbers, func(n uint32) bool { return s.heard(n, s.quoteRow(n)) })
}

// UtterancesBy is the number of distinct utterances of an actor that stand, those
// of a publisher in its own voice not among them.
func (s *Snapshot) UtterancesBy(id record.ActorID) int {
	count := 0
	shared := map[stance.UtteranceNo]bool{}
	for _, n := range s.QuotesBy(id).numbers {
		row := s.quoteRow(n)
		if !s.heard(n, row) {
			continue
		}
		if u := row.utteranceOf(n); u&1 == 0 {
			count++
		} else {
			shared[u] = true
		}
	}
	return count + len(shared)
}

// ActorQuotedness ranks an actor by the number of its utterances on record; name
// is that by which equals follow one another.
func (s *Snapshot) ActorQuotedness(a record.Actor, name string) Rank {
	id := a.ActorID()
	return Rank{Count: s.UtterancesBy(id), Name: name, ID: uuid.UUID(id)}
}

// TopicActor is an actor and the number of its utterances on a topic.
type TopicActor struct {
	Actor      record.Actor
	Utterances int
}

// ActorsOn are the actors with a stance on a claim of a topic, in no particular
// order.
func (s *Snapshot) ActorsOn(topic record.TopicID) []TopicActor {
	return once(s.memo, topicActorsKey{topic}, func() []TopicActor {
		var all []TopicActor
		for id, n := range s.speakersOn(topic) {
			if a := s.Actor(id); a != nil {
				all = append(all, TopicActor{a, n})
			}
		}
		return all
	})
}

type topicActorsKey struct{ topic record.TopicID }

// Members are the people with an affiliation to an institution that held on a
// date, each once, in the order of their affiliations.
func (s *Snapshot) Members(id record.InstitutionID, on record.Date) []*record.Person {
	seen := map[record.PersonID]bool{}
	var people []*record.Person
	for a := range s.Memberships(id).All() {
		if p := Find(s, a.Person); p != nil && a.Held(on) && !seen[p.ID] {
			seen[p.ID] = true
			people = append(people, p)
		}
	}
	return people
}
