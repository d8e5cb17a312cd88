package stance

import (
	"context"
	"fmt"
	"math/rand/v2"

	"onrecord/internal/record"
)

// Claims tells the ids of what classes and questions stand for. Camps depend on
// nothing that a rebuilt index would number otherwise.
type Claims interface {
	ClassID(ClassNo) record.ClaimID // of the representative
	QuestionID(QuestionNo) record.QuestionID
}

// Sides asks for the camps in a scope.
type Sides struct {
	Lens
	// Kinds of actors that may be in a camp; zero: people and institutions.
	Kinds Kinds
	// MaxActors is how many of the busiest actors are looked at; at least 2, at
	// most MostInCamps. Zero: MostInCamps.
	MaxActors int
	// MinActors is the size of the smallest camp that is told; at least 2.
	MinActors int
	// MaxWalk bounds the positions compared, as in [Around].
	MaxWalk int
}

// MostInCamps bounds how many actors are sorted into camps. The cost grows with
// the square of their number, and with it the longest stretch during which a
// cancelled question is still worked on.
const MostInCamps = 200

// Camp is a group of actors who agree with one another more than with the rest.
type Camp struct {
	Actors []ActorNo // the busiest first
	// Cohesion is the score of all points among them, from -1 to 1.
	Cohesion float64
	// Claims are what sets the camp apart, the most telling first.
	Claims []CampClaim
}

// Camps are the communities of the signed graph of actors, whose weights are
// agreed minus disagreed points. There are none unless the grouping found in one
// half of the disputes holds in the other half: chance makes groups of any
// crowd, but not twice the same. The largest camp comes first.
func (ix *Index) Camps(ctx context.Context, actors Actors, claims Claims, s Sides) ([]Camp, error) {
	if s.MaxActors == 0 {
		s.MaxActors = MostInCamps
	}
	if s.MaxActors < 2 || s.MaxActors > MostInCamps {
		return nil, fmt.Errorf("%w number of actors %d: want 2 to %d", record.ErrInvalid, s.MaxActors, MostInCamps)
	}
	active, err := ix.Active(ctx, actors, s.Lens, s.Kinds, s.MaxActors)
	if err != nil {
		return nil, err
	}
	f, err := ix.field(ctx, claims, active, s)
	if err != nil {
		return nil, err
	}
	if lasting, err := f.lasting(ctx); err != nil || !lasting {
		return nil, err
	}
	groups, err := f.groups(ctx, f.all, attempts)
	if err != nil {
		return nil, err
	}
	if groups, err = f.refine(ctx, groups); err != nil {
		return nil, err
	}
	return f.camps(claims, groups, s.MinActors), nil
}

// field is the busiest actors of a scope and what stands between them.
type field struct {
	actors []ActorNo
	views  [][]run
	all    *signed
	halves [2]*signed
}

// signed is the points between each two actors, whose places are those in the
// field: for i < j, at [j*(j-1)/2+i].
type signed struct {
	size   int
	points []counts
}

func newSigned(n int) *signed { return &signed{n, make([]counts, n*(n-1)/2)} }

func (s *signed) between(i, j int) *counts {
	if i > j {
		i, j = j, i
	}
	return &s.points[j*(j-1)/2+i]
}

func (c counts) weight() float64 { return float64(c.of(Agreement)) - float64(c.of(Disagreement)) }

// field compares all positions in scope.
func (ix *Index) field(ctx context.Context, claims Claims, active []Activity, s Sides) (*field, error) {
	f := &field{all: newSigned(len(active)), halves: [2]*signed{newSigned(len(active)), newSigned(len(active))}}
	at := s.focus()
	cost := 0
	var parties []party
	for _, a := range active {
		p := ix.party(a.Actor, at)
		parties = append(parties, p)
		f.actors = append(f.actors, a.Actor)
		f.views = append(f.views, p.view)
		cost += len(p.view) * (len(active) - 1)
	}
	if s.MaxWalk > 0 && cost > s.MaxWalk {
		return nil, fmt.Errorf("%w question: it would compare %d positions, and at most %d are compared for one answer; narrow it to a topic, an event or a question", record.ErrTooLarge, cost, s.MaxWalk)
	}
	halves := newHalving(ix, claims)
	for j := range parties {
		for i := range j {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p := pair{ix, parties[i], parties[j], at}
			p.kinds(func(d Dispute, k AlignmentKind) {
				*f.all.between(i, j) += point(k)
				*f.halves[halves.of(d)].between(i, j) += point(k)
			})
		}
	}
	return f, nil
}

