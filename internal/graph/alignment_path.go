package graph

import (
	"context"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

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
