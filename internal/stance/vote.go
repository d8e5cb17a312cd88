package stance

import (
	"cmp"
	"math"
	"slices"

	"onrecord/internal/record"
)

// Vote is one stance as it counts for one actor. A quote spoken by a person on
// behalf of an institution makes two votes of each of its stances.
type Vote struct {
	Stance *record.Stance // never nil
	Quote  *record.Quote  // the stance's quote, never nil
	// Actor is whose vote it is: the quote's speaker, or the institution that it
	// was spoken on behalf of.
	Actor record.ActorID
	// Own says that the actor is the quote's speaker. It is always true of a
	// person, and of an institution in its own statements.
	Own bool
	// Said is the utterance's date, else the quote's; zero: undated.
	Said record.Date
	// Printed is when the document was published; zero: not known.
	Printed     record.Date
	Utterance   record.UtteranceID
	Corrections []*record.Correction // the quote's, in any order
	// Exchanged is set where the stance's claim is the opposite of the claim
	// that is asked about, see [Classes.Of].
	Exchanged bool
}

// Status is what became of a quote. Of several corrections the gravest counts:
// withdrawn by the coder, retracted by the speaker, corrected by the publisher.
func Status(corrections []*record.Correction) record.QuoteStatus {
	status := record.Current
	for _, c := range corrections {
		switch c.Kind {
		case record.CoderError:
			status = max(status, record.Withdrawn)
		case record.SpeakerRetracted:
			status = max(status, record.Retracted)
		case record.PublisherCorrected:
			status = max(status, record.Corrected)
		}
	}
	return status
}

// side is the vote's position relative to the asked claim.
func (v *Vote) side() record.Position {
	switch {
	case v.Exchanged && v.Stance.Position == record.Supports:
		return record.Opposes
	case v.Exchanged && v.Stance.Position == record.Opposes:
		return record.Supports
	}
	return v.Stance.Position
}

// admitted reports whether the vote counts on any date at all.
func (v *Vote) admitted() bool {
	if v.Quote.Mode == record.Editorial || !v.Own && v.Quote.Capacity == record.Personal {
		return false
	}
	return !slices.ContainsFunc(v.Corrections, func(c *record.Correction) bool {
		return c.Kind == record.CoderError || c.Kind == record.PublisherCorrected
	})
}

// retractedBy reports whether the speaker had taken the words back by a day,
// given as a key of [record.Date].
func (v *Vote) retractedBy(day int32) bool {
	return slices.ContainsFunc(v.Corrections, func(c *record.Correction) bool {
		return c.Kind == record.SpeakerRetracted && c.On.Key() <= day
	})
}

// ballot is a vote with the date on which it counts.
type ballot struct {
	vote *Vote
	// date is that of the utterance; without one it is that of the first
	// printing, and dated is false.
	date  record.Date
	key   int32 // date.Key(), read at every comparison
	side  record.Position
	dated bool
}

func cast(v *Vote) ballot {
	b := ballot{vote: v, date: v.Said, side: v.side(), dated: !v.Said.IsZero()}
	if !b.dated {
		b.date = v.Printed
	}
	b.key = b.date.Key()
	return b
}

// lastDay is the key of the last day that asOf includes.
func lastDay(asOf record.Date) int32 {
	if asOf.IsZero() {
		return math.MaxInt32
	}
	return asOf.Key()
}

// standing appends the ballots that stand on a date to room, the oldest first; of
// one date the undated before the dated, then by id of the stance.
func standing(room []ballot, votes []Vote, asOf record.Date) []ballot {
	ballots := room
	for i := range votes {
		if votes[i].admitted() {
			ballots = append(ballots, cast(&votes[i]))
		}
	}
	// Dates are settled before retractions and asOf take anything away: when
	// something was said does not depend on what became of one printing of it.
	settleDates(ballots)
	day := lastDay(asOf)
	ballots = slices.DeleteFunc(ballots, func(b ballot) bool {
		return b.key > day || b.vote.retractedBy(day)
	})
	if len(ballots) > 1 {
		slices.SortFunc(ballots, byDate)
	}
	return ballots
}

func byDate(a, b ballot) int {
	switch {
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	case a.dated != b.dated && b.dated:
		return -1
	case a.dated != b.dated:
		return 1
	}
	return a.vote.Stance.ID.Compare(b.vote.Stance.ID)
}

// settleDates gives all printings of one utterance the best date that any of
// them has. It leaves the ballots in the order of their utterances.
func settleDates(ballots []ballot) {
	if len(ballots) < 2 {
		return
	}
	slices.SortFunc(ballots, func(a, b ballot) int {
		if c := a.vote.Utterance.Compare(b.vote.Utterance); c != 0 {
			return c
		}
		return betterDate(a, b)
	})
	best := ballots[0]
	for i := range ballots {
		b := &ballots[i]
		if b.vote.Utterance != best.vote.Utterance {
			best = *b
		}
		b.date, b.key, b.dated = best.date, best.key, best.dated
	}
}

// betterDate orders ballots of one utterance by how well they date it: dated
// before undated, known before unknown, then the earliest, then the most precise.
func betterDate(a, b ballot) int {
	switch {
	case a.dated != b.dated && a.dated:
		return -1
	case a.dated != b.dated:
		return 1
	case a.date.IsZero() != b.date.IsZero() && b.date.IsZero():
		return -1
	case a.date.IsZero() != b.date.IsZero():
		return 1
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	}
	return -comparePrecision(a.date, b.date)
}

// comparePrecision orders dates of one key, the vaguest first.
func comparePrecision(a, b record.Date) int {
	if c := cmp.Compare(a.Month, b.Month); c != 0 {
		return c
	}
	return cmp.Compare(a.Day, b.Day)
}