// kinds visits the computed points of a pair by their first dispute.
func (p *pair) kinds(visit func(Dispute, AlignmentKind)) {
	var tied []finding
	p.meet(func(f finding) bool {
		if p.index.tied.has(f.a) {
			tied = append(tied, f)
		} else {
			visit(Dispute{Class: f.a}, f.kind)
		}
		return true
	})
	for _, s := range p.index.settle(tied) {
		visit(s.disputes[0], s.kind)
	}
}

// halving splits disputes into two halves by their ids.
type halving struct {
	index   *Index
	claims  Claims
	classes map[Dispute]int
}

func newHalving(ix *Index, claims Claims) *halving {
	return &halving{ix, claims, map[Dispute]int{}}
}

func (h *halving) of(d Dispute) int {
	half, known := h.classes[d]
	if !known {
		var id [16]byte
		if d.IsQuestion {
			id = h.claims.QuestionID(d.Question)
		} else {
			id = h.claims.ClassID(d.Class)
		}
		half = parity(id)
		h.classes[d] = half
	}
	return half
}

// parity mixes all of an id (FNV-1a), so that ids of any making fall on both
// sides.
func parity(id [16]byte) int {
	sum := uint64(14695981039346656037)
	for _, b := range id {
		sum = (sum ^ uint64(b)) * 1099511628211
	}
	return int(sum>>32) & 1
}

// rehearsals is how many times the actors are shuffled among the groups to see
// what chance would do.
const rehearsals = 200

// lasting reports whether the groups found in each half of the disputes fit the
// other half better than they do by chance, by more than three standard
// deviations in all.
func (f *field) lasting(ctx context.Context) (bool, error) {
	sum := 0.0
	for i, half := range f.halves {
		groups, err := f.groups(ctx, half, 1)
		if err != nil {
			return false, err
		}
		fit, err := f.halves[1-i].fit(ctx, groups)
		if err != nil {
			return false, err
		}
		sum += fit
	}
	return sum/1.4142135623730951 > 3, nil
}

// fit is how many standard deviations better groups fit than the same groups
// with the actors shuffled. Zero where there is nothing to tell.
func (s *signed) fit(ctx context.Context, groups [][]int) (float64, error) {
	if len(groups) < 2 {
		return 0, nil
	}
	label := make([]int, s.size)
	for g, members := range groups {
		for _, i := range members {
			label[i] = g
		}
	}
	excess := s.excess()
	observed := within(excess, label)
	var of sample
	shuffled := rand.New(rand.NewPCG(1, 2)) // the same question has the same answer
	for range rehearsals {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		shuffled.Shuffle(len(label), func(i, j int) { label[i], label[j] = label[j], label[i] })
		of.add(within(excess, label))
	}
	return of.deviations(observed), nil
}

// excess is how much more each two agree than all do on average over as many
// points: who speaks on much agrees with everybody on much, and is no camp.
func (s *signed) excess() []float64 {
	weight, points := 0.0, 0.0
	for _, c := range s.points {
		weight += c.weight()
		points += float64(c.shared())
	}
	excess := make([]float64, len(s.points))
	if points == 0 {
		return excess
	}
	for i, c := range s.points {
		excess[i] = c.weight() - weight/points*float64(c.shared())
	}
	return excess
}

// within sums the excess between those of one label.
func within(excess []float64, label []int) float64 {
	sum, at := 0.0, 0
	for j, l := range label {
		for _, k := range label[:j] {
			if k == l {
				sum += excess[at]
			}
			at++
		}
	}
	return sum
}
