package graph

import (
	"context"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Matrix is the alignments of some actors with one another, in their order.
type Matrix struct {
	Actors []record.Actor
	cells  *stance.Matrix
}

// At is the alignment of the i-th and the j-th actor. Nobody has points with
// itself.
func (m *Matrix) At(i, j int) stance.Alignment { return m.cells.At(i, j) }

// AlignmentMatrix compares some actors with one another: those who are given, or
// the most active people and institutions seen through the lens, at most first of
// them. Unknown actors, unnamed sources and collectives are left out, and so is
// who is named again.
func (s *Snapshot) AlignmentMatrix(ctx context.Context, given []record.ActorID, l Lens, first int) (*Matrix, error) {
	numbers := s.countable(given)
	if given == nil {
		active, err := s.index.Active(ctx, indexed{s}, s.lens(l), 0, first)
		if err != nil {
			return nil, err
		}
		for _, a := range active {
			numbers = append(numbers, a.Actor)
		}
	}
	cells, err := s.index.Matrix(ctx, numbers, s.lens(l))
	if err != nil {
		return nil, err
	}
	m := &Matrix{Actors: make([]record.Actor, len(numbers)), cells: cells}
	for i, a := range numbers {
		m.Actors[i] = indexed{s}.actor(a)
	}
	return m, nil
}

// countable are the numbers of people and institutions, each once.
func (s *Snapshot) countable(ids []record.ActorID) []stance.ActorNo {
	var numbers []stance.ActorNo
	seen := map[stance.ActorNo]bool{}
	for _, id := range ids {
		a, ok := s.actorNo(id)
		if !ok || seen[a] || !stance.Kinds(0).Has(indexed{s}.Kind(a)) {
			continue
		}
		seen[a] = true
		numbers = append(numbers, a)
	}
	return numbers
}

// Route asks for a chain of actors from one to another.
type Route struct {
	Lens
	From, To record.ActorID
	// Through are the kinds of points that may join two neighbours.
	Through []stance.AlignmentKind
	// Excluding are left out between the ends; unknown ones are nowhere anyway.
	Excluding []record.ActorID
	// Kinds of actors that may stand in the chain, its ends included; none:
	// people and institutions.
	Kinds []record.Kind
	// MaxLength bounds the number of hops.
	MaxLength int
}

// Path is the least of the shortest chains, as its hops: none from an actor to
// itself. found is false where there is no chain of that length, and where there
// is no such actor. A search that meets too many positions is
// record.ErrTooLarge.
func (s *Snapshot) Path(ctx context.Context, r Route) (hops []Alignment, found bool, err error) {
	from, hasFrom := s.actorNo(r.From)
	to, hasTo := s.actorNo(r.To)
	if !hasFrom || !hasTo {
		return nil, false, nil
	}
	route := stance.Route{
		Lens: s.lens(r.Lens), From: from, To: to, Through: r.Through, Kinds: stance.KindsOf(r.Kinds...),
		MaxLength: r.MaxLength, MaxWalk: mostMet,
	}
	for _, id := range r.Excluding {
		if a, ok := s.actorNo(id); ok {
			route.Excluding = append(route.Excluding, a)
		}
	}
	chain, err := s.index.Path(ctx, indexed{s}, route)
	if err != nil || chain == nil {
		return nil, false, err
	}
	for i := range len(chain) - 1 {
		count, err := s.index.Between(ctx, chain[i], chain[i+1], route.Lens)
		if err != nil {
			return nil, false, err
		}
		hops = append(hops, s.alignment(count, r.Lens))
	}
	return hops, true, nil
}

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
