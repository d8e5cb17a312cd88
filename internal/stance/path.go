package stance

import (
	"context"
	"fmt"
	"slices"
	"sync"

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
	s := &search{index: ix, actors: actors, route: r, at: r.focus(), bench: ix.bench()}
	defer ix.giveBack(s.bench)
	for _, k := range r.Through {
		s.wanted[k] = true
	}
	// Most who are asked about meet, and to see that takes no search.
	if r.MaxLength > 0 && s.joined(r.From, r.To) {
		return []ActorNo{r.From, r.To}, ctx.Err()
	}
	s.out, s.back = ix.wave(r.From), ix.wave(r.To)
	defer func() {
		ix.giveBackWave(s.out)
		ix.giveBackWave(s.back)
	}()
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
	out, back *wave
	walked    int
	bench     *workbench
}

// wave is what was reached from one end. It is as wide as the graph has actors,
// and used again.
type wave struct {
	// level is who was reached last: those reached from one actor together, in
	// the order of these actors. Each family is put in order only when that is
	// asked for; most searches end before.
	level    [][]ActorNo
	distance []uint8 // by actor, one more than the hops; zero: not reached
	parent   []ActorNo
	reached  []ActorNo
	depth    int
}

func newWaves() *sync.Pool { return &sync.Pool{New: func() any { return &wave{} }} }

// wave lends one that has reached an actor.
func (ix *Index) wave(a ActorNo) *wave {
	w := ix.waves.Get().(*wave)
	if n := int(max(ix.actors, uint32(a)+1)); len(w.distance) < n {
		w.distance, w.parent = make([]uint8, n+n/8), make([]ActorNo, n+n/8)
	}
	w.level = append(w.level[:0], []ActorNo{a})
	w.distance[a], w.depth = 1, 0
	w.reached = append(w.reached[:0], a)
	return w
}

func (ix *Index) giveBackWave(w *wave) {
	for _, a := range w.reached {
		w.distance[a] = 0
	}
	clear(w.level)
	ix.waves.Put(w)
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
	w.reached = append(w.reached, b)
	return true
}

func (s *search) run(ctx context.Context) ([]ActorNo, error) {
	for s.out.depth+s.back.depth < min(s.route.MaxLength, longestPath) {
		if len(s.out.level) == 0 || len(s.back.level) == 0 {
			return nil, nil
		}
		step, here, there := s.stepOut, s.out, s.back
		if s.cost(s.back.level) < s.cost(s.out.level) {
			step, here, there = s.stepBack, s.back, s.out
		}
		middle, met, err := s.glimpse(ctx, here, there)
		if !met && err == nil {
			middle, met, err = step(ctx)
		}
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

// glimpsed is how many are looked at one by one before their whole level is left
// to a walk.
const glimpsed = 16

// glimpse looks for the middle of a path among the first of a level that the
// other end has reached, by asking each of them whether it meets this end. Who
// speaks on everything meets nearly everybody, so the walk through all that was
// said on the same, which costs the most of a search, is seldom needed.
func (s *search) glimpse(ctx context.Context, here, there *wave) (middle ActorNo, met bool, err error) {
	if here.depth > 0 || there.depth != 1 {
		return 0, false, nil
	}
	end, first := here.level[0][0], leading[ActorNo]{most: glimpsed, compare: s.byID}
	if family := there.level[0]; s.index.Cost(end, s.route.Lens) < len(family)+glimpsed*worthOfMeeting {
		return 0, false, nil
	}
	for _, a := range there.level[0] {
		first.offer(a)
	}
	for _, a := range first.items {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		if s.joined(end, a) {
			here.reach(a, end)
			return a, true, nil
		}
	}
	return 0, false, nil
}

// worthOfMeeting is how many seats are walked in the time in which one pair is
// compared.
const worthOfMeeting = 100

// joined reports whether two have a wanted point.
func (s *search) joined(a, b ActorNo) bool {
	for _, r := range s.index.statedBetween(a, b, s.at) {
		if s.wanted[r.kind] {
			return true
		}
	}
	found := false
	var tied []finding
	p := s.index.pair(a, b, s.at)
	s.walked += min(len(p.a.view), len(p.b.view))
	p.meet(func(f finding) bool {
		if s.index.tied.has(f.a) {
			tied = append(tied, f)
		} else {
			found = s.wanted[f.kind]
		}
		return !found
	})
	return found || slices.ContainsFunc(s.index.settle(tied), func(d dispatch) bool { return s.wanted[d.kind] })
}

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
		if hops == 0 {
			path = append(path, s.route.To)
			break
		}
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
	if err := s.index.reachAll(ctx, a, s.at, s.wanted, w); err != nil {
		return nil, err
	}
	for _, r := range s.index.stated(a, s.at) {
		if s.wanted[r.kind] {
			w.reach(r.other)
		}
	}
	return slices.DeleteFunc(slices.Clone(w.reached), func(b ActorNo) bool { return b == a }), nil
}

func (s *search) byID(a, b ActorNo) int {
	return s.bench.id(s.actors, a).Compare(s.bench.id(s.actors, b))
}
