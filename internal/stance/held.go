package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Held is a class on which an actor has a position.
type Held struct {
	Class ClassNo
	// Latest is the greatest key of the dates that the quotes of its evidence give,
	// see record.Date.Key; 0 where none does.
	Latest int32
}

// Held are the classes on which an actor has a position through a lens, in order
// of their numbers. What the position is, is left to the votes: an actor who
// speaks on everything has fifty thousand, of which twenty are looked at.
func (ix *Index) Held(a ActorNo, l Lens) []Held {
	at := l.focus()
	of := ix.ledgers.at(uint32(a))
	var all []Held
	of.within(at.scope, func(i int) {
		h, run := Held{Class: of.runs[i].class}, of.of(i)
		if since := sinceOf(run); since != changeable {
			// Nearly everybody spoke once on nearly everything.
			if h.Latest = since; since <= at.day {
				all = append(all, h)
			}
			return
		}
		stands := false
		evidence(run, at.day, func(m *mark) {
			stands = true
			h.Latest = max(h.Latest, m.facts.key())
		})
		if stands {
			all = append(all, h)
		}
	})
	return all
}

// Revisited are the classes to which an actor spoke more than once: only on them
// can it have changed its mind.
func (ix *Index) Revisited(a ActorNo) []ClassNo {
	of := ix.ledgers.at(uint32(a))
	var all []ClassNo
	for i, r := range of.runs {
		if len(of.of(i)) > 1 {
			all = append(all, r.class)
		}
	}
	return all
}

// Side is the side that an actor takes on a class on the day of the index, see
// [Index.TallyStamped]; ok is false where it has no position.
func (ix *Index) Side(a ActorNo, c ClassNo) (side record.Position, ok bool) {
	l := ix.ledgers.at(uint32(a))
	i, found := slices.BinarySearchFunc(l.runs, c, byClass)
	if !found {
		return 0, false
	}
	return l.runs[i].stamp().code().position(false)
}
