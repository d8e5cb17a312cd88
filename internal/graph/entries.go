package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// entries visits every list that a record stands in: one for each of its
// references, and those that follow from its quote.
func (s *Snapshot) entries(r record.Record, visit func(e edge, from uuid.UUID)) {
	if r == nil {
		return
	}
	k := r.Ref().Kind
	r.References(func(ref record.Reference) {
		if e := edgeOf(k, ref.Field); e != noEdge {
			visit(e, ref.ID)
		}
	})
	switch r := r.(type) {
	case *record.Stance:
		if q := Find(s, r.Quote); q != nil {
			s.visitVoters(q, func(a record.ActorID) { visit(stancesOfActor, uuid.UUID(a)) })
		}
	case *record.Response:
		if to := s.Addressee(r); !to.IsZero() {
			visit(responsesTo, uuid.UUID(to))
		}
	}
}

// visitVoters visits those for whom a quote's stances count: its speaker and
// the institution it names as the one spoken for. Who has no name, and a crowd
// that nobody counted, speak for no institution.
func (s *Snapshot) visitVoters(q *record.Quote, visit func(record.ActorID)) {
	visit(q.Speaker)
	on := record.ActorID(q.OnBehalfOf)
	if on.IsZero() || on == q.Speaker {
		return
	}
	switch s.Actor(q.Speaker).(type) {
	case *record.UnnamedSource, *record.Collective:
		return
	}
	visit(on)
}

// Addressee is the actor a response answers: the one it names, or the speaker
// of the quote it answers; zero where the document does not say.
func (s *Snapshot) Addressee(r *record.Response) record.ActorID {
	if !r.To.IsZero() || r.ToQuote.IsZero() {
		return r.To
	}
	if q := Find(s, r.ToQuote); q != nil {
		return q.Speaker
	}
	return record.ActorID{}
}

// touched is every record whose place in some list may differ after a change:
// the changed ones and those whose order or actor follows from them.
func (s *Snapshot) touched(change record.Change) []uuid.UUID {
	seen := map[uuid.UUID]bool{}
	var all []uuid.UUID
	add := func(id uuid.UUID) bool {
		if id == uuid.Nil || seen[id] {
			return false
		}
		seen[id] = true
		all = append(all, id)
		return true
	}
	for _, ref := range change.Remove {
		s.addDependents(ref.ID, add)
	}
	for _, r := range change.Put {
		s.addDependents(r.Ref().ID, add)
		if st, ok := r.(*record.Stance); ok {
			add(uuid.UUID(st.Claim))
		}
	}
	slices.SortFunc(all, func(a, b uuid.UUID) int { return record.Ref{ID: a}.Compare(record.Ref{ID: b}) })
	return all
}

// addDependents adds a record and what depends on it as it stands in s.
func (s *Snapshot) addDependents(id uuid.UUID, add func(uuid.UUID) bool) {
	if !add(id) {
		return
	}
	r, ok := s.Record(id)
	if !ok {
		return
	}
	switch r := r.(type) {
	case *record.Document:
		for q := range s.QuotesIn(r.ID).All() {
			s.addDependents(uuid.UUID(q.ID), add)
		}
	case *record.Utterance:
		for q := range list[record.Quote](s, quotesOfUtterance, id).All() {
			s.addDependents(uuid.UUID(q.ID), add)
		}
	case *record.Quote:
		s.addDependentsOfQuote(r, add)
	case *record.Stance:
		add(uuid.UUID(r.Claim))
	}
}

func (s *Snapshot) addDependentsOfQuote(q *record.Quote, add func(uuid.UUID) bool) {
	for st := range s.StancesIn(q.ID).All() {
		s.addDependents(uuid.UUID(st.ID), add)
	}
	for r := range s.ReportedIn(q.ID).All() {
		add(uuid.UUID(r.ID))
	}
	for r := range s.ResponsesIn(q.ID).All() {
		add(uuid.UUID(r.ID))
	}
	for r := range s.ResponsesToQuote(q.ID).All() {
		add(uuid.UUID(r.ID))
	}
}
