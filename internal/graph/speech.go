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
		da, db := s.printedOn(a), s.printedOn(b)
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

func (s *Snapshot) printedOn(q *record.Quote) record.Date {
	if d := Find(s, q.Document); d != nil {
		return d.PublishedOn
	}
	return record.Date{}
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

// CurrentQuotes are all quotes that still count, newest first.
func (s *Snapshot) CurrentQuotes() List[record.Quote] {
	return List[record.Quote]{snapshot: s, group: quotes, order: &s.orders.current}
}

// StandingOn are the stances on one claim that stand on a date, said on or
// before it, newest first; a zero date is now. Those of the publisher's own voice
// are among them, although no tally counts them.
func (s *Snapshot) StandingOn(claim record.ClaimID, asOf record.Date) List[record.Stance] {
	on := s.StancesOn(claim)
	if asOf.IsZero() {
		// Every page of a popular claim reads the whole list.
		return on.of(once(s.memo, standingKey{claim}, func() []uint32 { return s.stillStanding(on.numbers, asOf) }))
	}
	return on.of(s.stillStanding(on.numbers, asOf))
}

type standingKey struct{ claim record.ClaimID }

// stillStanding keeps the stances that stand on a date. Where all do it is the list
// itself, which costs nothing.
func (s *Snapshot) stillStanding(on []uint32, asOf record.Date) []uint32 {
	if asOf.IsZero() && len(s.uncounted()) == 0 {
		return on
	}
	falls := func(n uint32) bool {
		quote, ok := s.stanceRow(n).quote()
		return !ok || !s.stands(quote, asOf)
	}
	first := slices.IndexFunc(on, falls)
	if first < 0 {
		return on
	}
	rest := slices.Clone(on)
	return slices.DeleteFunc(rest, falls)
}

// stands reports whether a quote was said on or before a date and not taken back
// or corrected as of it.
func (s *Snapshot) stands(n uint32, asOf record.Date) bool {
	row := s.quoteRow(n)
	if row == "" || !asOf.IsZero() && s.quoteDateAt(n).Compare(asOf) > 0 {
		return false
	}
	corrections := s.correctionsAt(n)
	if asOf.IsZero() {
		return stance.Status(corrections) == record.Current
	}
	later := func(c *record.Correction) bool {
		return c.Kind == record.SpeakerRetracted && c.On.Compare(asOf) > 0
	}
	return stance.Status(slices.DeleteFunc(corrections, later)) == record.Current
}
