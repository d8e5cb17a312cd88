package stance

import (
	"cmp"
	"math"
	"slices"

	"onrecord/internal/record"
)

// CampClaim is a class of claims on which a camp differs from the other actors
// who were looked at.
type CampClaim struct {
	Class ClassNo
	// Side is the side that the camp takes more often than the others do, told
	// from the class's representative.
	Side record.Position
	// Of the camp's members with a position, so many are on that side; and so
	// many of the others.
	Inside, InsideOn   int
	Outside, OutsideOn int
}

// mostClaims is how many claims are told of a camp.
const mostClaims = 10

// camps tells of groups what belongs to a camp.
func (f *field) camps(claims Claims, groups [][]int, minActors int) []Camp {
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) < max(2, minActors) })
	slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	counted := f.countSides()
	var camps []Camp
	for _, g := range groups {
		c := Camp{Cohesion: f.all.cohesion(g)}
		for _, i := range g {
			c.Actors = append(c.Actors, f.actors[i])
		}
		c.Claims = f.telling(claims, counted, g)
		camps = append(camps, c)
	}
	return camps
}

// cohesion is the score of all points within a group.
func (s *signed) cohesion(group []int) float64 {
	weight, points := 0.0, 0
	for n, i := range group {
		for _, j := range group[:n] {
			c := s.between(i, j)
			weight += c.weight()
			points += c.shared()
		}
	}
	if points == 0 {
		return 0
	}
	return weight / float64(points)
}

// poll is how many take a position on a class, and how many either side.
type poll struct{ takers, supports, opposes int }

func (p *poll) count(c code) {
	p.takers++
	switch c.side() {
	case 1:
		p.supports++
	case -1:
		p.opposes++
	}
}

func (f *field) countSides() map[ClassNo]poll {
	all := make([]int, len(f.views))
	for i := range all {
		all[i] = i
	}
	return f.count(all)
}

func (f *field) count(members []int) map[ClassNo]poll {
	counted := map[ClassNo]poll{}
	for _, i := range members {
		for _, r := range f.views[i] {
			if c := r.stamp().code(); c != silent {
				p := counted[r.class]
				p.count(c)
				counted[r.class] = p
			}
		}
	}
	return counted
}

// telling are the claims that set a group apart: those where a side's share is
// above one half in the group, and above that of the others by more than chance
// would have it (two-proportion test, 95%), by the product of how much and how
// surely, as opinion-group tools rank them.
func (f *field) telling(claims Claims, all map[ClassNo]poll, group []int) []CampClaim {
	type scored struct {
		CampClaim
		score float64
	}
	var found []scored
	for class, in := range f.count(group) {
		out := all[class]
		c := CampClaim{Class: class, Side: record.Supports, Inside: in.takers, InsideOn: in.supports, Outside: out.takers - in.takers, OutsideOn: out.supports - in.supports}
		if in.opposes > in.supports {
			c.Side, c.InsideOn, c.OutsideOn = record.Opposes, in.opposes, out.opposes-in.opposes
		}
		if score := c.score(); score > 0 {
			found = append(found, scored{c, score})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), claims.ClassID(a.Class).Compare(claims.ClassID(b.Class)))
	})
	var best []CampClaim
	for _, c := range found[:min(len(found), mostClaims)] {
		best = append(best, c.CampClaim)
	}
	return best
}

// score is zero where the claim does not set the camp apart.
func (c CampClaim) score() float64 {
	const surely = 1.959963984540054 // the 97.5th percentile of the normal distribution
	share, other := smoothed(c.InsideOn, c.Inside), smoothed(c.OutsideOn, c.Outside)
	z := twoProportions(c.InsideOn, c.Inside, c.OutsideOn, c.Outside)
	if share <= 0.5 || z < surely {
		return 0
	}
	return share / other * z
}

// smoothed is a share with one success and one failure added, so that one of one
// is not everybody (Laplace's rule of succession).
func smoothed(successes, n int) float64 { return float64(successes+1) / float64(n+2) }

// twoProportions is the pooled two-proportion z statistic of smoothed counts.
func twoProportions(a, n, b, m int) float64 {
	pooled := float64(a+b+2) / float64(n+m+4)
	spread := math.Sqrt(pooled * (1 - pooled) * (1/float64(n+2) + 1/float64(m+2)))
	if spread == 0 {
		return 0
	}
	return (smoothed(a, n) - smoothed(b, m)) / spread
}

// sample is the mean and spread of numbers seen one by one (Welford).
type sample struct {
	n          int
	mean, sums float64
}

func (s *sample) add(x float64) {
	s.n++
	d := x - s.mean
	s.mean += d / float64(s.n)
	s.sums += d * (x - s.mean)
}

// deviations is how many standard deviations x lies above the mean; zero where
// there is no spread to measure by.
func (s *sample) deviations(x float64) float64 {
	spread := math.Sqrt(s.sums / float64(s.n-1))
	if spread < 1e-9 || math.IsNaN(spread) {
		return 0
	}
	return (x - s.mean) / spread
}
