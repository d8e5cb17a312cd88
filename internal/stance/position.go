package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Position is where an actor stands on a claim on a date.
type Position struct {
	Actor record.ActorID
	// Side is relative to the claim asked about: SUPPORTS, OPPOSES, UNDECIDED, or
	// MIXED where the votes of the decisive date differ.
	Side record.Position
	// Qualified is set where all of the evidence is qualified: somebody who on
	// one day says the same with and without a condition has said it without.
	Qualified bool
	// Certainty is the strongest in the evidence.
	Certainty record.Certainty
	// Said is the date of the evidence; zero: undated.
	Said record.Date
	// Since is the date from which the actor has been on this side without an
	// interruption on record; zero: undated.
	Since record.Date
	// Evidence is what the position rests on, by id. Never empty.
	Evidence []*record.Stance
	// Utterances are those of the evidence, each once, in order of their ids.
	// Never empty.
	Utterances []record.UtteranceID
	// Via is who spoke for the actor in the evidence, each once, in order of
	// their ids; empty where the actor spoke itself. They need not be people: an
	// institution can speak for another.
	Via []record.ActorID
	// Timeline is every standing stance of the actor up to the date, the oldest
	// first, those included that do not decide.
	Timeline []*record.Stance
}

// Effective is the position that one actor's votes on one class of claims amount
// to on a date; a zero date is now. It is false where nothing stands: no position
// is on record then, which is neither neutrality nor UNDECIDED.
func Effective(votes []Vote, asOf record.Date) (Position, bool) {
	var room [8]ballot // enough for nearly everyone, and on the stack
	ballots := standing(room[:0], votes, asOf)
	if len(ballots) == 0 {
		return Position{}, false
	}
	timeline := stancesOf(ballots)
	ballots = decisive(ballots)
	latest := ballots[momentStart(ballots):]
	p := Position{
		Actor:      latest[0].vote.Actor,
		Side:       sideOf(latest),
		Qualified:  true,
		Evidence:   evidenceOf(latest, timeline),
		Utterances: utterancesOf(latest),
		Via:        viaOf(latest),
		Timeline:   timeline,
	}
	for _, b := range latest {
		p.Qualified = p.Qualified && b.vote.Stance.Qualified
		p.Certainty = max(p.Certainty, b.vote.Stance.Certainty)
	}
	if latest[0].dated {
		p.Said = dateOf(latest)
		p.Since = runStart(ballots, p.Side)
	}
	return p, true
}

// decisive keeps the ballots that the position may rest on: an institution's own
// where there are any, and of these the dated where there are any.
func decisive(ballots []ballot) []ballot {
	ballots = prefer(ballots, func(b ballot) bool { return b.vote.Own })
	return prefer(ballots, func(b ballot) bool { return b.dated })
}

func prefer(ballots []ballot, wanted func(ballot) bool) []ballot {
	if !slices.ContainsFunc(ballots, wanted) {
		return ballots
	}
	return slices.DeleteFunc(ballots, func(b ballot) bool { return !wanted(b) })
}

// momentStart is where the ballots of the last date begin.
func momentStart(ballots []ballot) int {
	start := len(ballots) - 1
	for start > 0 && ballots[start-1].key == ballots[start].key {
		start--
	}
	return start
}

// sideOf is the side of ballots of one date.
func sideOf(moment []ballot) record.Position {
	for _, b := range moment[1:] {
		if b.side != moment[0].side {
			return record.MixedPosition
		}
	}
	return moment[0].side
}

// dateOf is the most precise date of ballots of one date: where one says
// "2025-11" and one "2025-11-30", that day is on record.
func dateOf(moment []ballot) record.Date {
	best := moment[0].date
	for _, b := range moment[1:] {
		if comparePrecision(b.date, best) > 0 {
			best = b.date
		}
	}
	return best
}

// runStart goes back from the end for as long as the side is the same, and gives
// the date at which that began.
func runStart(ballots []ballot, side record.Position) record.Date {
	var since record.Date
	for len(ballots) > 0 {
		start := momentStart(ballots)
		if sideOf(ballots[start:]) != side {
			break
		}
		since = dateOf(ballots[start:])
		ballots = ballots[:start]
	}
	return since
}

func stancesOf(ballots []ballot) []*record.Stance {
	stances := make([]*record.Stance, len(ballots))
	for i, b := range ballots {
		stances[i] = b.vote.Stance
	}
	return stances
}

// evidenceOf is the stances of the decisive date. For nearly everyone they are
// the end of the timeline, and share its memory.
func evidenceOf(latest []ballot, timeline []*record.Stance) []*record.Stance {
	tail := timeline[len(timeline)-len(latest):]
	for i, b := range latest {
		if tail[i] != b.vote.Stance {
			return stancesOf(latest)
		}
	}
	return tail
}

func utterancesOf(latest []ballot) []record.UtteranceID {
	ids := make([]record.UtteranceID, len(latest))
	for i, b := range latest {
		ids[i] = b.vote.Utterance
	}
	return distinct(ids)
}

func viaOf(latest []ballot) []record.ActorID {
	var ids []record.ActorID
	for _, b := range latest {
		if !b.vote.Own {
			ids = append(ids, b.vote.Quote.Speaker)
		}
	}
	return distinct(ids)
}

func distinct[T any](ids []record.ID[T]) []record.ID[T] {
	slices.SortFunc(ids, record.ID[T].Compare)
	return slices.Compact(ids)
}
