package stance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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

// Wanted selects among the alignments of an actor.
type Wanted struct {
	Lens
	Kind  AlignmentKind
	Basis Basis
	// MinShared is how many points there must be at least: computed ones, and
	// with a basis other than Computed also those that are responses by
	// themselves.
	MinShared int
	// Kinds of actors to be ranked; zero: people and institutions.
	Kinds Kinds
	// MaxWalk bounds the work: a question that would meet more than this many
	// positions is record.ErrTooLarge before it is begun. Zero: no bound.
	MaxWalk int
}

// Ranking is the alignments of one actor that have a point of a kind. It is
// ordered as far as it is read, so that the first page of a hub's fifty thousand
// does not wait for the last. It is safe for use by several goroutines.
type Ranking struct {
	index  *Index
	actor  ActorNo
	wanted Wanted
	actors Actors
	all    []ranked
}

// ranked is a partner in its place. Its name is read only where strengths and
// counts are equal.
type ranked struct {
	strength float64
	partner  ActorNo
	counts   counts
	stated   int32
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
		cost *= 32 // each of them has to be worked out
	}
	return cost
}

// Alignments ranks those with whom an actor has points of a kind, by the 95%
// lower bound of the kind's share, then by count, then by name, then by id.
func (ix *Index) Alignments(ctx context.Context, actors Actors, a ActorNo, w Wanted) (*Ranking, error) {
	r := &Ranking{index: ix, actor: a, wanted: w, actors: actors}
	if !w.Kinds.Has(actors.Kind(a)) {
		return r, nil
	}
	if err := ix.refuse(a, w); err != nil {
		return nil, err
	}
	bench := ix.bench()
	defer ix.giveBack(bench)
	if err := ix.meetAll(ctx, a, w.focus(), bench); err != nil {
		return nil, err
	}
	replied := ix.replied(a, w.focus())
	for _, b := range bench.touched {
		if _, known := replied[b]; !known {
			r.enter(b, bench.counts[b], statement{})
		}
	}
	for b, s := range replied {
		r.enter(b, bench.counts[b], s)
	}
	return r, nil
}

func (ix *Index) refuse(a ActorNo, w Wanted) error {
	if w.MaxWalk == 0 {
		return nil
	}
	if cost := ix.Cost(a, w.Lens); cost > w.MaxWalk {
		return fmt.Errorf("%w question: it would meet %d positions, and at most %d are met for one answer; narrow it to a topic, an event, a question or a claim", record.ErrTooLarge, cost, w.MaxWalk)
	}
	return nil
}

// statement is what two actors stated to one another.
type statement struct {
	kinds [Disagreement + 1]bool
	alone int // points that are responses by themselves
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
			s.alone = ix.pair(a, r.other, at).standAlone()
		}
		s.kinds[r.kind] = true
		by[r.other] = s
	}
	return by
}

// enter puts a partner into the ranking, if it is wanted.
func (r *Ranking) enter(b ActorNo, c counts, s statement) {
	w := &r.wanted
	points, has := c.shared(), c.of(w.Kind) > 0
	switch w.Basis {
	case StatedOnly:
		has = s.kinds[w.Kind]
		points += s.alone
	case AnyBasis:
		has = has || s.kinds[w.Kind]
		points += s.alone
	}
	if !has || points < w.MinShared || b == r.actor || !w.Kinds.Has(r.actors.Kind(b)) {
		return
	}
	r.all = append(r.all, ranked{Wilson(c.of(w.Kind), c.shared()), b, c, int32(s.alone)})
}

// Len is the number of alignments.
func (r *Ranking) Len() int { return len(r.all) }

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
	best := make([]ranked, 0, max(0, min(first, len(r.all)))+1)
	for _, x := range r.all {
		if after != nil && !r.behind(x, *after) {
			continue
		}
		if len(best) == first && (first == 0 || r.compare(best[first-1], x) <= 0) {
			continue
		}
		n, _ := slices.BinarySearchFunc(best, x, r.compare)
		best = slices.Insert(best, n, x)
		best = best[:min(first, len(best))]
	}
	page := make([]RankedAlignment, len(best))
	for i, x := range best {
		page[i] = RankedAlignment{r.alignment(x), r.rank(x)}
	}
	return page
}

func (r *Ranking) alignment(x ranked) Alignment {
	sum := x.counts.alignment(r.actor, x.partner)
	sum.Stated = int(x.stated)
	sum.Grounded = r.index.pair(r.actor, x.partner, r.wanted.focus()).grounded()
	return sum
}

func (r *Ranking) rank(x ranked) Rank {
	return Rank{x.strength, x.counts.of(r.wanted.Kind), r.actors.Name(x.partner), r.actors.ID(x.partner)}
}

// behind reports whether x comes after a rank, reading names only in ties.
func (r *Ranking) behind(x ranked, after Rank) bool {
	if c := cmp.Or(cmp.Compare(after.Strength, x.strength), cmp.Compare(after.Count, x.counts.of(r.wanted.Kind))); c != 0 {
		return c > 0
	}
	return r.rank(x).Compare(after) > 0
}

func (r *Ranking) compare(x, y ranked) int {
	k := r.wanted.Kind
	if c := cmp.Or(cmp.Compare(y.strength, x.strength), cmp.Compare(y.counts.of(k), x.counts.of(k))); c != 0 {
		return c
	}
	return cmp.Or(
		strings.Compare(r.actors.Name(x.partner), r.actors.Name(y.partner)),
		r.actors.ID(x.partner).Compare(r.actors.ID(y.partner)),
	)
}
