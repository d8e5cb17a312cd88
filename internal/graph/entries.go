package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// entries visits the list of everything that a record refers to. number finds,
// or gives, the number of what is referred to.
func (s *Snapshot) entries(r record.Record, number func(g group, id [16]byte) (uint32, bool), visit func(e edge, from uint32)) {
	k := r.Ref().Kind
	r.References(func(ref record.Reference) {
		e := edgeOf(k, ref.Field)
		if e == noEdge {
			return
		}
		if from, ok := number(targetOf(e), ref.ID); ok {
			visit(e, from)
		}
	})
}

// known finds the number of an id, whether or not its record is there.
func (s *Snapshot) known(g group, id [16]byte) (uint32, bool) {
	r, ok := s.numbered(id)
	return r.number(), ok && r.group() == g
}

// derivedEntries visits the lists that a record stands in because of its quote.
func (s *Snapshot) derivedEntries(r record.Record, n uint32, visit func(e edge, from uint32)) {
	switch r := r.(type) {
	case *record.Stance:
		s.eachVoterOf(n, func(actor uint32) { visit(stancesOfActor, actor) })
	case *record.Response:
		if to := s.Addressee(r); !to.IsZero() {
			if n, ok := s.known(actors, to); ok {
				visit(responsesTo, n)
			}
		}
	}
}

// eachVoterOf visits those for whom a stance counts.
func (s *Snapshot) eachVoterOf(n uint32, visit func(actor uint32)) {
	if row := s.stanceRow(n); row != "" {
		if quote, ok := row.quote(); ok {
			s.eachVoter(s.quoteRow(quote), visit)
		}
	}
}

// eachVoter visits those for whom a quote's stances count: its speaker and the
// institution it names as the one spoken for. Who has no name, and a crowd that
// nobody counted, speak for no institution.
func (s *Snapshot) eachVoter(q quoteRow, visit func(actor uint32)) {
	if q == "" {
		return
	}
	speaker, ok := q.speaker()
	if !ok {
		return
	}
	visit(speaker)
	institution, ok := q.onBehalfOf()
	if !ok || institution == speaker {
		return
	}
	switch s.tables[actors].boxed.at(speaker).(type) {
	case *record.UnnamedSource, *record.Collective:
		return
	}
	visit(institution)
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
// the changed ones and those whose order, actor or standing follows from them.
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
	s.addCorrected(change, add)
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

// addCorrected adds the quotes that a change may make current or no longer so:
// those whose corrections it changes and, because a speaker takes back an
// utterance and not one printing of it, all that share theirs.
func (s *Snapshot) addCorrected(change record.Change, add func(uuid.UUID) bool) {
	corrected := map[record.QuoteID]bool{}
	note := func(id uuid.UUID) {
		r, ok := s.Record(id)
		if !ok {
			return
		}
		switch r := r.(type) {
		case *record.Correction:
			corrected[r.Quote] = true
		case *record.Quote:
			if s.Corrections(r.ID).Len() > 0 {
				corrected[r.ID] = true
			}
		}
	}
	put := map[record.QuoteID]*record.Quote{}
	for _, ref := range change.Remove {
		note(ref.ID)
	}
	for _, r := range change.Put {
		note(r.Ref().ID)
		switch r := r.(type) {
		case *record.Correction:
			corrected[r.Quote] = true
		case *record.Quote:
			put[r.ID] = r
		}
	}
	for id := range corrected {
		for _, q := range []*record.Quote{Find(s, id), put[id]} {
			if q != nil {
				s.addPrintings(q, add)
			}
		}
	}
}

// addPrintings adds a quote and all that share its utterance.
func (s *Snapshot) addPrintings(q *record.Quote, add func(uuid.UUID) bool) {
	s.addDependents(uuid.UUID(q.ID), add)
	for other := range list[record.Quote](s, quotesOfUtterance, uuid.UUID(q.Utterance)).All() {
		s.addDependents(uuid.UUID(other.ID), add)
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
