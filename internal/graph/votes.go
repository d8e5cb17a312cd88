package graph

import (
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// cast is one stance as it counts for one actor, in numbers.
type cast struct {
	actor, stance, quote uint32
	utterance            stance.UtteranceNo
	exchanged            bool
}

// utteranceOf is the utterance of the quote with this number: an odd number is a
// declared one, an even one the quote's own.
func (q quoteRow) utteranceOf(n uint32) stance.UtteranceNo {
	if u, shared := q.utterance(); shared {
		return stance.UtteranceNo(u<<1 | 1)
	}
	return stance.UtteranceNo(n << 1)
}

func (s *Snapshot) utteranceID(u stance.UtteranceNo) record.UtteranceID {
	if u&1 == 0 {
		return record.OwnUtterance(record.QuoteID(s.tables[quotes].ids.at(uint32(u >> 1))))
	}
	return record.UtteranceID(s.tables[utterances].ids.at(uint32(u >> 1)))
}

// classOf is the class that a stance is on.
func (s *Snapshot) classOf(n uint32) (class record.ClaimID, exchanged, ok bool) {
	claim, ok := s.stanceRow(n).claim()
	if !ok {
		return class, false, false
	}
	class, exchanged = s.classes.Of(record.ClaimID(s.tables[claims].ids.at(claim)))
	return class, exchanged, true
}

// eachCast visits what one stance counts for.
func (s *Snapshot) eachCast(n uint32, exchanged bool, visit func(cast)) {
	st := s.stanceRow(n)
	if st == "" {
		return
	}
	quote, ok := st.quote()
	if !ok {
		return
	}
	row := s.quoteRow(quote)
	s.eachVoter(row, func(actor uint32) {
		visit(cast{actor: actor, stance: n, quote: quote, utterance: row.utteranceOf(quote), exchanged: exchanged})
	})
}

// A booth makes votes out of casts, one after the other in the same memory: a vote
// is good until the next is made. Its stance and quote have what the rules of
// package stance ask for and no texts.
type booth struct {
	s      *Snapshot
	ballot stance.Vote
	stance record.Stance
	quote  record.Quote
}

func (b *booth) vote(c cast) *stance.Vote {
	b.s.readStanceHead(c.stance, b.s.stanceRow(c.stance), &b.stance)
	b.s.readQuoteHead(c.quote, b.s.quoteRow(c.quote), &b.quote)
	b.ballot = b.s.ballot(c, &b.stance, &b.quote)
	return &b.ballot
}

// ballot is one cast as the rules of package stance read it.
func (s *Snapshot) ballot(c cast, st *record.Stance, q *record.Quote) stance.Vote {
	actor := record.ActorID(s.tables[actors].ids.at(c.actor))
	return stance.Vote{
		Stance:      st,
		Quote:       q,
		Actor:       actor,
		Own:         q.Speaker == actor,
		Said:        s.saidOnAt(c.quote),
		Printed:     s.publishedOnAt(c.quote),
		Utterance:   s.utteranceID(c.utterance),
		Corrections: s.correctionsAt(c.quote),
		Exchanged:   c.exchanged,
	}
}

// votesFor are votes to keep, with their stances whole.
func (s *Snapshot) votesFor(casts []cast) []stance.Vote {
	votes := make([]stance.Vote, len(casts))
	heads := make([]record.Quote, len(casts))
	for i, c := range casts {
		s.readQuoteHead(c.quote, s.quoteRow(c.quote), &heads[i])
		votes[i] = s.ballot(c, s.stanceAt(c.stance), &heads[i])
	}
	return votes
}
