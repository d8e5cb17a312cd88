package graph

import (
	"cmp"
	"slices"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// cast is one stance as it counts for one actor, in numbers: what a claim with a
// hundred thousand stances is read as. Votes are made of a few of them at a time.
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

// casts are all on a claim's class, relative to that claim.
func (s *Snapshot) casts(claim *record.Claim) []cast {
	root, asked := s.classes.Of(claim.ID)
	var all []cast
	for _, m := range s.classes.Members(root) {
		numbers := s.StancesOn(m.Claim).numbers
		all = slices.Grow(all, len(numbers))
		for _, n := range numbers {
			s.eachCast(n, m.Exchanged != asked, func(c cast) { all = append(all, c) })
		}
	}
	return all
}

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

// A booth makes votes out of casts in memory that it uses again: votes, and the
// pointers in them, are good until the next are made. Stances and quotes have
// what the rules of package stance ask for and no texts.
type booth struct {
	s       *Snapshot
	votes   []stance.Vote
	stances []record.Stance
	quotes  []record.Quote
}

func (b *booth) fill(casts []cast) []stance.Vote {
	b.votes = b.votes[:0]
	b.stances = slices.Grow(b.stances[:0], len(casts))[:len(casts)]
	b.quotes = slices.Grow(b.quotes[:0], len(casts))[:len(casts)]
	for i, c := range casts {
		st, q := &b.stances[i], &b.quotes[i]
		b.s.readStanceHead(c.stance, b.s.stanceRow(c.stance), st)
		b.s.readQuoteHead(c.quote, b.s.quoteRow(c.quote), q)
		b.votes = append(b.votes, b.s.ballot(c, st, q))
	}
	return b.votes
}

func (b *booth) vote(c cast) *stance.Vote { return &b.fill([]cast{c})[0] }

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

// eachPosition visits the effective positions of all who have a stance on a
// claim's class, in order of their numbers. A position's stances are good until
// visit returns.
func (s *Snapshot) eachPosition(claim *record.Claim, asOf record.Date, visit func(actor uint32, p stance.Position)) {
	all := s.casts(claim)
	slices.SortStableFunc(all, func(a, b cast) int { return cmp.Compare(a.actor, b.actor) })
	b := booth{s: s}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].actor == all[0].actor {
			n++
		}
		if p, ok := stance.Effective(b.fill(all[:n]), asOf); ok {
			visit(all[0].actor, p)
		}
		all = all[n:]
	}
}
