package stance

import (
	"context"

	"onrecord/internal/record"
)

// Seat is where one actor stands on a class of claims.
type Seat struct {
	Actor     ActorNo
	Side      record.Position
	Qualified bool
	// Counted says that the actor is one of [Tally].Actors. Unnamed sources and
	// collectives are not, nor is one for whom others spoke in words that carry a
	// vote already.
	Counted bool
}

// Roll is everybody who has a position on a class, as of a date, in the order of
// their numbers: the names behind [Index.Tally], with the same arguments.
func (ix *Index) Roll(ctx context.Context, actors Actors, c ClassNo, exchanged bool, asOf record.Date) ([]Seat, error) {
	w := ix.bench()
	defer ix.giveBack(w)
	at := Lens{AsOf: asOf}.focus()
	seats, err := ix.walk(ctx, c, at, w)
	if err != nil {
		return nil, err
	}
	roll := make([]Seat, 0, len(seats))
	counted := map[ActorNo]bool{}
	var spokenFor []ActorNo
	for _, s := range seats {
		code := s.stamp().code()
		if code == silent {
			continue
		}
		kind := actors.Kind(s.actor())
		borrowed := kind == record.KindInstitution && ix.spokenFor(s.actor(), c, at.day)
		if borrowed {
			spokenFor = append(spokenFor, s.actor())
		}
		side, _ := code.position(exchanged)
		roll = append(roll, Seat{s.actor(), side, code.qualified(), countable(kind) && !borrowed})
	}
	ix.eachCountedSpokenFor(actors, c, spokenFor, at.day, func(a ActorNo) { counted[a] = true })
	for i := range roll {
		roll[i].Counted = roll[i].Counted || counted[roll[i].Actor]
	}
	return roll, nil
}

// position is the side that a code tells, seen from the opposite claim where
// exchanged is set; ok is false where nothing stands.
func (c code) position(exchanged bool) (side record.Position, ok bool) {
	forward := c.side() > 0
	switch {
	case c == silent:
		return 0, false
	case c == undecided:
		return record.Undecided, true
	case c == mixed:
		return record.MixedPosition, true
	case forward != exchanged:
		return record.Supports, true
	}
	return record.Opposes, true
}
