package stance

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"onrecord/internal/record"
)

// Basis is what a point rests on.
type Basis uint8

// The values of Basis.
const (
	AnyBasis   Basis = iota
	Computed         // positions
	StatedOnly       // stated responses, those listed at computed points included
)

// Circle is everybody with whom an actor has points, as one walk through the
// index counts them. What takes time is to count; ranking by one kind and by
// another costs little, and a page less.
type Circle struct {
	index    *Index
	actors   Actors
	actor    ActorNo
	lens     lens
	partners []partner
	replied  map[ActorNo]statement
}

type partner struct {
	actor  ActorNo
	counts counts
}

// Around selects whom a circle takes in.
type Around struct {
	Lens
	// Kinds of actors; zero: people and institutions.
	Kinds Kinds
	// MaxWalk bounds the work: a question that would meet more than this many
	// positions is record.ErrTooLarge before it is begun. Zero: no bound.
	MaxWalk int
}

// Wanted selects and ranks the alignments of a circle.
type Wanted struct {
	Kind  AlignmentKind
	Basis Basis
	// MinShared is how many points there must be at least: computed ones, and
	// with a basis other than Computed also those that are responses by
	// themselves.
	MinShared int
}

// Ranking is the alignments of one actor that have a point of a kind. It is
// ordered as far as it is read, so that the first page of a hub's fifty thousand
// does not wait for the last. It is safe for use by several goroutines.
type Ranking struct {
	circle *Circle
	wanted Wanted
	// length is one more than the number of alignments; zero: not counted yet. A
	// page counts them on its way.
	length atomic.Int64
}

// ranked is a partner in its place, which is found without its name: of ten
// thousand who met an actor once, twenty are shown.
type ranked struct {
	strength float64
	partner
	place uint64
}

// Cost is how many positions would have to be met to count one actor's points
// through a lens: what time is proportional to.
func (ix *Index) Cost(a ActorNo, l Lens) int {
	cost := 0
	at := l.focus()
	of := ix.ledgers.at(uint32(a))
	of.within(at.scope, func(i int) {
		c := of.runs[i].class
		if !ix.tied.has(c) {
			cost += len(ix.seats.at(uint32(c)))
			return
		}
		for _, other := range ix.excluding(c, at.scope) {
			cost += len(ix.seats.at(uint32(other)))
		}
	})
	if at.day != ix.stamped {
		cost *= 2
	}
	return cost
}

// workedOut is how many positions are met in the time that it takes to work out
// one of another day. How many have to be worked out is seen on the way.
const workedOut = 128

// Circle counts an actor's points with everybody else.
func (ix *Index) Circle(ctx context.Context, actors Actors, a ActorNo, w Around) (*Circle, error) {
	c := &Circle{index: ix, actors: actors, actor: a, lens: w.focus()}
	if !w.Kinds.Has(actors.Kind(a)) {
		return c, nil
	}
	if err := ix.refuse(a, w); err != nil {
		return nil, err
	}
	bench := ix.bench()
	defer ix.giveBack(bench)
	bench.most = w.MaxWalk
	if err := ix.meetAll(ctx, a, c.lens, bench); err != nil {
		return nil, err
	}
	c.replied = ix.replied(a, c.lens)
	c.enter(bench, w.Kinds)
	return c, nil
}

// enter takes in those who were counted and those who only replied.
func (c *Circle) enter(w *workbench, kinds Kinds) {
	c.partners = make([]partner, 0, len(w.touched)+len(c.replied))
	for _, b := range w.touched {
		if b != c.actor && kinds.Has(c.actors.Kind(b)) {
			c.partners = append(c.partners, partner{b, w.counts[b]})
		}
	}
	for b := range c.replied {
		// One who only replied need not be among those who hold anything.
		if (int(b) >= len(w.counts) || w.counts[b] == 0) && b != c.actor && kinds.Has(c.actors.Kind(b)) {
			c.partners = append(c.partners, partner{actor: b})
		}
	}
}

func (ix *Index) refuse(a ActorNo, w Around) error {
	if w.MaxWalk == 0 {
		return nil
	}
	if cost := ix.Cost(a, w.Lens); cost > w.MaxWalk {
		return tooLarge(cost, w.MaxWalk)
	}
	return nil
}

func tooLarge(cost, most int) error {
	return fmt.Errorf("%w question: it would meet %d positions, and at most %d are met for one answer; narrow it to a topic, an event, a question or a claim", record.ErrTooLarge, cost, most)
}

// statement is what two actors stated to one another.
type statement struct {
	kinds [Disagreement + 1]bool
	alone int32 // points that are responses by themselves
}

// replied are those with whom an actor exchanged stated responses.
func (ix *Index) replied(a ActorNo, at lens) map[ActorNo]statement {
	all := ix.stated(a, at)
	if len(all) == 0 {
		return nil
	}
	by := map[ActorNo]statement{}
	for _, r := range all {
		s, known := by[r.other]
		if !known {
			s.alone = int32(ix.pair(a, r.other, at).standAlone())
		}
		s.kinds[r.kind] = true
		by[r.other] = s
	}
	return by
}

