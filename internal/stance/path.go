package stance

import (
	"context"
	"fmt"
	"slices"

	"onrecord/internal/record"
)

// Route asks for the shortest chain of actors, each of whom has a point of a
// wanted kind with the next.
type Route struct {
	Lens
	From, To ActorNo
	// Through are the wanted kinds. A stated response makes a hop as well, in
	// either direction.
	Through []AlignmentKind
	// Excluding are left out between the ends.
	Excluding []ActorNo
	// Kinds of actors that may stand in the chain, its ends included; zero:
	// people and institutions.
	Kinds Kinds
	// MaxLength bounds the number of hops.
	MaxLength int
	// MaxWalk bounds the number of positions met on the way; one search that
	// would go beyond it ends with record.ErrTooLarge. Zero: no bound.
	MaxWalk int
}

// Path is the least of the shortest chains: of two of one length, the one whose
// first differing actor has the lesser id. It is nil where there is none within
// the length, and where an end may not stand in a chain.
func (ix *Index) Path(ctx context.Context, actors Actors, r Route) ([]ActorNo, error) {
	if !r.Kinds.Has(actors.Kind(r.From)) || !r.Kinds.Has(actors.Kind(r.To)) {
		return nil, nil
	}
	if r.From == r.To {
		return []ActorNo{r.From}, nil
	}
	s := &search{index: ix, actors: actors, route: r, at: r.focus()}
	for _, k := range r.Through {
		s.wanted[k] = true
	}
	s.out.start(r.From, ix.actors)
	s.back.start(r.To, ix.actors)
	return s.run(ctx)
}

// search goes from both ends towards the middle, one whole level at a time.
type search struct {
	index  *Index
	actors Actors
	route  Route
	at     lens
	wanted [Disagreement + 1]bool
	// out's levels are ordered by the least chain that leads to each of them, so
	// that the first to meet the other side begins the least path.
	out, back wave
	walked    int
}

// wave is what was reached from one end.
type wave struct {
	// level is who was reached last: those reached from one actor together, in
	// the order of these actors. Each family is put in order only when that is
	// asked for; most searches end before.
	level    [][]ActorNo
	distance []uint8 // by actor, one more than the hops; zero: not reached
	parent   []ActorNo
	depth    int
}

func (w *wave) start(a ActorNo, actors uint32) {
	n := max(actors, uint32(a)+1)
	w.level = [][]ActorNo{{a}}
	w.distance = make([]uint8, n)
	w.parent = make([]ActorNo, n)
	w.distance[a] = 1
}

// at reports whether an actor is so many hops away.
func (w *wave) at(a ActorNo, hops int) bool {
	return int(a) < len(w.distance) && int(w.distance[a]) == hops+1
}

// reach notes the first way to an actor; it is false where there is one already.
func (w *wave) reach(b, from ActorNo) bool {
	if w.distance[b] != 0 {
		return false
	}
	w.distance[b] = w.distance[from] + 1
	w.parent[b] = from
	return true
}

func (s *search) run(ctx context.Context) ([]ActorNo, error) {
	for s.out.depth+s.back.depth < min(s.route.MaxLength, longestPath) {
		if len(s.out.level) == 0 || len(s.back.level) == 0 {
			return nil, nil
		}
		step := s.stepOut
		if s.cost(s.back.level) < s.cost(s.out.level) {
			step = s.stepBack
		}
		middle, met, err := step(ctx)
		if err != nil {
			return nil, err
		}
		if met {
			return s.path(ctx, middle)
		}
	}
	return nil, nil
}

// longestPath is what the width of distances allows.
const longestPath = 250

// cost estimates what expanding a level takes.
func (s *search) cost(level [][]ActorNo) int {
	cost := 0
	for _, family := range level {
		for _, a := range family {
			cost += len(s.index.ledgers.at(uint32(a)).runs)
		}
	}
	return cost
}

// stepOut expands the level of the near end. It stops at the first actor who
// meets the other side: no later one can begin a lesser path.
func (s *search) stepOut(ctx context.Context) (middle ActorNo, met bool, err error) {
	var next [][]ActorNo
	for _, family := range s.out.level {
		slices.SortFunc(family, s.byID)
		for _, a := range family {
			reached, err := s.neighbours(ctx, a)
			if err != nil {
				return 0, false, err
			}
			b, met := s.least(reached, func(b ActorNo) bool { return s.back.at(b, s.back.depth) })
			if met {
				s.out.reach(b, a)
				return b, true, nil
			}
			next = s.out.grow(next, a, slices.DeleteFunc(reached, s.mayNotPass))
		}
	}
	s.out.level, s.out.depth = next, s.out.depth+1
	return 0, false, nil
}

