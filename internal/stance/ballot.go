package stance

import (
	"cmp"
	"math"
	"slices"

	"onrecord/internal/record"
)

// ballot is a vote with the date on which it counts.
type ballot struct {
	vote *Vote
	when
	side record.Position
}

// when is the date of an utterance; where nothing dates it, that of its first
// printing, and dated is false.
type when struct {
	date  record.Date
	key   int32 // date.Key(), read at every comparison
	dated bool
}

// whenSaid is what the vote's own quote tells of the date.
func whenSaid(v *Vote) when {
	date := v.Said
	if date.IsZero() {
		date = v.Printed
	}
	return when{date, date.Key(), !v.Said.IsZero()}
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
		if v := &votes[i]; v.admitted() {
			ballots = append(ballots, ballot{v, whenSaid(v), v.side()})
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
	case a.dated != b.dated:
		return firstIf(b.dated)
	}
	return a.vote.Stance.ID.Compare(b.vote.Stance.ID)
}

// firstIf compares in favour of the first of two, or of the second.
func firstIf(first bool) int {
	if first {
		return -1
	}
	return 1
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
		return betterDate(a.when, b.when)
	})
	best := ballots[0]
	for i := range ballots {
		b := &ballots[i]
		if b.vote.Utterance != best.vote.Utterance {
			best = *b
		}
		b.when = best.when
	}
}

// betterDate orders what several printings tell of one utterance's date: dated
// before undated, known before unknown, then the earliest, then the most precise.
func betterDate(a, b when) int {
	switch {
	case a.dated != b.dated:
		return firstIf(a.dated)
	case a.date.IsZero() != b.date.IsZero():
		return firstIf(b.date.IsZero())
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	}
	return comparePrecision(b.date, a.date)
}

// comparePrecision orders dates of one key, the vaguest first.
func comparePrecision(a, b record.Date) int {
	if c := cmp.Compare(a.Month, b.Month); c != 0 {
		return c
	}
	return cmp.Compare(a.Day, b.Day)
}
