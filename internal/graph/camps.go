package graph

import (
	"context"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Camp is a group of actors who agree with one another more than with the rest.
type Camp struct {
	Actors []record.Actor // the busiest first
	// Cohesion is the score of all points among them, from -1 to 1.
	Cohesion float64
	Claims   []CampClaim
}

// CampClaim is a claim on which a camp differs from the others who were looked
// at.
type CampClaim struct {
	Claim *record.Claim
	// Side is the one that the camp takes more often than the others do.
	Side record.Position
	// Camp counts the members' positions.
	Camp stance.Tally
	// Of the others who were looked at, so many have a position, and so many are
	// on Side.
	Others, OthersOnSide int
}

// Camps are the groups among the busiest actors seen through a lens, of at least
// so many members; the largest first.
func (s *Snapshot) Camps(ctx context.Context, l Lens, minActors int) ([]Camp, error) {
	sides := stance.Sides{Lens: s.lens(l), MinActors: minActors, MaxWalk: mostMet}
	found, err := s.index.Camps(ctx, indexed{s}, indexed{s}, sides)
	if err != nil {
		return nil, err
	}
	camps := make([]Camp, len(found))
	for i, c := range found {
		camps[i].Cohesion = c.Cohesion
		for _, a := range c.Actors {
			camps[i].Actors = append(camps[i].Actors, indexed{s}.actor(a))
		}
		for _, k := range c.Claims {
			camps[i].Claims = append(camps[i].Claims, s.campClaim(k, c, l.AsOf))
		}
	}
	return camps, nil
}

func (s *Snapshot) campClaim(k stance.CampClaim, c stance.Camp, asOf record.Date) CampClaim {
	n := indexed{s}
	claim := CampClaim{Claim: n.claim(k.Class), Side: k.Side, Others: k.Outside, OthersOnSide: k.OutsideOn}
	var candidates []stance.Candidate
	for _, a := range c.Actors {
		if p := s.standing(n.ID(a), a, k.Class, asOf); len(p.Evidence) > 0 {
			candidates = append(candidates, stance.Candidate{Kind: n.Kind(a), Position: p.Position})
		}
	}
	claim.Camp = stance.Count(candidates)
	return claim
}
