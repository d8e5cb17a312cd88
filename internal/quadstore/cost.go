package quadstore

import (
	"context"
	"math"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// estimate is what a plan is expected to cost, see costRow.
type estimate struct {
	driver   int     // the link to start from; fromFixed for none
	cost     float64 // of listing everything
	rows     float64 // results when listed
	contains float64 // cost of asking for one node
	exact    bool    // rows is a count, not a guess
}

// fromFixed is the driver of a scan that starts from the fixed ids.
const fromFixed = -1

// most bounds estimates: Cayley's recursive iterator raises sizes to the fifth
// power, and overflows.
const most = 1e15

func bounded(n int64) float64 {
	if n < 0 {
		return most
	}
	return math.Min(float64(n), most)
}

// figures is what the statistics say about a step's fixed ids.
type figures struct {
	fixed     ids
	rows      float64 // live quads with these ids
	exact     bool
	predicate spread // of the fixed predicate, if there is one
	all       state
}

func (s *Store) figures(ctx context.Context, fixed ids) (f figures, err error) {
	f.fixed = fixed
	size, err := s.rangeSize(ctx, fixed)
	if err != nil {
		return f, err
	}
	f.rows, f.exact = bounded(size.Size), size.Exact
	if fixed.p != 0 {
		if f.predicate, err = s.spread(ctx, fixed.p); err != nil {
			return f, err
		}
	}
	f.all, err = s.state(ctx)
	return f, err
}

// distinct is how many different nodes stand at a position.
func (f figures) distinct(at quad.Direction) float64 {
	switch {
	case f.fixed.get(at) != 0:
		return 1
	case f.fixed.p != 0 && at == quad.Subject:
		return bounded(f.predicate.subjects)
	case f.fixed.p != 0 && at == quad.Object:
		return bounded(f.predicate.objects)
	case at == quad.Predicate, at == quad.Label:
		return math.Min(20, bounded(f.all.nodes)) // few, and not worth counting
	}
	return bounded(f.all.nodes)
}

// fanOut is how many of the quads one node at a position has, on average.
func (f figures) fanOut(at quad.Direction) float64 {
	total := bounded(f.all.quads)
	if f.fixed.p != 0 {
		total = bounded(f.predicate.quads)
	}
	return math.Min(f.rows, total/math.Max(1, f.distinct(at)))
}

// costs compares all ways to run a step: from its fixed ids, or from any of its
// links. Starting always from one side made some queries forty times slower.
func (p *stepPlan) costs(ctx context.Context) (estimate, error) {
	if p.known != nil {
		return *p.known, nil
	}
	f, err := p.store.figures(ctx, p.fixed)
	if err != nil {
		return estimate{}, err
	}
	stats := make([]graph.IteratorCosts, len(p.links))
	checks := 0.0
	for i, l := range p.links {
		if stats[i], err = l.plan.Stats(ctx); err != nil {
			return estimate{}, err
		}
		checks += bounded(stats[i].ContainsCost)
	}
	best := estimate{
		driver:   fromFixed,
		cost:     costSeek + f.rows*(costRow+checks),
		rows:     f.rows,
		contains: costSeek + f.fanOut(p.result)*(costRow+checks),
		exact:    f.exact && len(p.links) == 0,
	}
	for i, l := range p.links {
		size := bounded(stats[i].Size.Size)
		found := size * f.fanOut(l.at)
		others := checks - bounded(stats[i].ContainsCost)
		cost := size*(bounded(stats[i].NextCost)+costSeek) + found*(costRow+others)
		if cost < best.cost {
			best.driver, best.cost = i, cost
		}
		best.rows = math.Min(best.rows, found)
	}
	// Asking never costs more than listing once and remembering, see stepIndex.
	best.contains = math.Min(best.contains, best.cost)
	p.known = &best
	return best, nil
}

// cheapest is costs, where there is a choice.
func (p *stepPlan) cheapest(ctx context.Context) (estimate, error) {
	if len(p.links) == 0 {
		return estimate{driver: fromFixed}, nil
	}
	return p.costs(ctx)
}

// Stats gives Cayley's joins the estimate.
func (p *stepPlan) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	e, err := p.costs(orBackground(ctx))
	if err != nil {
		return graph.IteratorCosts{}, err
	}
	return graph.IteratorCosts{
		NextCost:     int64(math.Ceil(math.Min(most, e.cost/math.Max(1, e.rows)))),
		ContainsCost: int64(math.Ceil(math.Min(most, e.contains))),
		Size:         graph.Size{Size: int64(math.Ceil(math.Min(most, e.rows))), Exact: e.exact},
	}, nil
}
