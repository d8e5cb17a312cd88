package graph

import (
	"cmp"
	"context"
	"slices"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Seat is where one actor stands on a claim.
type Seat struct {
	Actor     record.ActorID
	Kind      record.Kind
	Side      record.Position
	Qualified bool
	// Counted says that the actor is one of those that the tally counts.
	Counted bool
}

// Roll is everybody who has a position on a claim on a date, by name and then by
// id: the names behind [Snapshot.Tally]. What each position rests on is told by
// [Snapshot.PositionOn].
func (s *Snapshot) Roll(ctx context.Context, claim *record.Claim, asOf record.Date) ([]Seat, error) {
	class, exchanged := s.classNo(claim.ID)
	n := indexed{s}
	seats, err := s.index.Roll(ctx, n, class, exchanged, asOf)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(seats, func(a, b stance.Seat) int { return cmp.Compare(n.Place(a.Actor), n.Place(b.Actor)) })
	roll := make([]Seat, len(seats))
	for i, seat := range seats {
		roll[i] = Seat{n.ID(seat.Actor), n.Kind(seat.Actor), seat.Side, seat.Qualified, seat.Counted}
	}
	return roll, nil
}

// ShiftsOn are an actor's changes of side on a claim up to a date, the oldest
// first, told from the side of that claim.
func (s *Snapshot) ShiftsOn(actor record.ActorID, claim *record.Claim, asOf record.Date) []stance.Shift {
	no, known := s.actorNo(actor)
	if !known {
		return nil
	}
	class, exchanged := s.classNo(claim.ID)
	return stance.Shifts(s.votesOn(no, class, exchanged), asOf)
}

// Class are the claims that count as one with a claim, itself among them, by id.
// Exchanged is set on those that are its opposite.
func (s *Snapshot) Class(claim record.ClaimID) []stance.Member {
	_, opposite := s.classes.Of(claim)
	members := slices.Clone(s.classes.Members(claim))
	for i := range members {
		members[i].Exchanged = members[i].Exchanged != opposite
	}
	return members
}
