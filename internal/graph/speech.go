package graph

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Utterance is the speech act behind a quote: the declared one, or the quote's
// own.
func (s *Snapshot) Utterance(q *record.Quote) *record.Utterance { return Find(s, q.UtteranceID()) }

// QuotesOf are the quotes that print an utterance, in the order of publication,
// those in undated documents last.
func (s *Snapshot) QuotesOf(id record.UtteranceID) []*record.Quote {
	if q := Find(s, record.QuoteOfOwnUtterance(id)); q != nil && q.UtteranceID() == id {
		return []*record.Quote{q}
	}
	all := list[record.Quote](s, quotesOfUtterance, uuid.UUID(id)).Slice()
	slices.SortFunc(all, func(a, b *record.Quote) int {
		da, db := s.publishedOn(a), s.publishedOn(b)
		if da.IsZero() != db.IsZero() {
			return boolFirst(db.IsZero())
		}
		if c := da.Compare(db); c != 0 {
			return c
		}
		if c := cmp.Compare(startOf(a), startOf(b)); c != 0 {
			return c
		}
		return a.ID.Compare(b.ID)
	})
	return all
}

// nowhere is where a quote without a selector stands: after all the others.
const nowhere = 1<<31 - 1

func startOf(q *record.Quote) int32 {
	if q.Selector == nil {
		return nowhere
	}
	return q.Selector.Start
}

// TextPosition is the key by which the quotes of one document are ordered as
// they stand in its text, those without a selector last.
func TextPosition(q *record.Quote) int32 { return startOf(q) }

// CurrentQuotes are all quotes that still count, newest first, found once for
// each revision.
func (s *Snapshot) CurrentQuotes() List[record.Quote] {
	all := ByDate[record.Quote](s, record.KindQuote)
	all.numbers = once(s.memo, currentQuotes{}, func() []uint32 {
		return all.Where(func(q *record.Quote) bool { return s.Status(q) == record.Current }).numbers
	})
	return all
}

type currentQuotes struct{}

// StandingOn are the stances on one claim that stand on a date, said on or
// before it, newest first; a zero date is now. Those of the publisher's own voice
// are among them, although no tally counts them.
func (s *Snapshot) StandingOn(claim record.ClaimID, asOf record.Date) List[record.Stance] {
	on := s.StancesOn(claim)
	standing := func() []uint32 {
		return on.Where(func(st *record.Stance) bool {
			q := Find(s, st.Quote)
			return q != nil && s.stands(q, asOf)
		}).numbers
	}
	if asOf.IsZero() {
		// Every page of a popular claim reads the whole list.
		on.numbers = once(s.memo, standingKey{claim}, standing)
		return on
	}
	on.numbers = standing()
	return on
}

type standingKey struct{ claim record.ClaimID }

// stands reports whether a quote was said on or before a date and not taken back
// or corrected as of it.
func (s *Snapshot) stands(q *record.Quote, asOf record.Date) bool {
	if !asOf.IsZero() && s.quoteDate(q).Compare(asOf) > 0 {
		return false
	}
	if q.Utterance.IsZero() && s.Corrections(q.ID).Len() == 0 {
		return true
	}
	corrections := s.standingCorrections(q)
	if asOf.IsZero() {
		return stance.Status(corrections) == record.Current
	}
	later := func(c *record.Correction) bool {
		return c.Kind == record.SpeakerRetracted && c.On.Compare(asOf) > 0
	}
	return stance.Status(slices.DeleteFunc(corrections, later)) == record.Current
}
