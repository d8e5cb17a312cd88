package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Shift is a change of mind: from one of SUPPORTS, OPPOSES and UNDECIDED to
// another, between two dates.
type Shift struct {
	Actor record.ActorID
	// From is the last stance on the former side; of several on that date, the
	// one with the greatest id.
	From *record.Stance
	// To is the first stance on the new side; of several on that date, the one
	// with the least id.
	To *record.Stance
	// On is the date of To.
	On record.Date
}

// Shifts are the changes of mind that one actor's votes on one class of claims
// show up to a date, the oldest first; a zero date is now. What no longer stands
// makes no shift, and neither does what is undated.
func Shifts(votes []Vote, asOf record.Date) []Shift {
	var room [8]ballot
	ballots := decisive(standing(room[:0], votes, asOf))
	if len(ballots) == 0 || !ballots[0].dated {
		return nil
	}
	var shifts []Shift
	var former []ballot
	for len(ballots) > 0 {
		var moment []ballot
		moment, ballots = firstMoment(ballots)
		if sideOf(moment) == record.MixedPosition {
			continue
		}
		if former != nil && former[0].side != moment[0].side {
			shifts = append(shifts, shiftBetween(former, moment))
		}
		former = moment
	}
	return shifts
}

// firstMoment splits off the ballots of the first date.
func firstMoment(ballots []ballot) (moment, rest []ballot) {
	end := slices.IndexFunc(ballots, func(b ballot) bool { return b.key != ballots[0].key })
	if end < 0 {
		end = len(ballots)
	}
	return ballots[:end], ballots[end:]
}

// shiftBetween relies on the order by id within a date.
func shiftBetween(former, next []ballot) Shift {
	to := next[0].vote
	return Shift{
		Actor: to.Actor,
		From:  former[len(former)-1].vote.Stance,
		To:    to.Stance,
		On:    dateOf(next),
	}
}