// Ranked are the alignments with a point of a kind, by the 95% lower bound of the
// kind's share, then by count, then by name, then by id.
func (c *Circle) Ranked(w Wanted) *Ranking {
	return &Ranking{circle: c, wanted: w}
}

// plainly reports whether whoever has a computed point of the kind is wanted, and
// nobody else, as nearly every question has it.
func (c *Circle) plainly(w Wanted) bool {
	return len(c.replied) == 0 && w.MinShared <= 1 && w.Basis != StatedOnly && w.Kind != 0
}

// has reports whether a partner is wanted.
func (c *Circle) has(p partner, w Wanted) bool {
	points, computed := p.counts.shared(), p.counts.of(w.Kind) > 0
	if len(c.replied) == 0 {
		return computed && w.Basis != StatedOnly && points >= w.MinShared
	}
	replied := c.replied[p.actor]
	stated, all := replied.kinds[w.Kind], points+int(replied.alone)
	switch w.Basis {
	case Computed:
		return computed && points >= w.MinShared
	case StatedOnly:
		return stated && all >= w.MinShared
	}
	return (computed || stated) && all >= w.MinShared
}

// strengths are the bounds of small counts, which nearly all pairs have.
var strengths = makeStrengths()

const fewPoints = 48

func makeStrengths() (all [fewPoints][fewPoints]float64) {
	for n := range all {
		for k := range n + 1 {
			all[n][k] = Wilson(k, n)
		}
	}
	return all
}

func strength(of, shared int) float64 {
	if shared < fewPoints {
		return strengths[shared][of]
	}
	return Wilson(of, shared)
}

// Len is the number of alignments.
func (r *Ranking) Len() int {
	if n := r.length.Load(); n > 0 {
		return int(n) - 1
	}
	return r.count()
}

func (r *Ranking) count() int {
	c, n := r.circle, 0
	plainly := c.plainly(r.wanted)
	counted := counts(countMask) << (countBits * (r.wanted.Kind - 1))
	for _, p := range c.partners {
		if plainly && p.counts&counted != 0 || !plainly && c.has(p, r.wanted) {
			n++
		}
	}
	r.length.Store(int64(n) + 1)
	return n
}

// Rank is an alignment's place in a ranking: the key by which a page continues.
type Rank struct {
	Strength float64
	Count    int
	Name     string
	ID       record.ActorID
}

// Compare orders ranks, the first of a list before the others.
func (r Rank) Compare(other Rank) int {
	return cmp.Or(
		cmp.Compare(other.Strength, r.Strength),
		cmp.Compare(other.Count, r.Count),
		strings.Compare(r.Name, other.Name),
		r.ID.Compare(other.ID),
	)
}

// RankedAlignment is an alignment and its rank.
type RankedAlignment struct {
	Alignment
	Rank Rank
}

// Page gives at most first alignments in order, those after a rank, or from the
// start.
func (r *Ranking) Page(first int, after *Rank) []RankedAlignment {
	length := 0
	best := leading[ranked]{most: max(0, min(first, len(r.circle.partners))), compare: r.compare}
	plainly, kind := r.circle.plainly(r.wanted), r.wanted.Kind
	least, fewest := -1.0, 0 // what the last of the best has, once there are enough
	for _, p := range r.circle.partners {
		of := p.counts.of(kind)
		if plainly && of == 0 || !plainly && !r.circle.has(p, r.wanted) {
			continue
		}
		length++
		x := ranked{strength: strength(of, p.counts.shared()), partner: p}
		if x.strength < least || x.strength == least && of < fewest {
			continue // as nearly all do
		}
		x.place = r.circle.actors.Place(p.actor)
		if after == nil || r.behind(x, *after) {
			best.offer(x)
		}
		if best.full() {
			last := best.last()
			least, fewest = last.strength, last.counts.of(kind)
		}
	}
	r.length.Store(int64(length) + 1)
	page := make([]RankedAlignment, len(best.items))
	for i, x := range best.items {
		page[i] = RankedAlignment{r.alignment(x), r.rank(x)}
	}
	return page
}

func (r *Ranking) alignment(x ranked) Alignment {
	c := r.circle
	sum := x.counts.alignment(c.actor, x.actor)
	sum.Stated = int(c.replied[x.actor].alone)
	sum.Grounded = c.index.pair(c.actor, x.actor, c.lens).grounded()
	return sum
}

func (r *Ranking) rank(x ranked) Rank {
	actors := r.circle.actors
	return Rank{x.strength, x.counts.of(r.wanted.Kind), actors.Name(x.actor), actors.ID(x.actor)}
}

// behind reports whether x comes after a rank.
func (r *Ranking) behind(x ranked, after Rank) bool {
	if c := cmp.Or(cmp.Compare(after.Strength, x.strength), cmp.Compare(after.Count, x.counts.of(r.wanted.Kind))); c != 0 {
		return c > 0
	}
	return r.rank(x).Compare(after) > 0
}

func (r *Ranking) compare(x, y ranked) int {
	if x.strength != y.strength {
		return cmp.Compare(y.strength, x.strength)
	}
	kind := r.wanted.Kind
	if c := cmp.Compare(y.counts.of(kind), x.counts.of(kind)); c != 0 {
		return c
	}
	return cmp.Compare(x.place, y.place)
}
