package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// stepPlan is the plan of a [step].
type stepPlan struct {
	store  *Store
	result quad.Direction
	fixed  ids
	saves  []tagged
	links  []link
	known  *estimate // once computed
}

type link struct {
	at   quad.Direction
	plan graph.IteratorShape
}

func (p *stepPlan) String() string {
	return fmt.Sprintf("Step(%v of %v, %d links)", p.result, p.fixed, len(p.links))
}

// Optimize optimizes the links' plans. It keeps the step.
func (p *stepPlan) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	for i, l := range p.links {
		if better, changed := l.plan.Optimize(ctx); changed {
			p.links[i].plan, p.known = better, nil
		}
	}
	return p, false
}

// SubIterators lists the links' plans.
func (p *stepPlan) SubIterators() []graph.IteratorShape {
	subs := make([]graph.IteratorShape, len(p.links))
	for i, l := range p.links {
		subs[i] = l.plan
	}
	return subs
}

// Iterate lists the step's nodes from its cheapest side.
func (p *stepPlan) Iterate() graph.Scanner {
	best, err := p.cheapest(context.Background())
	scan := &stepScan{quadMatch: quadMatch{plan: p, err: err}, driver: best.driver}
	scan.cursor.store = p.store
	if err != nil {
		return scan
	}
	if best.driver == fromFixed {
		scan.cursor.start(p.fixed)
	} else {
		scan.primary = p.links[best.driver].plan.Iterate()
		scan.cursor.done = true
	}
	scan.lookUpLinks(best.driver)
	return scan
}

// Lookup answers which nodes the step has.
func (p *stepPlan) Lookup() graph.Index {
	best, err := p.costs(context.Background())
	x := &stepIndex{quadMatch: quadMatch{plan: p, err: err}, budget: best.cost, price: best.contains}
	if best.rows > mostRemembered {
		x.budget = most
	}
	x.cursor.store = p.store
	x.cursor.done = true
	if err == nil {
		x.lookUpLinks(fromFixed)
	}
	return x
}

// check asks one link whether it has the node at one position.
type check struct {
	at    quad.Direction
	index graph.Index
}

// quadMatch walks quads and keeps those that all links accept.
type quadMatch struct {
	plan   *stepPlan
	cursor cursor
	checks []check
	quad   ids // the last match
	err    error
}

func (m *quadMatch) lookUpLinks(except int) {
	for i, l := range m.plan.links {
		if i != except {
			m.checks = append(m.checks, check{l.at, l.plan.Lookup()})
		}
	}
}

// nextMatch moves to the next quad of the cursor that matches.
func (m *quadMatch) nextMatch(ctx context.Context) bool {
	for m.err == nil && m.cursor.advance(ctx) {
		if q := m.cursor.current(); m.accepts(ctx, q) {
			m.quad = q
			return true
		}
	}
	if m.err == nil {
		m.err = m.cursor.err
	}
	return false
}

func (m *quadMatch) accepts(ctx context.Context, q ids) bool {
	for _, s := range m.plan.saves {
		if q.get(s.at) == 0 {
			return false // no label, so nothing to report under the name
		}
	}
	if q.get(m.plan.result) == 0 {
		return false
	}
	for _, c := range m.checks {
		n := q.get(c.at)
		if n == 0 || !c.index.Contains(ctx, n) {
			m.err = c.index.Err()
			return false
		}
	}
	return true
}

// nextCheckPath asks the links for another way to the same quad.
func (m *quadMatch) nextCheckPath(ctx context.Context) bool {
	for _, c := range m.checks {
		if c.index.NextPath(ctx) {
			return true
		}
		if m.err = c.index.Err(); m.err != nil {
			return false
		}
	}
	return false
}

func (m *quadMatch) TagResults(tags map[string]graph.Ref) {
	for _, c := range m.checks {
		c.index.TagResults(tags)
	}
	for _, s := range m.plan.saves {
		for _, tag := range s.tags {
			tags[tag] = m.quad.get(s.at)
		}
	}
}

func (m *quadMatch) Result() graph.Ref {
	if n := m.quad.get(m.plan.result); n != 0 {
		return n
	}
	return nil
}

func (m *quadMatch) Close() error {
	var first error
	for _, c := range m.checks {
		if err := c.index.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// stepScan lists a step.
type stepScan struct {
	quadMatch
	driver  int
	primary graph.Scanner // nil if the scan starts from fixed ids
	ended   bool
	ctx     context.Context
}

func (s *stepScan) String() string { return "StepScan" }

func (s *stepScan) Next(ctx context.Context) bool {
	ctx = orBackground(ctx)
	s.ctx = ctx
	for {
		if s.nextMatch(ctx) {
			return true
		}
		if s.err != nil || !s.nextPrimary(ctx) {
			s.ended = s.err == nil
			return false
		}
	}
}

// nextPrimary starts the cursor at the next node of the driving link.
func (s *stepScan) nextPrimary(ctx context.Context) bool {
	if s.primary == nil {
		return false
	}
	at := s.plan.links[s.driver].at
	for s.primary.Next(ctx) {
		n, ours := asNode(s.primary.Result())
		already := s.plan.fixed.get(at)
		if !ours || (already != 0 && already != n) {
			continue
		}
		from := s.plan.fixed
		from.set(at, n)
		s.cursor.start(from)
		return true
	}
	s.err = s.primary.Err()
	return false
}

func (s *stepScan) NextPath(ctx context.Context) bool {
	ctx = orBackground(ctx)
	if s.primary != nil {
		if s.primary.NextPath(ctx) {
			return true
		}
		if s.err = s.primary.Err(); s.err != nil {
			return false
		}
	}
	return s.nextCheckPath(ctx)
}

func (s *stepScan) TagResults(tags map[string]graph.Ref) {
	if s.primary != nil {
		s.primary.TagResults(tags)
	}
	s.quadMatch.TagResults(tags)
}

// Err includes the context's end before the results did, see cursor.failure.
func (s *stepScan) Err() error {
	if s.err != nil || s.ended || s.ctx == nil {
		return s.err
	}
	return s.ctx.Err()
}

func (s *stepScan) Close() error {
	err := s.quadMatch.Close()
	if s.primary != nil {
		if closing := s.primary.Close(); err == nil {
			err = closing
		}
	}
	return err
}