// grow adds to a level those who are reached from an actor for the first time.
func (w *wave) grow(level [][]ActorNo, from ActorNo, reached []ActorNo) [][]ActorNo {
	family := slices.DeleteFunc(reached, func(b ActorNo) bool { return !w.reach(b, from) })
	if len(family) == 0 {
		return level
	}
	return append(level, family)
}

// stepBack expands the level of the far end, whole: of those who meet the near
// side the one with the least chain counts.
func (s *search) stepBack(ctx context.Context) (middle ActorNo, met bool, err error) {
	var next [][]ActorNo
	for _, family := range s.back.level {
		for _, a := range family {
			reached, err := s.neighbours(ctx, a)
			if err != nil {
				return 0, false, err
			}
			next = s.back.grow(next, a, slices.DeleteFunc(reached, func(b ActorNo) bool {
				return b != s.route.From && s.mayNotPass(b)
			}))
		}
	}
	s.back.level, s.back.depth = next, s.back.depth+1
	for _, family := range s.out.level {
		if a, met := s.least(family, func(a ActorNo) bool { return s.back.at(a, s.back.depth) }); met {
			return a, true, nil
		}
	}
	return 0, false, nil
}

// least is the one with the least id among those that are wanted.
func (s *search) least(all []ActorNo, wanted func(ActorNo) bool) (least ActorNo, ok bool) {
	for _, a := range all {
		if wanted(a) && (!ok || s.byID(a, least) < 0) {
			least, ok = a, true
		}
	}
	return least, ok
}

func (s *search) mayNotPass(a ActorNo) bool {
	return !s.route.Kinds.Has(s.actors.Kind(a)) || slices.Contains(s.route.Excluding, a)
}

// path puts the two halves together: back along the parents, and on by the least
// actor that is one step nearer.
func (s *search) path(ctx context.Context, middle ActorNo) ([]ActorNo, error) {
	path := []ActorNo{middle}
	for a := middle; a != s.route.From; {
		a = s.out.parent[a]
		path = append(path, a)
	}
	slices.Reverse(path)
	for hops := int(s.back.distance[middle]) - 2; hops >= 0; hops-- {
		reached, err := s.neighbours(ctx, path[len(path)-1])
		if err != nil {
			return nil, err
		}
		next, _ := s.least(reached, func(b ActorNo) bool { return s.back.at(b, hops) })
		path = append(path, next)
	}
	return path, nil
}

// neighbours are those who have a wanted point with an actor, each once.
func (s *search) neighbours(ctx context.Context, a ActorNo) ([]ActorNo, error) {
	cost := s.index.Cost(a, s.route.Lens)
	if s.walked += cost; s.route.MaxWalk > 0 && s.walked > s.route.MaxWalk {
		return nil, fmt.Errorf("%w search: it would meet more than %d positions; narrow it to a topic, an event, a question or a claim, or leave out those who speak on everything", record.ErrTooLarge, s.route.MaxWalk)
	}
	w := s.index.bench()
	defer s.index.giveBack(w)
	if err := s.index.meetAll(ctx, a, s.at, w); err != nil {
		return nil, err
	}
	reached := make([]ActorNo, 0, len(w.touched))
	for _, b := range w.touched {
		if b != a && s.has(w.counts[b]) {
			reached = append(reached, b)
		}
	}
	for _, r := range s.index.stated(a, s.at) {
		if s.wanted[r.kind] && !slices.Contains(reached, r.other) {
			reached = append(reached, r.other)
		}
	}
	return reached, nil
}

func (s *search) byID(a, b ActorNo) int { return s.actors.ID(a).Compare(s.actors.ID(b)) }

func (s *search) has(c counts) bool {
	return s.wanted[Agreement] && c.of(Agreement) > 0 ||
		s.wanted[Disagreement] && c.of(Disagreement) > 0 ||
		s.wanted[Qualification] && c.of(Qualification) > 0
}
